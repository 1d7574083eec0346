import { systemCtx } from "@/server/context";
import { log } from "@/server/log";
import type { NetworkId } from "@/server/networks/rules";
import type { Reach } from "@/server/publishing/load-outgoing";
import { reconcileDelivery } from "@/server/publishing/reconcile-delivery";
import type { Ledger, Unknown } from "./ledger";
import { MOST } from "./settings";

/**
 * Looks for unknown outcomes in time whether or not the executor does. A network that hangs holds a share of the looks
 * and no more.
 */
export function createUnknowns(options: { ledger: Ledger; reach: Reach; onSettled: () => void }): {
  look: () => Promise<void>;
} {
  const { ledger, reach, onSettled } = options;
  const looking = new Map<NetworkId, number>();
  const count = (network: NetworkId, by: 1 | -1): void => {
    looking.set(network, (looking.get(network) ?? 0) + by);
  };
  const reconcile = async ({ id: deliveryId, workspaceId, fence, network }: Unknown): Promise<void> => {
    try {
      const found = await reconcileDelivery(systemCtx(workspaceId, "dispatcher"), { deliveryId, fence }, reach);
      if (found === "sent_again") onSettled();
    } catch (error) {
      log().warn({ err: error, workspaceId, deliveryId, network }, "an unknown outcome could not be looked for yet");
    } finally {
      count(network, -1);
    }
  };
  return {
    look: async () => {
      const busy = [...looking.values()].reduce((sum, n) => sum + n, 0);
      const full = [...looking].filter(([, n]) => n >= MOST.networkLooks).map(([network]) => network);
      const most = Math.min(MOST.looks - busy, MOST.networkLooks);
      if (most <= 0) return;
      for (const one of await ledger.takeUnknown(most, full)) {
        count(one.network, 1);
        void reconcile(one);
      }
    },
  };
}
