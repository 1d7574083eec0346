import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { testDatabase } from "@/server/testing/database";

const database = testDatabase();
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function start(role: "app" | "owner"): ChildProcess {
  const child = fork("server/testing/boot-process.ts", {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, DATABASE_URL: database.url(role) },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  children.push(child);
  return child;
}

async function booted(): Promise<{ child: ChildProcess; url: string }> {
  const child = start("app");
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk;
  });
  const died = once(child, "exit").then(() => Promise.reject(new Error(`it did not start: ${said}`)));
  died.catch(() => {});
  const [port] = (await Promise.race([once(child, "message"), died])) as [number];
  return { child, url: `http://127.0.0.1:${port}` };
}

test("each request is told the address of its socket, whatever its sender says", async () => {
  const { url } = await booted();
  const answer = await fetch(url, { headers: { "x-reprise-peer": "6.6.6.6" } });
  expect(await answer.text()).toBe("127.0.0.1");
});

test.each([
  ["SIGTERM", (child: ChildProcess) => child.kill("SIGTERM")],
  ["the end of whoever started it", (child: ChildProcess) => child.disconnect()],
])("%s stops the process, a request that never ends notwithstanding", async (_name, end) => {
  const { child, url } = await booted();
  const open = await fetch(`${url}/open`);
  expect(open.ok).toBe(true);
  const exit = once(child, "exit");
  end(child);
  expect((await exit)[0]).toBe(0);
  await open.text().catch(() => "");
});

test("the app does not start as the owner of its tables, and says why", async () => {
  const child = start("owner");
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk;
  });
  const [code] = await once(child, "exit");
  expect([code, said]).toEqual([1, expect.stringContaining("Point it at the role reprise_app")]);
});
