import { setTimeout as wait } from "node:timers/promises";
import { Pool } from "undici";

// Posts without any store: `raw` as fast as 64 connections take them, `timers` with a setTimeout and a fetch for each.

type Job = { count: number; spreadMs: number; from: number; text: string; receiverUrl: string };

const send = { raw, timers }[process.argv[2] === "raw" ? "raw" : "timers"];
process.on("disconnect", () => process.exit(0));
process.once("message", (job: Job) => {
  process.send?.("ready");
  void send(job);
});

async function raw({ count, from, text, receiverUrl }: Job): Promise<void> {
  const pool = new Pool(receiverUrl, { connections: 64 });
  const headers = { "content-type": "application/json" };
  await wait(from - Date.now());
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < count) {
      const body = JSON.stringify({ key: `${next++}`, text, dueAt: from });
      const reply = await pool.request({ path: "/", method: "POST", headers, body });
      await reply.body.text();
    }
  };
  await Promise.all(Array.from({ length: 64 }, one));
}

async function timers({ count, spreadMs, from, text, receiverUrl }: Job): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const dueAt = from + Math.floor(Math.random() * spreadMs);
      await wait(dueAt - Date.now());
      const body = JSON.stringify({ key: `${i}`, text, dueAt });
      const reply = await fetch(receiverUrl, { method: "POST", body });
      await reply.text();
    }),
  );
}
