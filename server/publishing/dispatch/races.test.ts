import { expect, test } from "vitest";
import { AppError } from "@/server/errors";
import { cancelDelivery } from "@/server/publishing/cancel-delivery";
import { repinDeliveries } from "@/server/publishing/repin-deliveries";
import { rescheduleDelivery } from "@/server/publishing/reschedule-delivery";
import { testDatabase } from "@/server/testing/database";
import { dispatchBed, moveTo, scheduled } from "@/server/testing/dispatch-bed";
import { deliveryRows, insertVersion } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import { TIMING } from "./settings";

const bed = dispatchBed(testDatabase());

/** Numbers from 0 to 1 that a seed fixes (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const COUNT = 120;
const CHANGES = ["cancel", "move", "edit"] as const;
type Change = {
  nth: number;
  id: string;
  renditionId: string;
  versionId: string;
  what: (typeof CHANGES)[number];
  /** When it is made, in milliseconds from the first instant. */
  after: number;
};

test.each([1, 2, 3])(
  "edits, cancels and moves that race the instant are honoured or told they are too late (seed %i)",
  async (seed) => {
    const random = randomOf(seed);
    const ctx = await testWorkspace();
    const changes: Change[] = [];
    for (let nth = 0; nth < COUNT; nth++) {
      const { id, renditionId } = await scheduled(ctx, 3_600_000, { texts: [`old ${nth}`] });
      const versionId = await insertVersion(ctx, { renditionId, version: 2, texts: [`new ${nth}`] });
      // Around the cut-off, around the instant, and now and then well before or after both, so that either answer occurs.
      const around = [-TIMING.cutOff, -TIMING.cutOff, 0, -400, 60][Math.floor(random() * 5)] ?? 0;
      const what = CHANGES[Math.floor(random() * CHANGES.length)] ?? "cancel";
      changes.push({ nth, id, renditionId, versionId, what, after: nth * 12 + around + random() * 10 - 5 });
    }
    // Writing all this takes as long as it takes.
    const start = Date.now() + 3_000;
    await moveTo(ctx, new Map(changes.map(({ id, nth }) => [id, start + nth * 12])));
    await bed.dispatcher();
    await bed.dispatcher();
    const later = new Date(start + COUNT * 12 + 6_000).toISOString();
    const moved = new Map<number, number>();
    const cancelled = new Set<number>();
    const edited = new Set<number>();
    const refused = new Set<number>();
    const make = async ({ nth, id, renditionId, versionId, what }: Change): Promise<void> => {
      if (what === "edit") {
        const done = await ctx.tx((tx) => repinDeliveries(tx, renditionId, versionId));
        (done.length === 1 ? edited : refused).add(nth);
      } else if (what === "cancel") {
        await cancelDelivery(ctx, { deliveryId: id });
        cancelled.add(nth);
      } else {
        const { delivery } = await rescheduleDelivery(ctx, { deliveryId: id, at: later });
        moved.set(nth, delivery.dueAt.getTime());
      }
    };
    const told = new Set<string>();
    await Promise.all(
      changes.map(async (change) => {
        await new Promise((resolve) => setTimeout(resolve, start + change.after - Date.now()));
        await make(change).catch((error: unknown) => {
          if (!(error instanceof AppError)) throw error;
          refused.add(change.nth);
          told.add(error.message);
        });
      }),
    );
    await bed.allDone(ctx);
    const sent = bed.recorder.accepted.map(({ text, at }) => ({ nth: Number(text.split(" ")[1]), text, at }));
    expect(new Set(sent.map(({ nth }) => nth)).size).toBe(sent.length);
    expect(sent.filter(({ nth }) => cancelled.has(nth))).toEqual([]);
    expect(sent.length + cancelled.size).toBe(COUNT);
    for (const { nth, text, at } of sent) {
      expect(text).toBe(edited.has(nth) ? `new ${nth}` : `old ${nth}`);
      expect(at).toBeGreaterThanOrEqual(moved.get(nth) ?? start + nth * 12);
    }
    expect([...told].filter((words) => !/^(Too late: it is going out|It is already out)\.$/.test(words))).toEqual([]);
    expect(Math.min(refused.size, cancelled.size, edited.size, moved.size)).toBeGreaterThan(0);
    const states = new Set((await deliveryRows(ctx)).map(({ state }) => state));
    expect([...states].toSorted()).toEqual(["cancelled", "published"]);
  },
  60_000,
);
