import { AsyncLocalStorage } from "node:async_hooks";
import type { PendingQuery, Row, TransactionSql } from "postgres";
import { over, pool, type Tx } from "@/db/client";
import { forgetValues } from "@/db/forget-values";

/** Who a transaction acts for; read by row policies and by the audit triggers. */
export type Binding = {
  workspaceId: string;
  /** Lets a person see their own memberships and workspaces. */
  userId: string | null;
  actor: string;
  action: string;
  requestId: string;
};

const current = new AsyncLocalStorage<{ workspaceId: string; tx: Tx }>();

/**
 * Runs `fn` in a short transaction bound to one workspace; inside another one of the same workspace it joins it. The
 * settings travel in the same round trip as BEGIN and the first query. Throws when nested under another workspace.
 */
export async function withTenant<T>(binding: Binding, fn: (tx: Tx) => Promise<T>): Promise<T> {
  const outer = current.getStore();
  if (outer) {
    if (outer.workspaceId !== binding.workspaceId) throw new Error("A transaction of another workspace is open.");
    return fn(outer.tx);
  }
  const { workspaceId, userId, actor, action, requestId } = binding;
  return bound(
    (sql) =>
      sql`select set_config('app.workspace_id', ${workspaceId}, true), set_config('app.user_id', ${userId ?? ""}, true),
      set_config('app.actor', ${actor}, true), set_config('app.action', ${action}, true), set_config('app.request_id', ${requestId}, true)`,
    (tx) => current.run({ workspaceId, tx }, () => fn(tx)),
  );
}

/** Binds a person and no workspace: their own memberships and workspaces are visible, nothing else of any tenant. */
export function withUser<T>(userId: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return bound((sql) => sql`select set_config('app.user_id', ${userId}, true)`, fn);
}

function bound<T>(bind: (sql: TransactionSql) => PendingQuery<Row[]>, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return pool()
    .begin(async (sql) => {
      const binding = bind(sql).execute();
      // Sent now, awaited below: a failure must not become an unhandled rejection while `fn` runs.
      binding.catch(() => {});
      const result = await fn(over(sql));
      await binding;
      return result;
    })
    .catch(forgetValues) as Promise<T>;
}
