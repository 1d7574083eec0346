import { AsyncLocalStorage } from "node:async_hooks";
import { over, pool, type Tx } from "@/db/client";

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
  return (await pool().begin(async (sql) => {
    const bound =
      sql`select set_config('app.workspace_id', ${binding.workspaceId}, true), set_config('app.user_id', ${binding.userId ?? ""}, true),
      set_config('app.actor', ${binding.actor}, true), set_config('app.action', ${binding.action}, true), set_config('app.request_id', ${binding.requestId}, true)`.execute();
    // Sent now, awaited below: a failure must not become an unhandled rejection while `fn` runs.
    bound.catch(() => {});
    const tx = over(sql);
    const result = await current.run({ workspaceId: binding.workspaceId, tx }, () => fn(tx));
    await bound;
    return result;
  })) as T;
}

/** Binds a person and no workspace: their own memberships and workspaces are visible, nothing else of any tenant. */
export function withUser<T>(userId: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return pool().begin(async (sql) => {
    await sql`select set_config('app.user_id', ${userId}, true)`;
    return fn(over(sql));
  }) as Promise<T>;
}
