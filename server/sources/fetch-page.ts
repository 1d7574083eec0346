import { AppError, NetworkError } from "@/server/errors";
import { request } from "@/server/networks/http";
import { MAX_SOURCE_BYTES } from "@/server/sources/input";

/** What an address answered; `url` is where the answer came from, after redirects. */
export type FetchedPage = { bytes: Uint8Array; url: string; declaredType: string | undefined };

/** Gets the document at an address through the guard (≤ 5 redirects, ≤ 25 MB, 20 s). Throws AppError with `details.reason`. */
export async function fetchPage(url: string): Promise<FetchedPage> {
  const reply = await request({
    method: "GET",
    url,
    headers: { accept: "text/html,application/xhtml+xml,application/pdf,text/plain,text/markdown,*/*;q=0.5" },
    redirects: 5,
    maxBytes: MAX_SOURCE_BYTES,
  }).catch((error: unknown) => {
    throw explain(error);
  });
  refuseStatus(reply.status);
  return { bytes: reply.bytes, url: reply.url, declaredType: reply.headers["content-type"] };
}

function refuseStatus(status: number): void {
  if (status >= 200 && status < 300) return;
  if (status === 404 || status === 410)
    throw refusal("not_found", `There is no page at this address (it answered ${status}). Check the address.`);
  if (status === 401 || status === 403 || status === 407)
    throw refusal(
      "login_page",
      `This page is not open to everyone (it answered ${status}). Open it yourself and paste its text, or upload it.`,
    );
  if (status === 429 || status >= 500)
    throw refusal("unavailable", `The site has a problem right now (it answered ${status}). Try again later.`);
  throw refusal("unreachable", `The site did not give us this page (it answered ${status}). Paste its text instead.`);
}

function explain(error: unknown): unknown {
  if (!(error instanceof NetworkError)) return error;
  if (error.kind === "blocked")
    return refusal("blocked", "This address leads to a private or forbidden place, so it was not opened.", error);
  switch (error.code) {
    case "timeout":
      return refusal("timeout", "The site did not answer in time. Try again later, or paste the text.", error);
    case "too_large":
      return refusal("too_large", "What is at this address is larger than 25 MB. Paste the part that matters.", error);
    case "redirects":
      return refusal("redirects", "This address sends us on and on without end. Paste the text instead.", error);
    default:
      return refusal("unreachable", "This site cannot be reached. Check the address, or paste the text.", error);
  }
}

function refusal(reason: string, message: string, cause?: unknown): AppError {
  return new AppError("UNPROCESSABLE_CONTENT", message, { cause, details: { reason } });
}
