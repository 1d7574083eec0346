import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { env } from "@/server/env";

/** A secret at rest: a data key of its own, wrapped by the master key of `keyVersion`. All base64. */
export type Sealed = { keyVersion: number; wrappedKey: string; sealed: string };

/** What a sealed value is bound to; opening it under any other name fails. */
export type SealName = { workspaceId: string; rowId: string; field: string };

/** Encrypts with AES-256-GCM under a fresh data key. */
export function seal(plain: string, name: SealName): Sealed {
  const { version, key } = masterKeys()[0] ?? missing();
  const dataKey = randomBytes(32);
  const bound = nameOf(name, version);
  return {
    keyVersion: version,
    wrappedKey: encrypt(dataKey, key, bound).toString("base64"),
    sealed: encrypt(Buffer.from(plain), dataKey, bound).toString("base64"),
  };
}

/** Decrypts what `seal` made. Throws when the master key is gone, the name differs or a byte was changed. */
export function unseal({ keyVersion, wrappedKey, sealed }: Sealed, name: SealName): string {
  const master = masterKeys().find((candidate) => candidate.version === keyVersion) ?? missing(keyVersion);
  const bound = nameOf(name, keyVersion);
  const dataKey = decrypt(Buffer.from(wrappedKey, "base64"), master.key, bound);
  return decrypt(Buffer.from(sealed, "base64"), dataKey, bound).toString();
}

/** Newest first, each derived for this one purpose. */
function masterKeys(): { version: number; key: Buffer }[] {
  return env()
    .ENCRYPTION_KEYS.split(",")
    .map((entry) => {
      const [version = "", secret = ""] = entry.split(":");
      const key = hkdfSync("sha256", Buffer.from(secret, "base64"), "", "reprise credentials", 32);
      return { version: Number(version), key: Buffer.from(key) };
    });
}

function missing(version?: number): never {
  throw new Error(`ENCRYPTION_KEYS holds no key ${version ?? ""}: put the key these credentials were saved with back.`);
}

const nameOf = (name: SealName, version: number) =>
  Buffer.from([name.workspaceId, name.rowId, name.field, version].join("|"));

function encrypt(plain: Buffer, key: Buffer, bound: Buffer): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(bound);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(boxed: Buffer, key: Buffer, bound: Buffer): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, boxed.subarray(0, 12)).setAAD(bound);
  decipher.setAuthTag(boxed.subarray(-16));
  return Buffer.concat([decipher.update(boxed.subarray(12, -16)), decipher.final()]);
}
