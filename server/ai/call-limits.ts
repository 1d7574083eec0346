import { ModelError } from "@/server/errors";

/** How long one call may take, in ms: until its first event, between two events, and altogether. */
export type CallLimits = { firstByteMs: number; idleMs: number; totalMs: number };

/**
 * Reasoning models think in silence before the first word, so the first two are generous; the total stays below the
 * 300 s at which Node's own fetch gives up.
 */
export const defaultLimits: CallLimits = { firstByteMs: 60_000, idleMs: 60_000, totalMs: 240_000 };

/** A call under watch: hand `signal` to the client, call `heard` at each event, and `stop` when done. */
export type CallWatch = { signal: AbortSignal; failure: () => ModelError | null; heard: () => void; stop: () => void };

/** Watches one call for the caller's abort ("cancelled") and for the limits ("timeout"). */
export function watchCall(caller: AbortSignal, limits: CallLimits): CallWatch {
  const controller = new AbortController();
  let failure: ModelError | null = null;
  const fail = (error: ModelError) => {
    failure ??= error;
    controller.abort(error);
  };
  const expire = (what: string, ms: number) => () => fail(new ModelError("timeout", `The model ${what} for ${ms} ms.`));
  const cancel = () => fail(new ModelError("cancelled", "The call was cancelled.", { cause: caller.reason }));

  let silence = setTimeout(expire("sent nothing", limits.firstByteMs), limits.firstByteMs);
  const total = setTimeout(expire("was not done", limits.totalMs), limits.totalMs);
  caller.addEventListener("abort", cancel, { once: true });
  if (caller.aborted) cancel();

  return {
    signal: controller.signal,
    failure: () => failure,
    heard: () => {
      clearTimeout(silence);
      silence = setTimeout(expire("fell silent", limits.idleMs), limits.idleMs);
    },
    stop: () => {
      clearTimeout(silence);
      clearTimeout(total);
      caller.removeEventListener("abort", cancel);
    },
  };
}
