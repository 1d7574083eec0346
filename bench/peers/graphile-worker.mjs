import { Logger, makeWorkerUtils, run } from "graphile-worker";
import { readJob, sender } from "./job.mjs";

const { chunks, databaseUrl, receiverUrl, spreadMs } = await readJob();
const send = sender(receiverUrl);
const logger = new Logger(() => () => {});
const utils = await makeWorkerUtils({ connectionString: databaseUrl, logger });
await utils.migrate();
for (const chunk of chunks)
  await utils.addJobs(
    chunk.map((payload) => ({ identifier: "post", payload, runAt: new Date(payload.dueAt), maxAttempts: 1 })),
  );
await utils.release();
// It looks ten times a second instead of every two seconds. With a local queue it takes bursts in batches; without one it
// starts single jobs sooner.
const queue = spreadMs === 0 ? { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } : {};
await run({
  connectionString: databaseUrl,
  logger,
  preset: { worker: { concurrentJobs: 64, maxPoolSize: 10, pollInterval: 100, ...queue } },
  taskList: { post: send },
});
process.send("ready");
