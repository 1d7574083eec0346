import { TRPCClientError } from "@trpc/client";
import { z } from "zod";
import type { useTRPCClient } from "@/components/trpc";
import { partView, slideInput } from "@/server/renditions/input";
import type { SaveOutcome } from "./draft/autosave";
import { type Content, contentOf, type Draft } from "./draft/draft";

/** A server that says nothing for this long is not reached, in ms. Saving the same words twice makes one version. */
const PATIENCE_MS = 15_000;

const failure = z.object({ code: z.string(), httpStatus: z.number(), details: z.unknown() });
const conflict = z.object({
  currentVersion: z.number(),
  title: z.string().nullable(),
  parts: z.array(partView),
  slides: z.array(slideInput),
});

/** Sends a draft to the server and says what came of it; never throws. */
export async function saveRendition(
  client: ReturnType<typeof useTRPCClient>,
  { renditionId, draft, baseVersion }: { renditionId: string; draft: Draft; baseVersion: number },
): Promise<SaveOutcome<Content>> {
  try {
    const saved = await client.posts.saveRendition.mutate(
      { renditionId, baseVersion, ...contentOf(draft), ...(draft.cites && { cites: draft.cites }) },
      { signal: AbortSignal.timeout(PATIENCE_MS) },
    );
    return { kind: "saved", version: saved.version };
  } catch (error) {
    return outcomeOf(error);
  }
}

function outcomeOf(error: unknown): SaveOutcome<Content> {
  const said = failure.safeParse(error instanceof TRPCClientError ? error.data : null);
  // No answer of ours: the connection, a proxy, or a server that is just starting.
  if (!said.success) return { kind: "unreachable" };
  const { code, httpStatus, details } = said.data;
  const theirs = code === "CONFLICT" ? conflict.safeParse(details) : null;
  if (theirs?.success) {
    const { currentVersion, ...content } = theirs.data;
    return { kind: "conflict", version: currentVersion, theirs: content };
  }
  if (httpStatus >= 500 || httpStatus === 429 || httpStatus === 408) return { kind: "unreachable" };
  return { kind: "refused", message: error instanceof Error ? error.message : "This could not be saved." };
}
