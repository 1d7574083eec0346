import { PgBoss } from "pg-boss";
import { readJob, sender } from "./job.mjs";

// The shortest pause it takes between two looks is half a second.
const { chunks, databaseUrl, receiverUrl, spreadMs } = await readJob();
const send = sender(receiverUrl);
const boss = new PgBoss({ connectionString: databaseUrl, max: 10 });
boss.on("error", (error) => console.error("pg-boss:", error.message));
await boss.start();
await boss.createQueue("posts", { retryLimit: 0 });
for (const chunk of chunks)
  await boss.insert(
    "posts",
    chunk.map((data) => ({ data, startAfter: new Date(data.dueAt) })),
  );
const burst = spreadMs === 0;
await boss.work(
  "posts",
  { batchSize: burst ? 100 : 50, pollingIntervalSeconds: 0.5, ...(burst ? { localConcurrency: 8 } : {}) },
  async (jobs) => {
    await Promise.all(jobs.map(({ data }) => send(data)));
  },
);
process.send("ready");
