import { afterEach, beforeEach, expect, test } from "vitest";
import { type Ctx, systemCtx } from "@/server/context";
import { NetworkError } from "@/server/errors";
import type { Network, OutgoingPart } from "@/server/networks/network";
import { testDatabase } from "@/server/testing/database";
import { type Recorder, recorderNetwork, startRecorder } from "@/server/testing/networks/recorder";
import { deliveryRows, eventually, publishable } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import { channelDoor } from "./dispatch/channel-door";
import { createDispatcher } from "./dispatch/dispatcher";
import { prepareDelivery } from "./prepare-delivery";
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
