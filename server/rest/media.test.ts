import sharp from "sharp";
import { expect, test } from "vitest";
import { sessionCookie } from "@/server/auth/cookie";
import { startSession } from "@/server/auth/start-session";
import { handleMedia, handleUpload } from "@/server/rest/media";
import { testStorage } from "@/server/testing/content";
import { testDatabase } from "@/server/testing/database";
import { testWorkspace } from "@/server/testing/workspace";

testDatabase();
testStorage();
const origin = { requestId: "r", userAgent: null, address: "test" };

async function member() {
  const ctx = await testWorkspace();
  const cookie = sessionCookie(await startSession(ctx.userId, origin)).split(";")[0] ?? "";
  const send = (kind: string, file: Blob, headers: Record<string, string> = {}) => {
    const body = new FormData();
    body.set("file", file, "harbour.bin");
    const request = new Request("http://localhost/api/upload", {
      method: "POST",
      body,
      headers: { cookie, ...headers },
    });
    return handleUpload(request, ctx.workspaceId, kind);
  };
  const get = (assetId: string, workspace = ctx.workspaceId) =>
    handleMedia(new Request("http://localhost/api/media", { headers: { cookie } }), workspace, assetId);
  return { ctx, send, get };
}

const image = async () =>
  new Blob([
    await sharp({ create: { width: 4, height: 3, channels: 3, background: "red" } })
      .png()
      .toBuffer(),
  ]);

test("an image goes up and comes back as it was, for members only", async () => {
  const [one, two] = [await member(), await member()];
  const sent = await one.send("image", await image());
  expect(sent.status).toBe(201);
  const { id } = (await sent.json()) as { id: string };
  const shown = await one.get(id);
  expect(shown.status).toBe(200);
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    "content-type": "image/png",
    "x-content-type-options": "nosniff",
  });
  expect((await sharp(await shown.bytes()).metadata()).width).toBe(4);
  expect((await two.get(id)).status).toBe(404);
  expect((await two.get(id, one.ctx.workspaceId)).status).toBe(404);
  expect((await one.get("../../etc/passwd")).status).toBe(404);
  expect((await handleMedia(new Request("http://localhost/"), one.ctx.workspaceId, id)).status).toBe(401);
});

test("a document goes up and becomes a source", async () => {
  const { send } = await member();
  const sent = await send("source", new Blob(["The harbour rises."]));
  expect(sent.status).toBe(202);
  expect(await sent.json()).toMatchObject({ id: expect.any(String), state: "reading", duplicate: false });
  expect(await (await send("source", new Blob(["The harbour rises."]))).json()).toMatchObject({ duplicate: true });
});

test("what is not allowed is refused in words", async () => {
  const { send } = await member();
  const answer = async (response: Response) => [response.status, await response.json()];
  expect(await answer(await send("source", new Blob([])))).toMatchObject([
    422,
    { error: { message: expect.stringContaining("nothing in it") } },
  ]);
  expect((await send("image", new Blob(["no image"]))).status).toBe(415);
  expect((await send("video", await image())).status).toBe(404);
  expect((await send("image", await image(), { origin: "https://evil.example" })).status).toBe(403);
});
