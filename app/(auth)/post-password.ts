/** What a refused form says: one sentence, and one per field. */
export type FormProblem = { message: string; fields: Record<string, string> };

/** Posts a sign-in form; throws a FormProblem a person can act on. */
export async function postPassword<T>(action: string, body: Record<string, unknown>): Promise<T> {
  const response = await fetch(`/api/auth/password/${action}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => null);
  if (!response) throw problem("Reprise does not answer. Check your connection and try again.");
  const answer = (await response.json().catch(() => null)) as unknown;
  if (response.ok) return answer as T;
  const { error } = (answer ?? {}) as { error?: { message?: string; details?: { fields?: Record<string, string[]> } } };
  const fields = Object.entries(error?.details?.fields ?? {}).map(([name, said]) => [name, said[0] ?? ""]);
  throw problem(error?.message ?? "That did not work. Please try again.", Object.fromEntries(fields));
}

const problem = (message: string, fields: Record<string, string> = {}): FormProblem => ({ message, fields });
