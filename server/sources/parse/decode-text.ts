/**
 * Bytes to text. A byte order mark decides, then valid UTF-8 (random legacy text is practically never valid), then the
 * charset declared by server or page, then windows-1252, which never fails.
 */
export function decodeText(bytes: Uint8Array, declaredType: string | null): string {
  const charset = bomOf(bytes) ?? wideCharset(bytes) ?? byteCharset(bytes, declaredType);
  return new TextDecoder(charset).decode(bytes).replaceAll("\u0000", "").replaceAll(/\r\n?/g, "\n");
}

/** Whether the bytes can be text at all: no control characters that text does not use, or UTF-16. */
export function looksLikeText(bytes: Uint8Array): boolean {
  if (bomOf(bytes) || wideCharset(bytes)) return true;
  const sample = bytes.subarray(0, 1 << 20);
  let control = 0;
  for (const byte of sample) {
    if (byte === 0) return false;
    // Tab, line feed, vertical tab, form feed, carriage return and escape (ISO-2022-JP) occur in real texts.
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) control++;
  }
  return control <= sample.length / 2000;
}

function bomOf(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return null;
}

/** UTF-16 without a mark: western text has its zeros on one side of each pair only. */
function wideCharset(bytes: Uint8Array): string | null {
  const sample = bytes.subarray(0, 4096);
  if (sample.length < 4 || sample.length % 2 === 1) return null;
  let even = 0;
  let odd = 0;
  for (const [index, byte] of sample.entries()) {
    if (byte !== 0) continue;
    if (index % 2 === 0) even++;
    else odd++;
  }
  const pairs = sample.length / 2;
  if (odd > pairs * 0.4 && even === 0) return "utf-16le";
  if (even > pairs * 0.4 && odd === 0) return "utf-16be";
  return null;
}

function byteCharset(bytes: Uint8Array, declaredType: string | null): string {
  if (isMostlyUtf8(bytes)) return "utf-8";
  const head = new TextDecoder("windows-1252").decode(bytes.subarray(0, 4096));
  const declared =
    /charset\s*=\s*["']?([\w.:-]+)/i.exec(declaredType ?? "")?.[1] ??
    /<meta[^>]+charset\s*=\s*["']?([\w.:-]+)/i.exec(head)?.[1] ??
    /^<\?xml[^>]+encoding\s*=\s*["']([\w.:-]+)/i.exec(head)?.[1];
  // A page that is not UTF-8 but says so is lying, as is one that claims UTF-16 in bytes.
  if (!declared || /^(utf-?8|utf-?16|us-ascii|unicode)/i.test(declared)) return "windows-1252";
  return isKnownCharset(declared) ? declared : "windows-1252";
}

/** Valid UTF-8, or UTF-8 with a few broken bytes in it (a cut-off file, a pasted fragment of another charset). */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    const text = new TextDecoder("utf-8").decode(bytes);
    let broken = 0;
    let wide = 0;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit === 0xfffd) broken++;
      else if (unit > 0x7f) wide++;
    }
    return wide > broken * 20;
  }
}

function isKnownCharset(label: string): boolean {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    return false;
  }
}
