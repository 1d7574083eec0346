const ACCOUNT = { email: "ada@example.org", password: "correct horse battery" };
const PATIENCE_MS = 20_000;

/** An answer of the API; `status` is null when none came. */
export type Reply = { askedAt: number; answeredAt: number | null; status: number | null; body: unknown };

/** A person at the API of whichever instance answers. */
export type Api = {
  workspaceId: string;
  call: (method: string, path: string, body?: unknown) => Promise<Reply>;
};

/** Signs up and signs in; signs in again when a token has run out. `ports` are the instances to be asked, in turn. */
export async function openApi(ports: () => number[]): Promise<Api> {
  let turn = 0;
  const send = async (method: string, path: string, options: { token?: string; body?: unknown }): Promise<Reply> => {
    const open = ports();
    const port = open[turn++ % Math.max(open.length, 1)];
    const askedAt = Date.now();
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (options.token !== undefined) headers["authorization"] = `Bearer ${options.token}`;
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const body = method === "GET" ? null : JSON.stringify(options.body ?? {});
      const reply = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, body, signal });
      const answeredAt = Date.now();
      return { askedAt, answeredAt, status: reply.status, body: await reply.json() };
    } catch {
      return { askedAt, answeredAt: null, status: null, body: null };
    }
  };
  const signIn = async (): Promise<string> => {
    const { body } = await send("POST", "/api/v1/auth/token", { body: ACCOUNT });
    return (body as { accessToken?: string } | null)?.accessToken ?? "";
  };
  const made = await send("POST", "/api/v1/users", { body: { ...ACCOUNT, name: "Ada", workspace: "Harbour" } });
  if (made.status !== 201)
    throw new Error(`The sign-up was answered with ${made.status}: ${JSON.stringify(made.body)}`);
  let token = await signIn();
  return {
    workspaceId: (made.body as { workspace: { id: string } }).workspace.id,
    call: async (method, path, body) => {
      const reply = await send(method, path, { token, body });
      if (reply.status !== 401) return reply;
      token = await signIn();
      return send(method, path, { token, body });
    },
  };
}
