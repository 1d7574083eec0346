import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { readJob, sender } from "./job.mjs";

const { chunks, redisPort, receiverUrl } = await readJob();
const send = sender(receiverUrl);
const connection = new Redis({ host: "127.0.0.1", port: redisPort, maxRetriesPerRequest: null });
const queue = new Queue(`posts-${Date.now()}`, { connection });
for (const chunk of chunks)
  await queue.addBulk(
    chunk.map((data) => ({
      name: "post",
      data,
      opts: { delay: Math.max(0, data.dueAt - Date.now()), removeOnComplete: true, attempts: 1 },
    })),
  );
new Worker(queue.name, ({ data }) => send(data), { connection, concurrency: 64 });
process.send("ready");
