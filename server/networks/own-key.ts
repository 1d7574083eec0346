const ALPHABET = "234567abcdefghijklmnopqrstuvwxyz";

let last = 0n;

/**
 * A new name for one part of a delivery, chosen by us and stored before the part is sent: a TID as the AT Protocol
 * defines it (13 characters, 53 bits of microseconds and 10 random bits), so Bluesky takes it as the record's key.
 */
export function newOwnKey(): string {
  const now = BigInt(Date.now()) * 1000n + BigInt(Math.floor(Math.random() * 1000));
  last = now > last ? now : last + 1n;
  let bits = (last << 10n) | BigInt(Math.floor(Math.random() * 1024));
  let key = "";
  for (let place = 0; place < 13; place++) {
    key = ALPHABET.charAt(Number(bits & 31n)) + key;
    bits >>= 5n;
  }
  return key;
}
