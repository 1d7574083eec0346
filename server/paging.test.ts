import { expect, test } from "vitest";
import { users } from "@/db/schema/users";
import { before, pageOf } from "@/server/paging";

const row = { id: "0198f3c2-1111-7222-8333-444455556666", createdAt: new Date("2026-11-20T09:00:00.123Z") };
const from = (cursor: string) => before(cursor, users.createdAt, users.id);

test("a full page names the next one, the last page none", () => {
  expect(pageOf([row, row], 2).nextCursor).toBeNull();
  const { items, nextCursor } = pageOf([row, row], 1);
  expect(items).toEqual([row]);
  expect(from(nextCursor ?? "")).toBeDefined();
});

test.each(["", "x", `0.${"-".repeat(36)}`, `zzzzzzzzzzz.${row.id}`, `${"z".repeat(60)}.${row.id}`])(
  "a cursor that is none of ours is a bad request: %s",
  (cursor) => {
    const encoded = Buffer.from(cursor, "latin1").toString("base64url");
    expect(() => from(encoded)).toThrow(expect.objectContaining({ code: "BAD_REQUEST" }));
  },
);
