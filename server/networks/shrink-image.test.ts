import sharp from "sharp";
import { expect, test } from "vitest";
import { shrinkImage } from "./shrink-image";

test("noise of 12 megapixels comes out under the limit, upright and without metadata", async () => {
  const noise = sharp({
    create: {
      width: 4000,
      height: 3000,
      channels: 3,
      background: "grey",
      noise: { type: "gaussian", mean: 128, sigma: 60 },
    },
  });
  const photo = await noise
    .withExif({ IFD0: { Artist: "hunter2" }, IFD3: { GPSLatitude: "48/1 51/1 0/1" } })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 95 })
    .toBuffer();
  expect(photo.length).toBeGreaterThan(1_000_000);
  const shrunk = await shrinkImage(photo, 976_000);
  expect(shrunk.bytes.length).toBeLessThanOrEqual(976_000);
  expect(shrunk.height).toBeGreaterThan(shrunk.width);
  const metadata = await sharp(shrunk.bytes).metadata();
  expect([metadata.exif, metadata.orientation, shrunk.mediaType]).toEqual([undefined, undefined, "image/jpeg"]);
});

test("transparency survives, small images stay small", async () => {
  const background = { r: 0, g: 0, b: 0, alpha: 0 };
  const glass = await sharp({ create: { width: 40, height: 30, channels: 4, background } })
    .png()
    .toBuffer();
  const shrunk = await shrinkImage(glass, 976_000);
  expect([shrunk.mediaType, shrunk.width, shrunk.height]).toEqual(["image/webp", 40, 30]);
  expect((await sharp(shrunk.bytes).metadata()).hasAlpha).toBe(true);
});

test("what is no image is refused in plain words", async () => {
  await expect(shrinkImage(Buffer.from("not an image"), 1000)).rejects.toMatchObject({ kind: "rejected" });
});
