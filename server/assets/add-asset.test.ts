import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAsset } from "@/server/assets/add-asset";
import { listAssets, readAsset } from "@/server/assets/queries";
import { testDatabase } from "@/server/testing/database";
import { testWorkspace } from "@/server/testing/workspace";

testDatabase();
let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "reprise-assets-"));
  process.env["DATA_DIR"] = root;
});
afterAll(() => rm(root, { recursive: true, force: true }));

const picture = (format: "png" | "jpeg" | "webp" | "gif" | "tiff") =>
  sharp({ create: { width: 40, height: 20, channels: 3, background: "#369" } })
    .toFormat(format)
    .toBuffer();

test.each(["png", "jpeg", "webp", "gif"] as const)("keeps a %s once, for its own workspace", async (format) => {
  const [ctx, other] = [await testWorkspace(), await testWorkspace()];
  const bytes = await picture(format);
  const added = await addAsset(ctx, { bytes, fileName: "harbour.bin" });
  expect(added).toMatchObject({ mediaType: `image/${format}`, width: 40, height: 20, bytes: bytes.length });
  expect((await addAsset(ctx, { bytes, fileName: null })).id).toBe(added.id);
  expect(Buffer.from((await readAsset(ctx, { assetId: added.id })).body)).toEqual(bytes);
  expect((await listAssets(ctx, { limit: 10 })).items).toHaveLength(1);
  await expect(readAsset(other, { assetId: added.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a photo turned by a tag is as wide as it looks", async () => {
  const ctx = await testWorkspace();
  const bytes = await sharp(await picture("jpeg"))
    .withMetadata({ orientation: 6 })
    .toBuffer();
  expect(await addAsset(ctx, { bytes, fileName: null })).toMatchObject({ width: 20, height: 40 });
});

test("refuses what is no image, what is too large and who may not write", async () => {
  const ctx = await testWorkspace();
  const unsupported = { code: "UNSUPPORTED_MEDIA_TYPE" };
  const png = await picture("png");
  await expect(addAsset(ctx, { bytes: await picture("tiff"), fileName: "a.png" })).rejects.toMatchObject(unsupported);
  await expect(addAsset(ctx, { bytes: Buffer.from("<svg/>"), fileName: "a.svg" })).rejects.toMatchObject(unsupported);
  await expect(addAsset(ctx, { bytes: png.subarray(0, 20), fileName: "a.png" })).rejects.toMatchObject(unsupported);
  const large = { bytes: Buffer.alloc(10_000_001), fileName: null };
  await expect(addAsset(ctx, large)).rejects.toMatchObject({ code: "PAYLOAD_TOO_LARGE" });
  const client = await testWorkspace("client");
  await expect(addAsset(client, { bytes: png, fileName: null })).rejects.toMatchObject({ code: "FORBIDDEN" });
});
