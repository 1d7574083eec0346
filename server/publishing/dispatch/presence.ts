import postgres from "postgres";

const AGAIN_MS = 250;

/**
 * Shows that this dispatcher lives: a session lock on a connection of its own, which Postgres frees when the process
 * dies. A lost lock is no proof of death (a restart frees all), so peers only free claims by it, and those are fenced.
 */
export async function showPresence(url: string, owner: string): Promise<() => Promise<void>> {
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  const again = (): void => {
    if (stopped) return;
    timer = setTimeout(() => void take().catch(again), AGAIN_MS);
  };
  const connection = postgres(url, { max: 1, idle_timeout: 0, max_lifetime: null, onnotice: () => {}, onclose: again });
  const take = async (): Promise<void> => {
    await connection`select pg_advisory_lock(hashtextextended(${`dispatcher ${owner}`}, 0))`;
  };
  await take();
  return async () => {
    stopped = true;
    if (timer) clearTimeout(timer);
    await connection.end({ timeout: 1 });
  };
}
