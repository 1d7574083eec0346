import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withoutTenant } from "@/db/client";
import { notifications } from "@/db/schema/notifications";
import { users } from "@/db/schema/users";
import { members, outbox } from "@/db/schema/workspaces";
import { type Ctx, createCtx } from "@/server/context";
import { testDatabase } from "@/server/testing/database";
import { testWorkspace } from "@/server/testing/workspace";
import { mailPerson, takeMailing } from "./mail-notifications";
import { markAllRead, markRead } from "./mark-read";
import { countUnread, listNotifications } from "./queries";
import { type Notice, raiseNotification, resolveNotifications } from "./raise-notification";

testDatabase();

/** An SMTP server that takes every mail, as far as nodemailer asks of one (RFC 5321). */
const mails: string[] = [];
let smtp: Server;
beforeAll(async () => {
  smtp = createServer(answerMail);
  smtp.listen(0, "127.0.0.1");
  await once(smtp, "listening");
  process.env["SMTP_URL"] = `smtp://127.0.0.1:${(smtp.address() as AddressInfo).port}`;
});
afterAll(() => void smtp.close());

function answerMail(socket: Socket): void {
  let mail: string | null = null;
  let rest = "";
  socket.write("220 test\r\n");
  socket.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split("\r\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (mail !== null && line !== ".") mail += `${line}\n`;
      else if (mail !== null) {
        mails.push(mail);
        mail = null;
        socket.write("250 taken\r\n");
      } else if (line === "DATA") {
        mail = "";
        socket.write("354 go on\r\n");
      } else if (line === "QUIT") socket.end("221 bye\r\n");
      else socket.write("250 fine\r\n");
    }
  });
}

const notice = (text: string, cause = "cause"): Notice => ({ kind: "delivery", cause, text });
const raise = (ctx: Ctx, given: Notice) => ctx.tx((tx) => raiseNotification(tx, ctx.workspaceId, given));
const list = async (ctx: Ctx) => (await listNotifications(ctx, { limit: 50 })).items;

async function colleague(ctx: Ctx, role: "publisher" | "writer") {
  const userId = crypto.randomUUID();
  await withoutTenant((tx) => tx.insert(users).values({ id: userId, email: `${userId}@example.org` }));
  await ctx.tx((tx) => tx.insert(members).values({ workspaceId: ctx.workspaceId, userId, role }));
  return createCtx({ workspaceId: ctx.workspaceId, actor: { kind: "user", userId, role }, action: "test" });
}

test("one cause is one notification, however often and by how many it is raised at once", async () => {
  const ctx = await testWorkspace();
  await Promise.all(Array.from({ length: 8 }, () => raise(ctx, notice("Did not go out."))));
  expect(await list(ctx)).toMatchObject([{ text: "Did not go out.", read: false, resolvedAt: null }]);
  expect(await ctx.tx((tx) => tx.$count(outbox, eq(outbox.name, "notifications/notification.raised")))).toBe(1);
});

test("each person reads for themselves; what changes is new again, what is over is not counted", async () => {
  const ctx = await testWorkspace();
  const other = await colleague(ctx, "writer");
  await raise(ctx, notice("One post."));
  await raise(ctx, notice("Something else.", "second"));
  const [newest] = await list(ctx);
  await markRead(ctx, { notificationId: newest?.id ?? "" });
  await markRead(ctx, { notificationId: newest?.id ?? "" });
  expect([await countUnread(ctx), await countUnread(other)]).toEqual([{ unread: 1 }, { unread: 2 }]);
  await markAllRead(ctx);
  await raise(ctx, notice("Two posts."));
  expect((await list(ctx)).map(({ text, read }) => [text, read])).toEqual([
    ["Two posts.", false],
    ["Something else.", true],
  ]);
  await ctx.tx((tx) => resolveNotifications(tx, ctx.workspaceId, ["cause"]));
  expect(await countUnread(ctx)).toEqual({ unread: 0 });
  await raise(ctx, notice("Two posts."));
  expect(await countUnread(ctx)).toEqual({ unread: 1 });
  expect(await list(ctx)).toHaveLength(3);
});

test("another workspace's notification cannot be read", async () => {
  const [ours, theirs] = [await testWorkspace(), await testWorkspace()];
  await raise(theirs, notice("Theirs."));
  const notificationId = (await list(theirs))[0]?.id ?? "";
  await expect(markRead(ours, { notificationId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await list(ours)).toEqual([]);
});

test("many at once are one mail for each who can do something about it, and raised again they are not mailed again", async () => {
  const ctx = await testWorkspace();
  const publisher = await colleague(ctx, "publisher");
  await colleague(ctx, "writer");
  for (let i = 0; i < 25; i++) await raise(ctx, notice(`Post ${i} did not go out.`, `cause ${i}`));
  const mailing = await takeMailing(ctx);
  expect(mailing.userIds.sort()).toEqual(
    [ctx.userId, publisher.actor.kind === "user" ? publisher.actor.userId : ""].sort(),
  );
  for (const userId of mailing.userIds) expect(await mailPerson(ctx, { ...mailing, userId })).toBe("sent");
  expect(mails).toHaveLength(2);
  expect(mails[0]).toContain("Subject: Test: 25 things need you");
  expect(mails[0]).toContain("- Post 0 did not go out.");
  expect(mails[0]).toContain("- and 5 more");
  await raise(ctx, notice("Post 0 did not go out, again.", "cause 0"));
  expect(await takeMailing(ctx)).toEqual({ notificationIds: [], userIds: [] });
  await ctx.tx((tx) => tx.update(notifications).set({ mailedAt: new Date(Date.now() - 3_700_000) }));
  expect((await takeMailing(ctx)).notificationIds).toHaveLength(25);
});
