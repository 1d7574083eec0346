import type { Instrumentation } from "next";

/** Next calls this for a page or route that failed; our own transports have logged theirs already. */
export const onRequestError: Instrumentation.onRequestError = async (error, { path, method, headers }) => {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  const { log } = await import("@/server/log");
  const requestId = headers["x-request-id"];
  // The path alone: a query may carry a reset link's token.
  log().error({ err: error, method, path: path.split("?")[0], requestId }, "page failed");
};

/** Next calls this once per process, before the first request. */
export async function register(): Promise<void> {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  const { boot } = await import("./instrumentation.node");
  await boot();
}
