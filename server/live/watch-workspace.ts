import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { type LiveMessage, subscribe } from "@/server/live/subscribe";
import { membershipById } from "@/server/workspaces/queries";

type Watching = {
  signal: AbortSignal;
  /** Is the session that opened the stream still good? */
  signedIn: () => Promise<boolean>;
  recheckMs?: number;
};

/** How often an open stream asks whether its reader is still a member, in milliseconds. */
const RECHECK_MS = 30_000;

/**
 * What happens in the workspace until the signal aborts, for as long as the reader is a signed-in member: somebody who
 * is shown the door reads on for at most 30 s. Throws FORBIDDEN or UNAUTHORIZED then, and SERVICE_UNAVAILABLE when the process shuts down.
 */
export async function* watchWorkspace(
  ctx: Ctx,
  { signal, signedIn, recheckMs = RECHECK_MS }: Watching,
): AsyncGenerator<LiveMessage> {
  guard(ctx, "workspace.read");
  const ended = new AbortController();
  let failure: unknown = null;
  const end = (error: unknown) => {
    failure = error;
    ended.abort();
  };
  const timer = setInterval(() => {
    Promise.all([isMember(ctx), signedIn()]).then(
      ([member, session]) => {
        if (!session) end(new AppError("UNAUTHORIZED", "This session has ended. Please sign in."));
        else if (!member) end(new AppError("FORBIDDEN", "You are no longer a member of this workspace."));
      },
      // The database does not answer, so neither would the stream; the browser connects anew.
      (error: unknown) => end(error),
    );
  }, recheckMs);
  try {
    yield* subscribe(ctx.workspaceId, AbortSignal.any([signal, ended.signal]));
    if (failure) throw failure;
  } finally {
    clearInterval(timer);
  }
}

async function isMember(ctx: Ctx): Promise<boolean> {
  if (ctx.actor.kind === "system") return true;
  return (await membershipById(ctx.actor.userId, ctx.workspaceId)) !== null;
}
