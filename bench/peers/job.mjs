import { Pool } from "undici";

/** What this process has to do: see bench/publishing/systems.ts. It ends with its parent. */
export async function readJob() {
  process.on("disconnect", () => process.exit(0));
  const job = await new Promise((resolve) => process.once("message", resolve));
  const { count, from, spreadMs, text } = job;
  const due = () => from + Math.floor(Math.random() * spreadMs);
  const posts = Array.from({ length: count }, (_, i) => ({ key: `${i}`, text, dueAt: due() }));
  const chunks = Array.from({ length: Math.ceil(count / 1_000) }, (_, i) => posts.slice(i * 1_000, i * 1_000 + 1_000));
  return { ...job, chunks };
}

/** Sends a post as Reprise's dispatcher does: a POST over kept connections, its answer read. */
export function sender(url) {
  const pool = new Pool(url, { connections: 64 });
  const headers = { "content-type": "application/json" };
  return async (post) => {
    const reply = await pool.request({ path: "/", method: "POST", headers, body: JSON.stringify(post) });
    await reply.body.text();
  };
}
