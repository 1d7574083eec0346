import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deliveryParts } from "@/db/schema/deliveries";
import { notifications } from "@/db/schema/notifications";
import { type Ctx, systemCtx } from "@/server/context";
import { NetworkError } from "@/server/errors";
import type { Network, OutgoingPart } from "@/server/networks/network";
import { testDatabase } from "@/server/testing/database";
import { type Recorder, recorderNetwork, startRecorder } from "@/server/testing/networks/recorder";
import { deliveryRows, eventually, insertVersion, publishable } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import { channelDoor } from "./dispatch/channel-door";
import { createDispatcher } from "./dispatch/dispatcher";
import { PREFLIGHT_START, preflightPage } from "./preflight";
import { prepareDelivery } from "./prepare-delivery";
import { getDelivery } from "./queries";
import { repinDeliveries } from "./repin-deliveries";
import { rescheduleDelivery } from "./reschedule-delivery";
import { schedulePost } from "./schedule-post";

testDatabase();

let recorder: Recorder;
beforeEach(async () => {
  recorder = await startRecorder();
});
afterEach(() => recorder.stop());

/** A network with uploads: what was prepared and what was sent with it. */
function uploading(failAt = -1) {
  const prepared: string[] = [];
  const sent: unknown[] = [];
  const plain = recorderNetwork(recorder.url);
  let failures = failAt < 0 ? 0 : 1;
  const network: Network = {
    ...plain,
    prepare: (_channel, { text, ordinal }: OutgoingPart) => {
      if (ordinal === failAt && failures-- > 0) return Promise.reject(new NetworkError("unavailable", "Not now."));
      prepared.push(text);
      return Promise.resolve({ blob: text });
    },
    publish: (channel, part, signal) => {
      sent.push(part.prepared);
      return plain.publish(channel, part, signal);
    },
  };
  return { prepared, sent, reach: { networks: new Map([["x" as const, network]]), door: channelDoor } };
}

async function scheduled(ctx: Ctx, ms: number) {
  const { postId, channelId } = await publishable(ctx, { texts: ["one", "two"] });
  const at = new Date(Date.now() + ms).toISOString();
  const { deliveries } = await schedulePost(ctx, { postId, at, channelIds: [channelId] });
  return { deliveryId: deliveries[0]?.id ?? "", sendAt: at };
}

test("each part is prepared once, also when a try fails in between, and goes out with what was prepared", async () => {
  const ctx = await testWorkspace();
  const system = systemCtx(ctx.workspaceId, "test");
  const { prepared, sent, reach } = uploading(1);
  const wanted = await scheduled(ctx, 3_000);
  await expect(prepareDelivery(system, wanted, reach)).rejects.toMatchObject({ kind: "unavailable" });
  expect((await deliveryRows(ctx))[0]?.state).toBe("preparing");
  expect(await prepareDelivery(system, wanted, reach)).toBe("ready");
  expect(await prepareDelivery(system, wanted, reach)).toBe("nothing_to_do");
  expect((await deliveryRows(ctx))[0]?.state).toBe("ready");
  const dispatcher = await createDispatcher({ ...reach });
  await eventually("it is out", async () => (await deliveryRows(ctx))[0]?.state === "published");
  await dispatcher.stop();
  expect(prepared).toEqual(["one", "two"]);
  expect(sent).toEqual([{ blob: "one" }, { blob: "two" }]);
});

test("what nobody prepared in time is prepared by the dispatcher", async () => {
  const ctx = await testWorkspace();
  const { prepared, sent, reach } = uploading();
  await scheduled(ctx, 1_000);
  const dispatcher = await createDispatcher({ ...reach });
  await eventually("it is out", async () => (await deliveryRows(ctx))[0]?.state === "published");
  await dispatcher.stop();
  expect([prepared, sent]).toEqual([
    ["one", "two"],
    [{ blob: "one" }, { blob: "two" }],
  ]);
});

/** A network that uploads two pieces per part and says what it did; `keepsPreparedMs` and a refusal as the test wants. */
function slowly(over: { keepsPreparedMs?: number; dieAt?: string; refuse?: boolean } = {}) {
  const done: string[] = [];
  let deaths = over.dieAt ? 1 : 0;
  const network: Network = {
    ...recorderNetwork(recorder.url),
    ...(over.keepsPreparedMs === undefined ? {} : { keepsPreparedMs: over.keepsPreparedMs }),
    prepare: async (_channel, { text, prepared }, _signal, keep) => {
      if (over.refuse) throw new NetworkError("rejected", "The picture is too wide.");
      const pieces = [...((prepared?.["pieces"] as string[] | undefined) ?? [])];
      for (const piece of [`${text} a`, `${text} b`].slice(pieces.length)) {
        if (piece === over.dieAt && deaths-- > 0) throw new Error("killed");
        done.push(piece);
        pieces.push(piece);
        await keep?.({ pieces: [...pieces] });
      }
      return { pieces };
    },
  };
  return { done, reach: { networks: new Map([["x" as const, network]]), door: channelDoor } };
}

