import type { z } from "zod";
import { endedCookie, sessionCookie } from "@/server/auth/cookie";
import { requestResetInput, resetPasswordInput, signInInput, signUpInput } from "@/server/auth/input";
import { type LimitedAction, limitAttempts } from "@/server/auth/limit-attempts";
import { getAccount } from "@/server/auth/queries";
import { requestPasswordReset, resetPassword } from "@/server/auth/reset-password";
import { assertSameOrigin } from "@/server/auth/same-origin";
import { signIn } from "@/server/auth/sign-in";
import { signOut } from "@/server/auth/sign-out";
import { signUp } from "@/server/auth/sign-up";
import { startSession } from "@/server/auth/start-session";
import { withLogContext } from "@/server/log";
import { originOf, type RequestOrigin } from "@/server/request";
import { errorResponse, limitHeaders, parseInput, RouteError } from "@/server/rest/errors";
import { MOST_FORM_BYTES, readJson } from "@/server/rest/read-body";

type Answer = { body: unknown; cookie?: string };
type Call = { request: Request; origin: RequestOrigin; limits: Record<string, string> };
type Action = (call: Call, given: unknown) => Promise<Answer>;

type ActionOptions<I extends z.ZodType> = {
  input: I;
  limit: LimitedAction;
  account: (input: z.output<I>) => string;
  run: (input: z.output<I>, origin: RequestOrigin) => Promise<Answer>;
};

const limitedAction =
  <I extends z.ZodType>({ input, limit, account, run }: ActionOptions<I>): Action =>
  async (call, given) => {
    const parsed = parseInput(input, given);
    const { address } = call.origin;
    call.limits = limitHeaders(await limitAttempts({ action: limit, account: account(parsed), address }));
    return run(parsed, call.origin);
  };

/** What the sign-in screens post; each answer may set or clear the session cookie. */
const ACTIONS: Record<string, Action> = {
  "sign-up": limitedAction({
    input: signUpInput,
    limit: "sign-up",
    account: (input) => input.email,
    run: async (input, origin) => {
      const { userId, workspace } = await signUp(input, origin.requestId);
      return { body: { workspace }, cookie: sessionCookie(await startSession(userId, origin)) };
    },
  }),
  "sign-in": limitedAction({
    input: signInInput,
    limit: "password",
    account: (input) => input.email,
    run: async (input, origin) => {
      const session = await signIn(input, origin);
      return { body: await getAccount(session.userId), cookie: sessionCookie(session) };
    },
  }),
  "request-reset": limitedAction({
    input: requestResetInput,
    limit: "reset",
    account: (input) => input.email,
    run: async (input) => ({ body: await requestPasswordReset(input) }),
  }),
  reset: limitedAction({
    input: resetPasswordInput,
    limit: "reset",
    account: (input) => input.token,
    run: async (input) => {
      await resetPassword(input);
      return { body: {}, cookie: endedCookie() };
    },
  }),
  "sign-out": async ({ request }) => {
    await signOut(request.headers);
    return { body: {}, cookie: endedCookie() };
  },
};

/** POST /api/auth/password/{sign-up, sign-in, sign-out, request-reset, reset}: JSON in, JSON out, errors as in REST. */
export function handlePasswordAction(request: Request, name: string): Promise<Response> {
  const origin = originOf(request.headers);
  return withLogContext({ requestId: origin.requestId }, async () => {
    const call: Call = { request, origin, limits: {} };
    try {
      const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
      if (!action) throw new RouteError("There is no such route.", { status: 404, type: "not_found" });
      assertSameOrigin(request.headers);
      const { body, cookie } = await action(call, await readJson(request, MOST_FORM_BYTES));
      const all = new Headers(call.limits);
      all.set("x-request-id", origin.requestId);
      all.set("cache-control", "no-store");
      if (cookie) all.append("set-cookie", cookie);
      // The sign-out button is a plain form and works without a script: its answer is a page.
      const form = request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded");
      if (form) return new Response(null, { status: 303, headers: [...all, ["location", "/sign-in"]] });
      return Response.json(body, { headers: all });
    } catch (error) {
      return errorResponse(error, origin.requestId, call.limits);
    }
  });
}
