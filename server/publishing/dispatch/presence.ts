import postgres, { type Options, type Sql } from "postgres";

const AGAIN_MS = 250;

type Presence = { url: string; owner: string; onWake: () => void };

/** postgres.js gives these to every connection, but its types know only `listen`, which would open one more. */
type WithNotify = Options<Record<string, never>> & { onnotify: (channel: string) => void };

/**
 * Shows that this dispatcher lives: a session lock on a connection of its own, which Postgres frees when the process
 * dies. A lost lock is no proof of death (a restart frees all), so peers only free claims by it, and those are fenced.
 * The same connection hears NOTIFY 'due'. When it is lost a new one is opened, and what was missed is looked for.
 */
export async function showPresence({ url, owner, onWake }: Presence): Promise<() => Promise<void>> {
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let current: Sql | null = null;

  const again = (): void => {
    if (stopped || timer) return;
    timer = setTimeout(() => {
      timer = null;
      take().catch(again);
    }, AGAIN_MS);
  };
  const take = async (): Promise<void> => {
    void current?.end({ timeout: 0 }).catch(() => {});
    const options: WithNotify = {
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      connect_timeout: 5,
      fetch_types: false,
      connection: { application_name: "dispatcher" },
      onnotice: () => {},
      onnotify: onWake,
      onclose: () => connection === current && again(),
    };
    const connection: Sql = postgres(url, options);
    current = connection;
    await connection`select pg_advisory_lock(hashtextextended(${`dispatcher ${owner}`}, 0))`;
    await connection`listen due`;
    onWake();
  };
  const leave = async (): Promise<void> => {
    stopped = true;
    if (timer) clearTimeout(timer);
    await current?.end({ timeout: 1 });
  };
  await take().catch(async (error: unknown) => {
    await leave();
    throw error;
  });
  return leave;
}
