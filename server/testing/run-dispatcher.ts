import { startDispatcher } from "@/server/publishing/dispatcher";
import { recorderNetwork } from "@/server/testing/networks/recorder";

// The process that crash tests kill: a dispatcher for one fake network.
const url = process.env["RECORDER_URL"] ?? "";
await startDispatcher({
  networks: new Map([["x", recorderNetwork(url)]]),
  timing: JSON.parse(process.env["TIMING"] ?? "{}") as Record<string, number>,
});
process.stdout.write("ready\n");
