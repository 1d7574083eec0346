import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { passages, sources, sourceVersions } from "@/db/schema/sources";
import { outbox } from "@/db/schema/workspaces";
import { type Ctx, systemCtx } from "@/server/context";
import { AppError } from "@/server/errors";
import { addSource } from "@/server/sources/add-source";
import { failReading } from "@/server/sources/fail-reading";
import { type AddSourceInput, listPassagesInput, listSourcesInput } from "@/server/sources/input";
import { getPassages, getSource, listSources } from "@/server/sources/queries";
import { readSource } from "@/server/sources/read-source";
import { refetchSource } from "@/server/sources/refetch-source";
import { renameSource } from "@/server/sources/rename-source";
import { restoreSource, trashSource } from "@/server/sources/trash-source";
import { testDatabase } from "@/server/testing/database";
import { testWorkspace } from "@/server/testing/workspace";

testDatabase();

const ARTICLE = `<!doctype html><html lang="en"><head><title>Tides</title></head><body><article><h1>Tides</h1>
<p>The harbour at Lynmouth rises nine metres twice a day. Boats that miss the tide wait six hours for the next one.</p>
<p>Harbour master Ann Lee has kept the log since 1998. She writes down every arrival by hand, in ink, in one book.</p>
</article></body></html>`;

let server: Server;
let origin = "";
let root = "";
let article = ARTICLE;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "reprise-sources-"));
  server = createServer((request, reply) => {
    const path = request.url ?? "/";
    if (path === "/article") reply.setHeader("content-type", "text/html; charset=utf-8").end(article);
    else if (path === "/moved") reply.writeHead(302, { location: "/article" }).end();
    else if (path === "/inside") reply.writeHead(302, { location: "http://127.0.0.1:9/secret" }).end();
    else if (path === "/loop") reply.writeHead(302, { location: "/loop" }).end();
    else if (path === "/login") reply.writeHead(401).end("Who are you?");
    else if (path === "/broken") reply.writeHead(503).end();
    else if (path === "/huge") {
      reply.setHeader("content-length", String(2 * 1024 ** 3)).write("x");
    } else reply.writeHead(404).end("No.");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  Object.assign(process.env, { DATA_DIR: root, FETCH_ALLOW: `127.0.0.1:${port}` });
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(root, { recursive: true, force: true });
});

const text = (words: string, title?: string): AddSourceInput => ({ kind: "text", text: words, title });

/** Runs the reading the outbox asks for, as the durable function does, each of its steps twice. */
async function readAll(ctx: Ctx): Promise<void> {
  const system = systemCtx(ctx.workspaceId, "read-source");
  const events = await system.tx((tx) => tx.delete(outbox).returning({ data: outbox.data }));
  for (const { data } of events) {
    const reading = data as { sourceId: string; versionId: string };
    await readSource(system, reading);
    await readSource(system, reading);
  }
}

async function addAndRead(ctx: Ctx, input: AddSourceInput) {
  const added = await addSource(ctx, input);
  await readAll(ctx);
  return getSource(ctx, { sourceId: added.id });
}

const rowCounts = (ctx: Ctx) =>
  ctx.tx(async (tx) => ({
    sources: await tx.$count(sources),
    versions: await tx.$count(sourceVersions),
    passages: await tx.$count(passages),
  }));

