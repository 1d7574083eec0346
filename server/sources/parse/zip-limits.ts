import { fromBufferPromise, type ZipFile } from "yauzl";
import { MAX_UNZIPPED_BYTES, MAX_ZIP_ENTRIES, MAX_ZIP_RATIO, ZIP_RATIO_FLOOR } from "./limits.ts";
import { damagedUnlessRefused, Refusal } from "./refusal.ts";

const BOMB = "This file unpacks to far more than a document holds, so it was not opened. Save it anew and try again.";
const DAMAGED =
  "This file is damaged: its container cannot be opened. Open it in its own program, save it anew, try again.";

/** Names of the files in a zip, from its directory alone. Throws Refusal `zip_bomb` or `damaged`. */
export async function listZip(bytes: Uint8Array): Promise<string[]> {
  try {
    const names: string[] = [];
    let total = 0;
    for await (const entry of (await openZip(bytes)).eachEntry()) {
      total += entry.uncompressedSize;
      const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize);
      if (entry.uncompressedSize > ZIP_RATIO_FLOOR && ratio > MAX_ZIP_RATIO) throw new Refusal("zip_bomb", BOMB);
      if (total > MAX_UNZIPPED_BYTES || names.length >= MAX_ZIP_ENTRIES) throw new Refusal("zip_bomb", BOMB);
      names.push(entry.fileName);
    }
    return names;
  } catch (error) {
    throw damagedUnlessRefused(error, DAMAGED);
  }
}

/** Unpacks every file once, keeping nothing, so that a directory that lies about sizes is noticed. Throws as listZip. */
export async function verifyZip(bytes: Uint8Array): Promise<void> {
  try {
    const zip = await openZip(bytes);
    let total = 0;
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith("/")) continue;
      const stream = await zip.openReadStreamPromise(entry);
      for await (const chunk of stream) {
        total += chunk.length;
        if (total > MAX_UNZIPPED_BYTES) throw new Refusal("zip_bomb", BOMB);
      }
    }
  } catch (error) {
    // yauzl 3.4's words for a file that is larger than its directory says.
    if (error instanceof Error && error.message.startsWith("too many bytes"))
      throw new Refusal("zip_bomb", BOMB, error);
    throw damagedUnlessRefused(error, DAMAGED);
  }
}

function openZip(bytes: Uint8Array): Promise<ZipFile> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return fromBufferPromise(buffer, { lazyEntries: true, validateEntrySizes: true });
}
