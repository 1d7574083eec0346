import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { SignJWT } from "jose";

/** A running reference server; `account` makes a new one with an app password. */
export type BlueskyServer = {
  pds: string;
  plc: string;
  account: (handle: string) => Promise<{ handle: string; did: string; appPassword: string }>;
  takeDown: (did: string) => Promise<void>;
  /** An access token that ran out a minute ago. */
  expiredToken: (did: string) => Promise<string>;
  stop: () => Promise<void>;
};

type Ready = { pds: string; plc: string; adminPassword: string; jwtSecret: string };

/** Starts PDS and PLC in a child process, which ends with this one. */
export async function startBlueskyServer(folder: string): Promise<BlueskyServer> {
  const quiet = "--disable-warning=TimeoutNegativeWarning";
  const child = spawn(process.execPath, [quiet, "pds.mjs"], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  const died = once(child, "exit").then(() => {
    throw new Error("The Bluesky server ended before it was ready; the lines above say why.");
  });
  const firstLine = once(createInterface(child.stdout), "line").then(([line]) => JSON.parse(String(line)) as Ready);
  const started = new AbortController();
  const late = sleep(60_000, undefined, { ref: false, signal: started.signal }).then(() => {
    child.kill();
    throw new Error("The Bluesky server was not ready within 60 seconds.");
  });
  const { pds, plc, adminPassword, jwtSecret } = await Promise.race([firstLine, died, late]);
  died.catch(() => undefined);
  late.catch(() => undefined);
  started.abort();

  const admin = `Basic ${Buffer.from(`admin:${adminPassword}`).toString("base64")}`;
  return {
    pds,
    plc,
    account: async (handle) => {
      const body = { handle, email: `${handle}@example.com`, password: "correct-horse-battery" };
      const made = await post(pds, "com.atproto.server.createAccount", body);
      const name = { name: "reprise" };
      const own = await post(pds, "com.atproto.server.createAppPassword", name, `Bearer ${made["accessJwt"]}`);
      return { handle, did: String(made["did"]), appPassword: String(own["password"]) };
    },
    takeDown: async (did) => {
      const subject = { $type: "com.atproto.admin.defs#repoRef", did };
      await post(pds, "com.atproto.admin.updateSubjectStatus", { subject, takedown: { applied: true } }, admin);
    },
    expiredToken: (did) => {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ scope: "com.atproto.appPass" })
        .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
        .setAudience("did:web:localhost")
        .setSubject(did)
        .setIssuedAt(now - 7200)
        .setExpirationTime(now - 60)
        .sign(new TextEncoder().encode(jwtSecret));
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.stdin.end();
      await Promise.race([gone, sleep(5000, undefined, { ref: false }).then(() => child.kill("SIGKILL"))]);
    },
  };
}

async function post(
  pds: string,
  nsid: string,
  body: unknown,
  authorization?: string,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${pds}/xrpc/${nsid}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(authorization ? { authorization } : {}) },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${nsid} answered ${response.status}: ${text}`);
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}
