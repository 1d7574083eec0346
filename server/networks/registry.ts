import { blueskyNetwork } from "./bluesky";
import { type HubWriter, hubNetwork } from "./hub";
import type { Network } from "./network";
import type { NetworkId } from "./rules";

/** The networks a post can really be sent to; formats without an adapter are written but not scheduled. */
export function networksWith(capabilities: { hub: HubWriter }): ReadonlyMap<NetworkId, Network> {
  const networks = [hubNetwork(capabilities.hub), blueskyNetwork()];
  return new Map(networks.map((network) => [network.id, network]));
}
