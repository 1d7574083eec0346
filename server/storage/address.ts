import { createHash } from "node:crypto";
import { AppError } from "@/server/errors";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SHA_256 = /^[0-9a-f]{64}$/;

/** Largest object taken, in bytes. */
const MAX_BYTES = 25 * 1024 * 1024;

/** The key under which these bytes are kept: their SHA-256, hex. */
export const contentKey = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Refuses anything but a workspace's id and a content key, so that no path can be built from either. */
export function checkAddress(workspaceId: string, key: string): void {
  if (!UUID.test(workspaceId) || !SHA_256.test(key))
    throw new AppError("INTERNAL_SERVER_ERROR", "That is not the address of a stored object.");
}

/** Refuses bytes that do not belong under the key, so that what is read is what was put, and more than 25 MB. */
export function checkContent(key: string, bytes: Uint8Array): void {
  if (bytes.length > MAX_BYTES)
    throw new AppError("PAYLOAD_TOO_LARGE", "That is larger than 25 MB. Make it smaller and try again.");
  if (contentKey(bytes) !== key)
    throw new AppError("INTERNAL_SERVER_ERROR", "The stored object is not what its key says.");
}
