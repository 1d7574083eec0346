// The reference Bluesky server (PDS) with its directory of DIDs (PLC), on loopback, until stdin closes.
// Prints one line of JSON when both answer. JavaScript, because its packages are outside the root install.
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

process.env.LOG_ENABLED = "0";
const { PDS } = await import("@atproto/pds");
const { default: plcServer } = await import("@did-plc/server");

const [plcPort, pdsPort] = [await freePort(), await freePort()];
const dataDirectory = await mkdtemp(join(tmpdir(), "reprise-pds-"));
const adminPassword = randomBytes(16).toString("hex");
const jwtSecret = randomBytes(32).toString("hex");

const plc = plcServer.PlcServer.create({ db: plcServer.Database.mock(), port: plcPort });
await plc.start();
const pds = await PDS.fromEnv({
  devMode: true,
  port: pdsPort,
  hostname: "localhost",
  dataDirectory,
  blobstoreDiskLocation: join(dataDirectory, "blobs"),
  adminPassword,
  jwtSecret,
  dpopSecret: randomBytes(32).toString("hex"),
  plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString("hex"),
  serviceHandleDomains: [".test"],
  didPlcUrl: `http://localhost:${plcPort}`,
  inviteRequired: false,
  disableSsrfProtection: true,
  bskyAppViewUrl: "https://appview.invalid",
  bskyAppViewDid: "did:example:invalid",
  rateLimitsEnabled: true,
  blobUploadLimit: 5_000_000,
});
await pds.start();

const ready = {
  pds: `http://localhost:${pdsPort}`,
  plc: `http://localhost:${plcPort}`,
  adminPassword,
  jwtSecret,
};
process.stdout.write(`${JSON.stringify(ready)}\n`);

process.stdin.resume();
process.stdin.on("end", () => void stop());

async function stop() {
  await Promise.race([Promise.all([pds.destroy(), plc.destroy()]), new Promise((done) => setTimeout(done, 3000))]);
  await rm(dataDirectory, { recursive: true, force: true });
  process.exit(0);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
