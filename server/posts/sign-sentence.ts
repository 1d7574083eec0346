import { actorUserId, type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { addVersion } from "@/server/posts/add-version";
import type { SavedRendition } from "@/server/posts/input";
import { judgeEdit } from "@/server/posts/judge-edit";
import { checkBase, lockRendition } from "@/server/posts/lock-rendition";
import { GATE_VERSION } from "@/server/repurposing/gates/gate";

type Sign = { renditionId: string; baseVersion: number; sentence: number };

/**
 * A person answers for a sentence the gates cannot trace. The signature holds for these very words and falls with the next
 * change of them. Throws NOT_FOUND when there is no such sentence, CONFLICT when the text changed meanwhile.
 */
export async function signSentence(ctx: Ctx, input: Sign): Promise<SavedRendition> {
  guard(ctx, "posts.schedule");
  const userId = actorUserId(ctx);
  if (!userId) throw new AppError("FORBIDDEN", "Only a person can answer for a sentence.");
  return ctx.tx(async (tx) => {
    const current = await lockRendition(tx, ctx.workspaceId, input.renditionId);
    checkBase(current, input.baseVersion);
    if (!current.citations[input.sentence]) throw new AppError("NOT_FOUND", "There is no such sentence.");
    const signature = { userId, gateVersion: GATE_VERSION };
    const citations = current.citations.map((citation, at) =>
      at === input.sentence ? { ...citation, state: "signed" as const, signature } : citation,
    );
    const { title, parts, slides, language } = current;
    const judged = await judgeEdit(tx, { ...current, citations }, { title, parts, slides });
    return addVersion(ctx, tx, { current, content: { title, parts, slides, ...judged, language }, origin: "edit" });
  });
}
