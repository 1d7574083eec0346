import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { pool } from "@/db/client";
import { channels } from "@/db/schema/channels";
import { deliveries } from "@/db/schema/deliveries";
import type { Ctx } from "@/server/context";
import { testDatabase } from "@/server/testing/database";
import { dispatchBed, moveTo, scheduled, settled } from "@/server/testing/dispatch-bed";
import { type Fault, recorderNetwork, startRecorder } from "@/server/testing/networks/recorder";
import { deliveryRows, eventually, testChannel } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";

const bed = dispatchBed(testDatabase());

async function dueTogether(ctx: Ctx, channelId: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push((await scheduled(ctx, 60_000, { texts: [`${i}`], channelId })).id);
  const at = Date.now() + 300;
  await moveTo(ctx, new Map(ids.map((id) => [id, at])));
  return ids;
}
const published = (ctx: Ctx) =>
  eventually("everything is out", async () => (await deliveryRows(ctx)).every(({ state }) => state === "published"));

describe("a channel's own pace", () => {
  test.each([
    ["the network's", 0.5, null],
    ["a person's, where it is slower", 0, 1],
  ])("%s is kept between posts, whichever process sends them", async (_whose, spacing, own) => {
    const ctx = await testWorkspace();
    const channelId = await testChannel(ctx);
    await ctx.tx((tx) => tx.update(channels).set({ spacingSeconds: own }).where(eq(channels.id, channelId)));
    await dueTogether(ctx, channelId, 4);
    const rules = { spacingSeconds: spacing };
    await Promise.all([bed.dispatcher({ rules }), bed.dispatcher({ rules })]);
    await published(ctx);
    // Its instant, or the commit of its intent where that came later.
    const sent = (await deliveryRows(ctx))
      .map(({ sendAt, sendingAt }) => Math.max(sendAt.getTime(), sendingAt?.getTime() ?? 0))
      .toSorted((a, b) => a - b);
    const gaps = sent.slice(1).map((at, i) => at - (sent[i] ?? 0));
    // Each instant is rounded to a millisecond.
    expect(gaps.filter((gap) => gap < Math.max(spacing, own ?? 0) * 1000 - 1)).toEqual([]);
    expect(bed.recorder.writes).toBe(4);
  });

  test("when a channel is asked to wait its other posts wait too, instead of being refused one by one", async () => {
    const ctx = await testWorkspace();
    const channelId = await testChannel(ctx);
    let refusals = 1;
    bed.recorder.fault = ({ text }): Fault | null => (text !== "other" && refusals-- > 0 ? "rate_limited" : null);
    await dueTogether(ctx, channelId, 4);
    const other = await scheduled(ctx, 0, { texts: ["other"] });
    await bed.dispatcher();
    await settled(ctx, other.id, "published");
    await eventually("the others wait", async () => {
      const codes = (await deliveryRows(ctx)).flatMap(({ failure }) => failure?.code ?? []);
      return codes.length === 4;
    });
    const [channel] = await ctx.tx((tx) => tx.select().from(channels).where(eq(channels.id, channelId)));
    expect(channel?.notBefore?.getTime()).toBeGreaterThan(Date.now());
    await published(ctx);
    // Four, the other channel's, and the one that was refused.
    expect(bed.recorder.writes).toBe(6);
    expect((await deliveryRows(ctx)).map(({ tries }) => tries).toSorted()).toEqual([0, 0, 0, 0, 1]);
  });
});

describe("quotas", () => {
  const rules = { quota: { max: 2, windowHours: 1 } };
  const HOUR = 3_600_000;

  test("a post beyond a channel's quota is moved to when there is room, and says so", async () => {
    const ctx = await testWorkspace();
    const channelId = await testChannel(ctx);
    await dueTogether(ctx, channelId, 3);
    const other = await scheduled(ctx, 0);
    await bed.dispatcher({ rules });
    const moved = await eventually("the third is moved", async () => {
      const row = (await deliveryRows(ctx)).find(({ failure }) => failure?.code === "quota");
      return row?.state === "scheduled" && row;
    });
    await settled(ctx, other.id, "published");
    await eventually("the first two are out", () => bed.recorder.accepted.length === 3);
    expect(moved.failure?.message).toBe(
      "X takes 2 posts in an hour from one account. It goes out as soon as there is room.",
    );
    expect(moved.sendAt.getTime()).toBeGreaterThan(Date.now() + HOUR - 60_000);
    expect([moved.tries, moved.sendAt.getTime() <= Date.now() + HOUR]).toEqual([0, true]);
    // An hour later.
    await bed.asAdmin((admin) => admin`update delivery_parts set published_at = published_at - interval '1 hour'`);
    await ctx.tx((tx) => tx.update(deliveries).set({ sendAt: new Date() }).where(eq(deliveries.id, moved.id)));
    await pool()`select pg_notify('due', '')`;
    await settled(ctx, moved.id, "published");
  });

  test("a thread waits until there is room for all of it", async () => {
    const ctx = await testWorkspace();
    const channelId = await testChannel(ctx);
    await bed.dispatcher({ rules });
    const one = await scheduled(ctx, 0, { channelId });
    await settled(ctx, one.id, "published");
    const thread = await scheduled(ctx, 0, { texts: ["a", "b"], channelId });
    await eventually("it is moved", async () =>
      (await deliveryRows(ctx)).some(({ id, failure }) => id === thread.id && failure?.code === "quota"),
    );
    expect(bed.recorder.writes).toBe(1);
  });
});

describe("a network that is down", () => {
  test("one that hangs delays no other", async () => {
    const ctx = await testWorkspace();
    const hung = await startRecorder();
    hung.fault = () => "timeout_after";
    const networks = [recorderNetwork(hung.url), recorderNetwork(bed.recorder.url, { id: "facebook" })];
    for (let i = 0; i < 12; i++) await scheduled(ctx, 300, { texts: [`x${i}`] });
    for (let i = 0; i < 30; i++) await scheduled(ctx, 300, { network: "facebook", texts: [`f${i}`] });
    await bed.dispatcher({ networks, timing: { request: 15_000 } });
    await eventually("the other network's posts are out", () => bed.recorder.accepted.length === 30);
    const states = (await deliveryRows(ctx)).filter(({ network }) => network === "x").map(({ state }) => state);
    expect(states).toEqual(Array(12).fill("sending"));
    await hung.stop();
  });

  test("is left alone after many failures in a row, and what waited goes out with its first success", async () => {
    const ctx = await testWorkspace();
    let down = true;
    bed.recorder.fault = () => (down ? "unavailable" : null);
    await bed.dispatcher();
    for (let i = 0; i < 5; i++) await scheduled(ctx, 0, { texts: [`${i}`] });
    await eventually("five channels have failed", () => bed.recorder.writes === 5);
    const later: { id: string }[] = [];
    for (let i = 0; i < 6; i++) later.push(await scheduled(ctx, 0, { texts: [`later ${i}`] }));
    const codes = async () =>
      (await deliveryRows(ctx))
        .filter(({ id }) => later.some((one) => one.id === id))
        .map(({ failure }) => failure?.code);
    await eventually("the others wait", async () => (await codes()).every((code) => code === "network_down"));
    expect(bed.recorder.writes).toBe(5);
    down = false;
    await published(ctx);
    expect(bed.recorder.accepted).toHaveLength(11);
    expect((await deliveryRows(ctx)).filter(({ tries }) => tries > 0)).toHaveLength(5);
  });
});
