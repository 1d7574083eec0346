import { z } from "zod";
import { ModelError } from "@/server/errors";

/** The JSON inside a model's text, whole or still streaming: models without strict mode like to wrap it in a code fence. */
export function jsonText(text: string): string {
  return text.replace(/^\s*```[a-z]*[^\S\n]*\n?/i, "").replace(/\n?```\s*$/, "");
}

/** The text as a value of the schema; throws ModelError "invalid_reply" for anything else. */
export function readReply<T>(text: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(jsonText(text));
  } catch (cause) {
    throw new ModelError("invalid_reply", "The model's reply is not JSON.", { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ModelError("invalid_reply", `The model's reply has another shape: ${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
  });
}