const parts = (ctx: Ctx) => ctx.tx((tx) => tx.select().from(deliveryParts).orderBy(deliveryParts.ordinal));

test("a process that dies in the middle of a part repeats no piece that is done", async () => {
  const ctx = await testWorkspace();
  const { done, reach } = slowly({ dieAt: "two b" });
  const wanted = await scheduled(ctx, 60_000);
  await expect(prepareDelivery(ctx, wanted, reach)).rejects.toThrow("killed");
  expect((await parts(ctx)).map(({ prepared }) => prepared)).toEqual([
    { pieces: ["one a", "one b"] },
    { pieces: ["two a"], partial: true },
  ]);
  expect(await prepareDelivery(ctx, wanted, reach)).toBe("ready");
  expect(done).toEqual(["one a", "one b", "two a", "two b"]);
});

test("what the network would have thrown away by the instant is made again, and nothing else", async () => {
  const ctx = await testWorkspace();
  const { done, reach } = slowly({ keepsPreparedMs: 3_600_000 });
  const wanted = await scheduled(ctx, 600_000);
  expect(await prepareDelivery(ctx, wanted, reach)).toBe("ready");
  expect(await prepareDelivery(ctx, wanted, reach)).toBe("nothing_to_do");
  const ends = new Date(Date.now() + 120_000).toISOString();
  await ctx.tx((tx) =>
    tx
      .update(deliveryParts)
      .set({ prepared: { pieces: ["old", "old"], expiresAt: ends } })
      .where(eq(deliveryParts.ordinal, 1)),
  );
  expect(await prepareDelivery(ctx, wanted, reach)).toBe("ready");
  expect(done).toEqual(["one a", "one b", "two a", "two b", "two a", "two b"]);
  const end = Date.parse(String((await parts(ctx))[1]?.prepared?.["expiresAt"]));
  expect(end).toBeGreaterThan(Date.parse(wanted.sendAt));
});

test("what was prepared for an older text is never used", async () => {
  const ctx = await testWorkspace();
  const { postId, channelId, renditionId } = await publishable(ctx, { texts: ["old"] });
  const sendAt = new Date(Date.now() + 300_000).toISOString();
  const [delivery] = (await schedulePost(ctx, { postId, at: sendAt, channelIds: [channelId] })).deliveries;
  const wanted = { deliveryId: delivery?.id ?? "", sendAt };
  const { done, reach } = slowly();
  const newer = await insertVersion(ctx, { renditionId, version: 2, texts: ["new"] });
  const network = reach.networks.get("x");
  // The edit commits while the first piece of the old text is being uploaded.
  const edited: Network["prepare"] = async (channel, part, signal, keep) => {
    if (part.text === "old") await ctx.tx((tx) => repinDeliveries(tx, renditionId, newer));
    return network?.prepare?.(channel, part, signal, keep) ?? {};
  };
  if (network) reach.networks.set("x", { ...network, prepare: edited });
  expect(await prepareDelivery(ctx, wanted, reach)).toBe("changed");
  expect((await parts(ctx)).map(({ prepared }) => prepared)).toEqual([null]);
  expect(await prepareDelivery(ctx, wanted, reach)).toBe("ready");
  expect(done).toEqual(["old a", "new a", "new b"]);
});

test("what the network refuses ahead of time is told ahead of time, and the delivery waits for a person or its instant", async () => {
  const ctx = await testWorkspace();
  const { reach } = slowly({ refuse: true });
  const wanted = await scheduled(ctx, 300_000);
  expect(await prepareDelivery(ctx, wanted, reach)).toBe("refused");
  expect(await prepareDelivery(ctx, wanted, reach)).toBe("refused");
  expect(await getDelivery(ctx, wanted)).toMatchObject({
    state: "scheduled",
    risks: [{ code: "refused", severity: "error", message: "The picture is too wide." }],
  });
  expect(await ctx.tx((tx) => tx.select().from(notifications))).toMatchObject([{ kind: "preflight" }]);
  await preflightPage(PREFLIGHT_START);
  expect((await getDelivery(ctx, wanted)).risks).toHaveLength(1);
});

test("a delivery that was changed is not prepared for its old self", async () => {
  const ctx = await testWorkspace();
  const system = systemCtx(ctx.workspaceId, "test");
  const { prepared, reach } = uploading();
  const wanted = await scheduled(ctx, 60_000);
  const at = new Date(Date.now() + 90_000).toISOString();
  await rescheduleDelivery(ctx, { deliveryId: wanted.deliveryId, at });
  expect(await prepareDelivery(system, wanted, reach)).toBe("changed");
  expect(prepared).toEqual([]);
});
