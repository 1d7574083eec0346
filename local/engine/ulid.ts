import { randomBytes } from "node:crypto";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A new ULID: sortable by time, 80 random bits. */
export function ulid(now = Date.now()): string {
  return encode(now, randomBytes(10));
}

/**
 * The ULID of the n-th event of a send. The SDK repeats a send with the same `x-inngest-event-id-seed`
 * ("milliseconds,base64 of 10 bytes"), so ids derived from it make the repetition harmless; without a seed a new one.
 */
export function seededUlid(seed: string | undefined, index: number): string {
  const [time, entropy] = (seed ?? "").split(",");
  const now = Number(time);
  const bytes = Buffer.from(entropy ?? "", "base64");
  if (!(now > 0) || bytes.length !== 10) return ulid();
  bytes.writeUInt32BE((bytes.readUInt32BE(6) + index) >>> 0, 6);
  return encode(now, bytes);
}

function encode(time: number, random: Buffer): string {
  return base32(BigInt(Math.floor(time)), 10) + base32(BigInt(`0x${random.toString("hex")}`), 16);
}

function base32(value: bigint, length: number): string {
  let text = "";
  for (let rest = value, left = length; left > 0; left--, rest /= 32n)
    text = alphabet.charAt(Number(rest % 32n)) + text;
  return text;
}
