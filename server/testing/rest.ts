import { randomUUID } from "node:crypto";
import { handleRequest } from "@/server/rest/handle-request";

type CallOptions = { token?: string; body?: unknown; headers?: Record<string, string>; query?: string };
type RestAnswer = { status: number; headers: Headers; body: Record<string, unknown> };

/** One call of the REST API through its real handler, in process. `body` is sent as JSON unless it is FormData. */
export async function rest(method: string, path: string, options: CallOptions = {}): Promise<RestAnswer> {
  const { token, body, headers, query = "" } = options;
  const sent = new Headers({ "x-reprise-peer": "192.0.2.1", ...headers });
  if (token) sent.set("authorization", `Bearer ${token}`);
  const form = body instanceof FormData;
  if (body !== undefined && !form) sent.set("content-type", "application/json");
  const payload = body === undefined ? {} : { body: form ? body : JSON.stringify(body) };
  const request = new Request(`http://localhost:3000/api/v1${path}${query}`, { method, headers: sent, ...payload });
  const response = await handleRequest(request, path);
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

/** A person with a workspace, made and signed in through the REST API. */
export async function restUser(): Promise<{
  email: string;
  password: string;
  token: string;
  refreshToken: string;
  userId: string;
  workspaceId: string;
  slug: string;
}> {
  const [email, password] = [`${randomUUID()}@example.com`, "correct horse battery"];
  const made = await rest("POST", "/users", { body: { email, password, name: "Ada", workspace: "Engine" } });
  const { id, workspace } = made.body as { id: string; workspace: { id: string; slug: string } };
  const signedIn = await rest("POST", "/auth/token", { body: { email, password } });
  const { accessToken, refreshToken } = signedIn.body as { accessToken: string; refreshToken: string };
  return {
    email,
    password,
    token: accessToken,
    refreshToken,
    userId: id,
    workspaceId: workspace.id,
    slug: workspace.slug,
  };
}
