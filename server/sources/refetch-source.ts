import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import type { AddedSource } from "@/server/sources/input";
import { lockSource } from "@/server/sources/lock-source";
import { requestReading } from "@/server/sources/request-reading";

/**
 * Fetches an address again, or tries once more to read a file or text that could not be read. What is unchanged makes no
 * new version. Throws PRECONDITION_FAILED for a file or text that has been read: there is nothing newer to get.
 */
export async function refetchSource(ctx: Ctx, input: { sourceId: string }): Promise<AddedSource> {
  guard(ctx, "sources.write");
  return ctx.tx(async (tx) => {
    const source = await lockSource(tx, ctx.workspaceId, input.sourceId);
    if (source.state === "reading") return { id: source.id, state: source.state, duplicate: false };
    if (source.kind !== "url" && source.state === "ready")
      throw new AppError("PRECONDITION_FAILED", "Only a source from a web address can be fetched again.");
    return { ...(await requestReading(ctx, tx, source)), duplicate: false };
  });
}
