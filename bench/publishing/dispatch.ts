import { writeFileSync } from "node:fs";
import type { NetworkId } from "@/server/networks/rules";
import { startDispatcher } from "@/server/publishing/dispatcher";
import { recorderNetwork } from "@/server/testing/networks/recorder";
import { NETWORKS } from "./reprise";

// The process that is measured: the real dispatcher, with adapters that POST to the receiver through the app's own HTTP.
const url = process.env["RECEIVER_URL"] ?? "";
const hanging = process.env["HANGING"];
const networks = NETWORKS.map(
  (id) => [id, recorderNetwork(id === hanging ? `${url}/hang` : `${url}/`, { id })] satisfies [NetworkId, unknown],
);
const dispatcher = await startDispatcher({ networks: new Map(networks) });

const stop = async (): Promise<void> => {
  await dispatcher.stop();
  process.exit(0);
};
process.on("SIGTERM", () => void stop());
process.on("disconnect", () => void stop());
const pidFile = process.env["PID_FILE"];
if (pidFile) writeFileSync(pidFile, `${process.pid}`);
process.send?.("ready");
