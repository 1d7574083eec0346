import { setTimeout as wait } from "node:timers/promises";
import type { Api, Reply } from "./api";
import type { Journal } from "./journal";
import { textOf } from "./plan-posts";
import type { Placed } from "./write-posts";

/** Lets people schedule posts through the API and change them around their instants; every answer is written down. */
export async function actOn(posts: Placed[], api: Api, journal: Journal): Promise<void> {
  await Promise.all(posts.map((post) => actOnOne(post, api, journal)));
}

async function actOnOne(post: Placed, api: Api, journal: Journal): Promise<void> {
  const { number, act, dueAt, askedBeforeMs, ids } = post;
  await until(dueAt - (askedBeforeMs ?? 0));
  const at = new Date(dueAt).toISOString();
  const asked = await api.call("POST", `/api/v1/posts/${ids.post}/schedule`, { at, channelIds: [post.channelId] });
  const delivery = (asked.body as { deliveries?: { id: string }[] } | null)?.deliveries?.[0]?.id ?? null;
  journal.write([{ op: "schedule", post: number, delivery, dueAt, ...timesOf(asked) }]);
  if (!act || delivery === null) return;
  await until(dueAt - act.beforeMs);
  switch (act.kind) {
    case "cancel": {
      const reply = await api.call("POST", `/api/v1/deliveries/${delivery}/cancel`);
      return journal.write([{ op: "cancel", post: number, delivery, ...timesOf(reply) }]);
    }
    case "move": {
      const later = Math.max(Date.now(), dueAt) + 2_000;
      const reply = await api.call("POST", "/domain/reschedule", {
        deliveryId: delivery,
        at: new Date(later).toISOString(),
      });
      return journal.write([{ op: "move", post: number, delivery, dueAt: later, ...timesOf(reply) }]);
    }
    case "edit": {
      const parts = Array.from({ length: post.parts }, (_, i) => textOf(number, 1, { of: post.parts, nth: i + 1 }));
      const reply = await api.call("PATCH", `/api/v1/posts/${ids.post}`, { parts });
      return journal.write([{ op: "edit", post: number, edit: 1, pinned: pinned(reply), ...timesOf(reply) }]);
    }
  }
}

/** Whether the answer says that the edited version is what goes out. */
function pinned({ body, status }: Reply): boolean | null {
  if (status !== 200) return null;
  const post = body as { renditions: { version: number }[]; deliveries: { version: number }[] };
  return post.deliveries[0]?.version === post.renditions[0]?.version;
}

const timesOf = ({ askedAt, answeredAt, status }: Reply) => ({ askedAt, answeredAt, status });

const until = (at: number): Promise<void> => wait(Math.max(at - Date.now(), 0));
