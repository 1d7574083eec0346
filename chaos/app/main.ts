import { once } from "node:events";
import { flushCompileCache } from "node:module";
import { networks } from "@/server/channels/networks";
import type { Network } from "@/server/networks/network";
import { type NetworkId, type NetworkRules, RULES } from "@/server/networks/rules";
import { startRelay } from "@/server/outbox/relay";
import type { Timing } from "@/server/publishing/dispatch/settings";
import { startDispatcher } from "@/server/publishing/dispatcher";
import { fakeNetwork, type Kind } from "./adapters";

// The process that is killed: the REST API, the durable functions, the relay and the dispatcher as `npm start` runs them,
// without the web server around them. Fake networks stand where there is no adapter yet.

/** What the runner tells an app by CHAOS_APP; with `quick` it has no API, and starts in half the time. */
export type AppSettings = {
  port: number;
  quick: boolean;
  networks: { id: NetworkId; kind: Kind; url: string }[];
  timing: Partial<Timing>;
};

const CERTAINTY: Record<Kind, NetworkRules["certainty"]> = { key: "native_key", lookup: "lookup", blind: "none" };

const { port, quick, networks: fakes, timing } = JSON.parse(process.env["CHAOS_APP"] ?? "{}") as AppSettings;
for (const fake of fakes) {
  // The rules are the fake's, not those of the network it stands for: threads, no quota, and what it can tell afterwards.
  Object.assign(RULES[fake.id], { maxParts: 25, quota: null, spacingSeconds: 0, certainty: CERTAINTY[fake.kind] });
  (networks as Map<NetworkId, Network>).set(fake.id, fakeNetwork(fake));
}

const [stopRelay, dispatcher] = await Promise.all([startRelay(), startDispatcher({ timing })]);
if (!quick) {
  const { appServer } = await import("./serve");
  await once(appServer().listen(port, "127.0.0.1"), "listening");
}
process.stdout.write("ready\n");
flushCompileCache();
process.once("SIGTERM", () => void Promise.all([stopRelay(), dispatcher.stop()]).finally(() => process.exit(0)));
// Whoever started us is gone.
process.stdin.resume().once("end", () => process.exit(0));
