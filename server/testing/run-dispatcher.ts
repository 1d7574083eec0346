import { startDispatcher } from "@/server/publishing/dispatcher";
import { recorderNetwork } from "@/server/testing/networks/recorder";

// The process that crash tests kill: a dispatcher for one fake network, or for the real ones when no recorder is named.
const url = process.env["RECORDER_URL"] ?? "";
await startDispatcher({
  ...(url === "" ? {} : { networks: new Map([["x" as const, recorderNetwork(url)]]) }),
  timing: JSON.parse(process.env["TIMING"] ?? "{}") as Record<string, number>,
});
process.stdout.write("ready\n");
