import { RouteError } from "@/server/rest/errors";

/** A source's 25 MB and the multipart envelope around it. */
const MOST_FILE_BYTES = 25 * 1024 * 1024;
const ENVELOPE_BYTES = 64 * 1024;
/** A text source may be as long as a file; JSON escapes make it longer. */
export const MOST_JSON_BYTES = MOST_FILE_BYTES + 8 * 1024 * 1024;

/** What somebody unknown may send: names and passwords are short. */
export const MOST_FORM_BYTES = 64 * 1024;

const tooLarge = () => new RouteError("The body is larger than allowed.", { status: 413, type: "payload_too_large" });

/** The JSON object in a body of at most `most` bytes; an empty body is an empty object. Throws 413, 415 and 400. */
export async function readJson(request: Request, most: number): Promise<Record<string, unknown>> {
  const bytes = await new Response(limited(request, most)).bytes();
  if (bytes.length === 0) return {};
  if (!/^application\/([\w.-]+\+)?json\b/i.test(request.headers.get("content-type") ?? ""))
    throw new RouteError("Send JSON with Content-Type: application/json.", {
      status: 415,
      type: "unsupported_media_type",
    });
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below: what the parser says about a position helps nobody whose body is generated.
  }
  throw new RouteError("The body is not a JSON object.", { status: 400, type: "bad_json" });
}

/** A file that came as multipart field `file`, with the other fields beside it. */
export type UploadedFile = { bytes: Uint8Array; name: string; type: string | undefined };

/** The parts of a multipart body. Throws 413 as soon as too much has come, 400 without a field `file`. */
export async function readMultipart(
  request: Request,
): Promise<{ file: UploadedFile; fields: Record<string, unknown> }> {
  const headers = { "content-type": request.headers.get("content-type") ?? "" };
  const form = await new Response(limited(request, MOST_FILE_BYTES + ENVELOPE_BYTES), { headers })
    .formData()
    .catch((error: unknown) => {
      if (error instanceof RouteError) throw error;
      throw new RouteError("The multipart body could not be read.", { status: 400, type: "bad_multipart" });
    });
  const fields: Record<string, unknown> = {};
  let file: UploadedFile | undefined;
  for (const [name, value] of form)
    if (typeof value === "string") fields[name] = value;
    else if (name === "file" && !file) {
      if (value.size > MOST_FILE_BYTES) throw tooLarge();
      file = { bytes: await value.bytes(), name: value.name, type: value.type || undefined };
    }
  if (!file)
    throw new RouteError("Send the document as the multipart field “file”.", {
      status: 400,
      type: "validation_failed",
    });
  return { file, fields };
}

/** The same request with a body that breaks off after as much as the longest text takes. Throws 413 when it says so itself. */
export function limitBody(request: Request): Request {
  const body = limited(request, MOST_JSON_BYTES);
  if (!body) return request;
  // From its parts: Next hands a route a Proxy (16), which is no Request to the constructor. Node asks for `duplex` with a
  // stream, which the DOM's types do not know.
  const { url, method, headers, signal } = request;
  return new Request(url, { method, headers, signal, body, duplex: "half" } as RequestInit);
}

/** The body, cut off with a 413 once it is longer than `most` bytes. */
function limited(request: Request, most: number): ReadableStream<Uint8Array> | null {
  if (Number(request.headers.get("content-length") ?? 0) > most) throw tooLarge();
  let seen = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      seen += chunk.byteLength;
      if (seen > most) controller.error(tooLarge());
      else controller.enqueue(chunk);
    },
  });
  return request.body?.pipeThrough(counter) ?? null;
}
