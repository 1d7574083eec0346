/** Gathers what is asked for in the same moment into few round trips; each caller gets its own answer. */
export type Batch<T, R> = {
  add: (item: T) => Promise<R>;
  /** Resolves when nothing is waiting or under way. */
  idle: () => Promise<void>;
};

type Waiting<T, R> = { item: T; resolve: (result: R) => void; reject: (error: unknown) => void };
type Options<T, R> = {
  most: number;
  atOnce: number;
  /** So many have to wait before they go beside a run that is under way; fewer wait for its end. Default 1. */
  beside?: number;
  run: (items: T[]) => Promise<(item: T) => R>;
};

export function createBatch<T, R>({ most, atOnce, beside = 1, run }: Options<T, R>): Batch<T, R> {
  const waiting: Waiting<T, R>[] = [];
  let running = 0;
  let planned = false;
  let idlers: (() => void)[] = [];

  const flush = (): void => {
    planned = false;
    while (running < atOnce && waiting.length >= (running === 0 ? 1 : beside)) void go(waiting.splice(0, most));
    if (waiting.length > 0 || running > 0) return;
    for (const wake of idlers) wake();
    idlers = [];
  };
  const go = async (batch: Waiting<T, R>[]): Promise<void> => {
    running++;
    try {
      const answer = await run(batch.map(({ item }) => item));
      for (const { item, resolve } of batch) resolve(answer(item));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      running--;
      flush();
    }
  };
  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (planned || running >= atOnce) return;
        planned = true;
        setImmediate(flush);
      }),
    idle: () =>
      new Promise((wake) => {
        if (waiting.length === 0 && running === 0) return wake();
        idlers.push(wake);
      }),
  };
}
