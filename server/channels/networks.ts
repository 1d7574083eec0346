import { hubWriter } from "@/server/hub/writer";
import type { Network } from "@/server/networks/network";
import { networksWith } from "@/server/networks/registry";
import type { NetworkId } from "@/server/networks/rules";

/** The networks this installation can publish to, with the capabilities their adapters need. */
export const networks: ReadonlyMap<NetworkId, Network> = networksWith({ hub: hubWriter });
