import { and, eq } from "drizzle-orm";
import { afterAll, expect, test, vi } from "vitest";
import { members } from "@/db/schema/workspaces";
import { systemCtx } from "@/server/context";
import { announce } from "@/server/live/announce";
import { closeLive, type LiveMessage } from "@/server/live/subscribe";
import { watchWorkspace } from "@/server/live/watch-workspace";
import { testDatabase } from "@/server/testing/database";
import { testWorkspace } from "@/server/testing/workspace";

testDatabase();
const SOON = { timeout: 10_000, interval: 20 };
afterAll(closeLive);
const open = () => ({ signal: new AbortController().signal, signedIn: async () => true });

test("a member hears of the workspace's own changes until they are a member no more", async () => {
  const [ctx, other] = [await testWorkspace(), await testWorkspace()];
  const heard: LiveMessage[] = [];
  const listening = (async () => {
    for await (const message of watchWorkspace(ctx, { ...open(), recheckMs: 50 })) heard.push(message);
  })();
  const ended = expect(listening).rejects.toMatchObject({ code: "FORBIDDEN" });
  await vi.waitFor(() => expect(heard).toEqual([{ kind: "reset" }]), SOON);
  await other.tx((tx) => announce(tx, other.workspaceId, { kind: "post", id: "theirs" }));
  await ctx.tx((tx) => announce(tx, ctx.workspaceId, { kind: "post", id: "ours" }));
  await vi.waitFor(() => expect(heard).toHaveLength(2), SOON);
  expect(heard[1]).toEqual({ kind: "post", id: "ours" });
  await systemCtx(ctx.workspaceId, "test").tx((tx) =>
    tx.delete(members).where(and(eq(members.workspaceId, ctx.workspaceId), eq(members.userId, ctx.userId))),
  );
  await ended;
});

test("a stream ends quietly when its reader leaves", async () => {
  const ctx = await testWorkspace();
  const leave = new AbortController();
  const heard: LiveMessage[] = [];
  for await (const message of watchWorkspace(ctx, { ...open(), signal: leave.signal })) {
    heard.push(message);
    leave.abort();
  }
  expect(heard).toEqual([{ kind: "reset" }]);
});

test("a stream ends when the session that opened it is revoked", async () => {
  const ctx = await testWorkspace();
  let signedIn = true;
  const listening = (async () => {
    for await (const _ of watchWorkspace(ctx, { ...open(), signedIn: async () => signedIn, recheckMs: 50 }))
      signedIn = false;
  })();
  await expect(listening).rejects.toMatchObject({ code: "UNAUTHORIZED" });
});
