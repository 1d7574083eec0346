import { createHash, createHmac } from "node:crypto";
import { verifyAccessToken } from "@/server/auth/access-token";
import { keyFor } from "@/server/auth/keys";
import { limitAttempts } from "@/server/auth/limit-attempts";
import { type Ctx, createCtx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { type Answer, answerOnce, givenAnswer, type Once } from "@/server/idempotency";
import { addLogContext, log, withLogContext } from "@/server/log";
import { timeRequest } from "@/server/metrics";
import { originOf, type RequestOrigin } from "@/server/request";
import { errorResponse, limitHeaders, parseInput, RouteError } from "@/server/rest/errors";
import { matchRoute } from "@/server/rest/match-route";
import { MOST_FORM_BYTES, MOST_JSON_BYTES, readJson, readMultipart } from "@/server/rest/read-body";
import type { MemberRoute, PublicRoute, Route } from "@/server/rest/route";
import { membershipById } from "@/server/workspaces/queries";

type Call = {
  request: Request;
  params: Record<string, string>;
  origin: RequestOrigin;
  /** X-RateLimit-* once a try has been counted; a refused one tells them too. */
  limits: Record<string, string>;
};
type Handled = Answer & { headers?: Record<string, string> };

/** Answers one request of the REST API, whatever happens, in its own shapes. `path` is below /api/v1. */
export function handleRequest(request: Request, path: string): Promise<Response> {
  const origin = originOf(request.headers);
  const { requestId } = origin;
  return withLogContext({ requestId }, async () => {
    try {
      const { route, params } = matchRoute(request.method, path);
      const done = timeRequest(`${route.method} ${route.path}`);
      const response = await respond(route, { request, params, origin, limits: {} });
      const { status } = response;
      log().info({ route: `${route.method} ${route.path}`, status, ms: done(String(status)) }, "request");
      return response;
    } catch (error) {
      // No route: nothing to time, and no name to time it under.
      return errorResponse(error, requestId);
    }
  });
}

async function respond(route: Route, call: Call): Promise<Response> {
  const { requestId } = call.origin;
  try {
    const handled = route.permission === "public" ? await handlePublic(route, call) : await handleMember(route, call);
    const { status, body, headers } = handled;
    return Response.json(body, {
      status,
      headers: { ...headers, ...call.limits, "x-request-id": requestId, "cache-control": "no-store" },
    });
  } catch (error) {
    return errorResponse(error, requestId, call.limits);
  }
}

async function handlePublic(route: PublicRoute, call: Call): Promise<Handled> {
  const raw = await given(route, call);
  const input = parseInput(route.input, raw);
  const once = onceOf(route, call, JSON.stringify(raw));
  const { action, account } = route.limit(input);
  call.limits = limitHeaders(await limitAttempts({ action, account, address: call.origin.address }));
  if (!once || !route.keyed) return answer(route, await route.handler(input, call.origin));
  const { ctx, prepare } = route.keyed(input, once.key, call.origin);
  const before = await givenAnswer(ctx, once);
  if (before) return replay({ ...before, replayed: true });
  const effect = await prepare();
  return replay(await answerOnce(ctx, once, async () => answer(route, await effect())));
}

async function handleMember(route: MemberRoute, call: Call): Promise<Handled> {
  const ctx = await authenticate(route, call);
  guard(ctx, route.permission);
  addLogContext({ workspaceId: ctx.workspaceId });
  const type = call.request.headers.get("content-type") ?? "";
  if (route.upload && /^multipart\/form-data\b/i.test(type)) return upload(route, ctx, call);
  const raw = await given(route, call);
  const input = parseInput(route.input, raw);
  const once = onceOf(route, call, JSON.stringify(raw));
  const run = async (prepared: unknown) => answer(route, await route.handler(ctx, prepared));
  if (!once) return run(await route.prepare(ctx, input));
  const before = await givenAnswer(ctx, once);
  if (before) return replay({ ...before, replayed: true });
  if (!route.repeatable) {
    const prepared = await route.prepare(ctx, input);
    return replay(await answerOnce(ctx, once, () => run(prepared)));
  }
  const done = await run(await route.prepare(ctx, input));
  return replay(await answerOnce(ctx, once, async () => done));
}

/** Files are content-addressed, so taking one in twice is once; the key only keeps the answer. */
async function upload(route: MemberRoute, ctx: Ctx, call: Call): Promise<Handled> {
  const { file, fields } = await readMultipart(call.request);
  const content = createHash("sha256").update(file.bytes).digest("hex");
  const once = onceOf(route, call, JSON.stringify([fields, file.name, content]));
  const before = once && (await givenAnswer(ctx, once));
  if (before) return replay({ ...before, replayed: true });
  const done = answer(route, await route.upload?.(ctx, file, fields));
  return once ? replay(await answerOnce(ctx, once, async () => done)) : done;
}

/** The acting member, read anew with each request: a token says who, never what they may do. */
async function authenticate(route: Route, { request, origin }: Call): Promise<Ctx> {
  const [scheme, token] = (request.headers.get("authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || !token)
    throw new AppError("UNAUTHORIZED", "Send an access token: Authorization: Bearer …");
  const { userId, workspaceId } = await verifyAccessToken(token);
  const membership = await membershipById(userId, workspaceId);
  if (!membership) throw new AppError("UNAUTHORIZED", "This token's person is no longer in its workspace.");
  const { role } = membership;
  const action = `${route.method} ${route.path}`;
  return createCtx({ workspaceId, actor: { kind: "token", userId, role }, action, requestId: origin.requestId });
}

/** Path parameters and body (or query) as one object; a parameter that is no id names nothing. */
async function given(route: Route, { request, params }: Call): Promise<Record<string, unknown>> {
  for (const [name, value] of Object.entries(params))
    if (!route.input.shape[name]?.safeParse(value).success)
      throw new RouteError("There is nothing here by that id.", { status: 404, type: "not_found" });
  const most = route.permission === "public" ? MOST_FORM_BYTES : MOST_JSON_BYTES;
  const query = () => Object.fromEntries(new URL(request.url).searchParams);
  return { ...(route.method === "GET" ? query() : await readJson(request, most)), ...params };
}

/** A body may hold a password, so its hash is made with a key of ours: without that, no guess can be tried on it. */
function onceOf(route: Route, { request }: Call, body: string): Once | null {
  const key = request.headers.get("idempotency-key");
  if (key === null || route.method !== "POST") return null;
  if (!/^[\x21-\x7e]{1,200}$/.test(key))
    throw new RouteError("An Idempotency-Key is 1 to 200 visible ASCII characters.", {
      status: 400,
      type: "validation_failed",
    });
  const bodyHash = createHmac("sha256", keyFor("idempotency bodies")).update(body).digest("hex");
  return { route: `POST ${route.path}`, key, bodyHash };
}

/** What the output schema lets out; a result that does not fit it is our fault, not the caller's. */
const answer = (route: Route, result: unknown): Answer => ({ status: route.status, body: route.output.parse(result) });

const replay = ({ status, body, replayed }: Answer & { replayed: boolean }): Handled => ({
  status,
  body,
  headers: replayed ? { "idempotency-replayed": "true" } : {},
});
