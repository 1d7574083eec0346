import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contentKey } from "@/server/storage/address";
import type { Storage } from "@/server/storage/contract";
import { directoryStorage } from "@/server/storage/directory";
import { postgresStorage } from "@/server/storage/postgres";
import { testDatabase } from "@/server/testing/database";
import { testWorkspace } from "@/server/testing/workspace";

testDatabase();
let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "reprise-storage-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const kinds: [string, () => Storage][] = [
  ["directory", () => directoryStorage(root)],
  ["postgres", () => postgresStorage],
];

describe.each(kinds)("storage in %s", (_kind, open) => {
  const bytes = Uint8Array.from([0, 255, 10, 13, 128]);
  const key = contentKey(bytes);

  test("gives back what was put, to its own workspace only", async () => {
    const [a, b] = [await testWorkspace(), await testWorkspace()];
    await open().put(a.workspaceId, key, bytes);
    await open().put(a.workspaceId, key, bytes);
    expect(Buffer.from((await open().get(a.workspaceId, key)) ?? [])).toEqual(Buffer.from(bytes));
    expect(await open().get(b.workspaceId, key)).toBeNull();
    expect([await open().has(a.workspaceId, key), await open().has(b.workspaceId, key)]).toEqual([true, false]);
    await open().remove(b.workspaceId, key);
    expect(await open().get(a.workspaceId, key)).not.toBeNull();
    await open().remove(a.workspaceId, key);
    await open().remove(a.workspaceId, key);
    expect(await open().get(a.workspaceId, key)).toBeNull();
  });

  test("refuses keys that are not the content's and workspaces that are no ids", async () => {
    const { workspaceId } = await testWorkspace();
    await expect(open().put(workspaceId, contentKey(Uint8Array.of(1)), bytes)).rejects.toThrow();
    await expect(open().get("../../etc", key)).rejects.toThrow();
    await expect(open().get(workspaceId, "../passwd")).rejects.toThrow();
  });
});

test("a folder holds whole files only, and damage is noticed", async () => {
  const { workspaceId } = await testWorkspace();
  const bytes = Buffer.from("whole");
  const key = contentKey(bytes);
  await Promise.all([1, 2, 3].map(() => directoryStorage(root).put(workspaceId, key, bytes)));
  const folder = join(root, workspaceId, key.slice(0, 2));
  expect(await readdir(folder)).toEqual([key]);
  await writeFile(join(folder, key), "whale");
  await expect(directoryStorage(root).get(workspaceId, key)).rejects.toThrow("not what its key says");
});