describe("adding and reading", () => {
  test("a text is kept, read into blocks and passages, once however often the step runs", async () => {
    const ctx = await testWorkspace();
    const added = await addSource(ctx, text("# Tides\n\nThe sea rises twice a day. It falls twice as well.\n"));
    expect(added).toMatchObject({ state: "reading", duplicate: false });
    await readAll(ctx);
    const source = await getSource(ctx, { sourceId: added.id });
    expect(source).toMatchObject({ state: "ready", title: "Tides", language: "en", version: 1, failure: null });
    const page = await getPassages(ctx, listPassagesInput.parse({ sourceId: added.id }));
    expect(page.items.map((passage) => passage.text)).toEqual([
      "Tides",
      "The sea rises twice a day.",
      "It falls twice as well.",
    ]);
    const first = await getPassages(ctx, listPassagesInput.parse({ sourceId: added.id, limit: 2 }));
    expect(first.nextFrom).toBe(2);
    expect(await rowCounts(ctx)).toEqual({ sources: 1, versions: 1, passages: 3 });
    expect(await readdir(join(root, "uploads", ctx.workspaceId))).toHaveLength(1);
  });

  test("the same bytes are the same source, also when added at once; another workspace has its own", async () => {
    const [ctx, other] = [await testWorkspace(), await testWorkspace()];
    const both = await Promise.all([1, 2].map(() => addSource(ctx, text("Same words."))));
    expect(new Set(both.map(({ id }) => id)).size).toBe(1);
    expect(both.map(({ duplicate }) => duplicate).sort()).toEqual([false, true]);
    const foreign = await addSource(other, text("Same words."));
    expect(foreign).toMatchObject({ duplicate: false });
    await expect(getSource(other, { sourceId: both[0]?.id ?? "" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("a file takes its title from what it says, or from its name", async () => {
    const ctx = await testWorkspace();
    const bytes = Buffer.from("Nothing but a line of words here.\n");
    const source = await addAndRead(ctx, { kind: "file", fileName: "my_field-notes.txt", bytes });
    expect(source).toMatchObject({ state: "ready", title: "my field notes", fileName: "my_field-notes.txt" });
  });

  test("what is empty, too large or not a document is refused in words", async () => {
    const ctx = await testWorkspace();
    await expect(addSource(ctx, text("  \n"))).rejects.toMatchObject({ details: { reason: "empty" } });
    const large = { kind: "file" as const, fileName: "a.txt", bytes: new Uint8Array(25 * 1024 * 1024 + 1) };
    await expect(addSource(ctx, large)).rejects.toMatchObject({ code: "PAYLOAD_TOO_LARGE" });
    const picture = await addAndRead(ctx, {
      kind: "file",
      fileName: "a.pdf",
      bytes: Uint8Array.of(0x89, 0x50, 0, 1, 2),
    });
    expect(picture).toMatchObject({ state: "failed", failure: { reason: "unsupported" } });
    expect(picture.failure?.message).not.toBe("");
    expect(await rowCounts(ctx)).toMatchObject({ sources: 1, passages: 0 });
  });

  test("a failed file added again is tried again", async () => {
    const ctx = await testWorkspace();
    const file = { kind: "file" as const, fileName: "a.bin", bytes: Uint8Array.of(1, 0, 2, 0, 255) };
    const failed = await addAndRead(ctx, file);
    expect(failed.state).toBe("failed");
    expect(await addSource(ctx, file)).toEqual({ id: failed.id, state: "reading", duplicate: true });
    await readAll(ctx);
    expect(await getSource(ctx, { sourceId: failed.id })).toMatchObject({ state: "failed" });
  });

  test("only who may write sources adds them", async () => {
    const client = await testWorkspace("client");
    await expect(addSource(client, text("Words."))).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("addresses", () => {
  test("a page is fetched, also through a redirect, and the same address is the same source", async () => {
    const ctx = await testWorkspace();
    const source = await addAndRead(ctx, { kind: "url", url: `${origin}/moved` });
    expect(source).toMatchObject({ state: "ready", title: "Tides", mediaType: "text/html" });
    expect(await addSource(ctx, { kind: "url", url: `${origin}/moved` })).toMatchObject({
      id: source.id,
      duplicate: true,
      state: "ready",
    });
  });

  test.each([
    ["/gone", "not_found"],
    ["/login", "login_page"],
    ["/inside", "blocked"],
    ["/loop", "redirects"],
    ["/broken", "unavailable"],
    ["/huge", "too_large"],
  ])("%s fails as %s, in words, and leaves nothing half read", async (path, reason) => {
    const ctx = await testWorkspace();
    const source = await addAndRead(ctx, { kind: "url", url: origin + path });
    expect(source).toMatchObject({ state: "failed", failure: { reason }, versionId: null, blocks: [] });
    expect(await rowCounts(ctx)).toEqual({ sources: 1, versions: 1, passages: 0 });
  });

  test("a private address that is not allowed is blocked before anything is sent", async () => {
    const ctx = await testWorkspace();
    const source = await addAndRead(ctx, { kind: "url", url: "http://127.0.0.1:9/" });
    expect(source.failure?.reason).toBe("blocked");
  });

  test("fetching again makes a version only of what changed, and a failure keeps what there was", async () => {
    const ctx = await testWorkspace();
    const source = await addAndRead(ctx, { kind: "url", url: `${origin}/article` });
    const again = async () => {
      expect(await refetchSource(ctx, { sourceId: source.id })).toMatchObject({ state: "reading" });
      await readAll(ctx);
      return getSource(ctx, { sourceId: source.id });
    };
    article = ARTICLE.replace("<article>", "<article><!-- token 2 -->");
    expect(await again()).toMatchObject({ state: "ready", version: 1 });
    article = ARTICLE.replace("nine metres", "ten metres");
    expect(await again()).toMatchObject({ state: "ready", version: 2 });
    article = "";
    expect(await again()).toMatchObject({ state: "ready", version: 2, failure: { reason: expect.any(String) } });
    article = ARTICLE;
    expect(await rowCounts(ctx)).toMatchObject({ sources: 1, versions: 2 });
  });

  test("what is no address to fetch cannot be fetched again", async () => {
    const ctx = await testWorkspace();
    const source = await addAndRead(ctx, text("Some words stay as they are."));
    await expect(refetchSource(ctx, { sourceId: source.id })).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
  });
});

describe("keeping", () => {
  test("a list is paged, searched and shows the trash apart", async () => {
    const ctx = await testWorkspace();
    for (const n of [1, 2, 3]) await addSource(ctx, text(`Words number ${n}.`, `Piece ${n} of 100%`));
    const first = await listSources(ctx, listSourcesInput.parse({ limit: 2 }));
    const rest = await listSources(ctx, listSourcesInput.parse({ limit: 2, cursor: first.nextCursor }));
    expect([...first.items, ...rest.items].map(({ title }) => title)).toEqual(
      [3, 2, 1].map((n) => `Piece ${n} of 100%`),
    );
    expect(rest.nextCursor).toBeNull();
    expect((await listSources(ctx, listSourcesInput.parse({ search: "2 of 100%" }))).items).toHaveLength(1);
    expect((await listSources(ctx, listSourcesInput.parse({ search: "_" }))).items).toHaveLength(0);
    const sourceId = first.items[0]?.id ?? "";
    await trashSource(ctx, { sourceId });
    await expect(getSource(ctx, { sourceId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await listSources(ctx, listSourcesInput.parse({ trashed: true }))).items).toHaveLength(1);
    await restoreSource(ctx, { sourceId });
    expect((await listSources(ctx, listSourcesInput.parse({}))).items).toHaveLength(3);
    await expect(listSources(ctx, listSourcesInput.parse({ cursor: "nonsense" }))).rejects.toThrow(AppError);
  });

  test("a chosen title outlives a reading", async () => {
    const ctx = await testWorkspace();
    const added = await addSource(ctx, text("# Tides\n\nThe sea rises."));
    await renameSource(ctx, { sourceId: added.id, title: "My piece" });
    await readAll(ctx);
    expect(await getSource(ctx, { sourceId: added.id })).toMatchObject({ title: "My piece", state: "ready" });
  });

  test("a late failure does not undo a reading", async () => {
    const ctx = await testWorkspace();
    const source = await addAndRead(ctx, text("The sea rises."));
    const versionId = source.versionId ?? "";
    await failReading(ctx, { sourceId: source.id, versionId, reason: "late", message: "Late." });
    expect(await getSource(ctx, { sourceId: source.id })).toMatchObject({ state: "ready", failure: null });
  });
});
