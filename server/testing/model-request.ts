import { z } from "zod";
import type { ModelRequest } from "@/server/ai/model";
import { ModelError } from "@/server/errors";

/** The reply that `modelRequest` asks for. */
const threadSchema = z.object({ parts: z.array(z.string().min(1)).max(4) });

type Thread = z.infer<typeof threadSchema>;

/** A small request for the small model, changed as a test needs it. */
export function modelRequest(more: Partial<ModelRequest<Thread>> = {}): ModelRequest<Thread> {
  return {
    task: { kind: "outline", title: "Bridge", language: "en", passages: [], maxIdeas: 3 },
    instructions: "Write for X.",
    prompt: "Passages: …",
    schema: threadSchema,
    schemaName: "thread",
    size: "small",
    maxOutputTokens: 500,
    signal: new AbortController().signal,
    ...more,
  };
}

/** The ModelError a call ends with; throws when it succeeds or fails otherwise. */
export async function modelFailure(call: Promise<unknown> | undefined): Promise<ModelError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  throw new Error("the call succeeded");
}
