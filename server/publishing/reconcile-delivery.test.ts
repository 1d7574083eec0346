import { expect, test } from "vitest";
import { systemCtx } from "@/server/context";
import { NetworkError } from "@/server/errors";
import type { Network } from "@/server/networks/network";
import { reconcileDelivery } from "@/server/publishing/reconcile-delivery";
import { testDatabase } from "@/server/testing/database";
import { dispatchBed, scheduled, settled } from "@/server/testing/dispatch-bed";
import { recorderNetwork } from "@/server/testing/networks/recorder";
import { deliveryRows } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";

const bed = dispatchBed(testDatabase());

test("a sign-in that ran out after the write is renewed, and the look goes on", async () => {
  const ctx = await testWorkspace();
  bed.recorder.fault = () => "reset_after";
  // Nobody but this test looks.
  const timing = { look: 60_000, lookAgain: 60_000 };
  await bed.dispatcher({ timing });
  const { id } = await scheduled(ctx, 0);
  await settled(ctx, id, "unknown");

  const recorder = recorderNetwork(bed.recorder.url, { canTell: true, rules: {} });
  const network: Network = {
    ...recorder,
    connect: () => Promise.reject(new Error("It is connected.")),
    reconcile: (channel, part, signal) => {
      if (channel.credentials["token"] === "new") return recorder.reconcile(channel, part, signal);
      throw new NetworkError("auth_expired", "The token has run out.");
    },
  };
  const { remoteId, channelId } = { remoteId: "account", channelId: (await deliveryRows(ctx))[0]?.channelId ?? "" };
  const access = { channelId, workspaceId: ctx.workspaceId, remoteId };
  let version = 1;
  const door = {
    open: async () => ({ ...access, credentials: { token: version === 1 ? "old" : "new" }, version }),
    refresh: async () => {
      version += 1;
    },
    lose: () => Promise.reject(new Error("A renewed sign-in is not lost.")),
  };

  const fence = (await deliveryRows(ctx))[0]?.fence ?? 0;
  const reach = bed.reachOf({ networks: [network], door, timing });
  const found = await reconcileDelivery(systemCtx(ctx.workspaceId, "test"), { deliveryId: id, fence }, reach);
  expect(found).toBe("published");
  expect(version).toBe(2);
  expect(bed.recorder.writes).toBe(1);
});
