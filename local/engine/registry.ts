import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { planCrons } from "./cron.ts";
import type { Db } from "./db.ts";
import { type FunctionConfig, parseFunctions } from "./function-config.ts";
import type { Functions } from "./scope.ts";

/** The functions apps have registered, kept in the database and, current, in memory. */
export type Registry = {
  current: () => Functions;
  /** Reads the registered functions again; called at boot and when another engine changed them. */
  reload: () => Promise<void>;
  /** Takes an app's functions; true if something changed. Throws `UnsupportedFunction`. */
  register: (app: string, functions: readonly unknown[]) => Promise<boolean>;
  /** Resolves once there is a function, at the latest after `timeoutMs`; says whether there is one. */
  ready: (timeoutMs: number) => Promise<boolean>;
};

/** NOTIFY channel that tells other engines to reload. */
export const functionsChannel = "engine_functions";

/** A registry without functions yet. */
export function openRegistry(db: Db): Registry {
  let functions: Functions = new Map();
  const first = Promise.withResolvers<void>();
  const sums = new Map<string, string>();

  const registry: Registry = {
    current: () => functions,
    async reload() {
      const rows = await db.query(
        (sql) => sql<{ id: string; config: FunctionConfig }>`
        select id, config from engine.functions where active order by id`,
      );
      functions = new Map(rows.map((row) => [row.id, row.config]));
      if (functions.size > 0) first.resolve();
    },
    async register(app, candidates) {
      const configs = parseFunctions(candidates);
      const sum = createHash("sha256")
        .update(canonicalize(configs) ?? "")
        .digest("hex");
      if (sums.get(app) === sum) return false;
      await db.transaction(async (sql) => {
        const old = await sql<{ config: FunctionConfig }>`
          select config from engine.functions where app = ${app} and active for update`;
        await sql`update engine.functions set active = false where app = ${app}`;
        for (const config of configs)
          await sql`
            insert into engine.functions (id, app, config, active) values (${config.id}, ${app}, ${sql.json(config)}, true)
            on conflict (id) do update set app = excluded.app, config = excluded.config, active = true`;
        await planCrons(
          sql,
          configs,
          old.map((row) => row.config),
        );
        await sql`select pg_notify(${functionsChannel}, '')`;
      });
      sums.set(app, sum);
      await registry.reload();
      return true;
    },
    async ready(timeoutMs) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timeoutMs);
      });
      await Promise.race([first.promise, late]);
      clearTimeout(timer);
      return functions.size > 0;
    },
  };
  return registry;
}
