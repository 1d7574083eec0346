import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import { z } from "zod";
import { assertSameOrigin } from "@/server/auth/same-origin";
import { type SessionUser, sessionUser } from "@/server/auth/session";
import { createCtx, guard } from "@/server/context";
import { AppError, ModelError, NetworkError } from "@/server/errors";
import { addLogContext, log, withLogContext } from "@/server/log";
import { timeRequest } from "@/server/metrics";
import type { Permission } from "@/server/permissions";
import { requestIdOf } from "@/server/request";
import { membershipBySlug } from "@/server/workspaces/queries";

/** What every request brings: its headers and the workspace in its URL ("-" when it concerns none). */
export type RequestContext = {
  headers: Headers;
  workspace: string;
  requestId: string;
  user: () => Promise<SessionUser | null>;
};

/** Context of one HTTP request; the session is looked up once, when first asked for. */
export function createRequestContext(headers: Headers, workspace: string): RequestContext {
  let user: Promise<SessionUser | null> | undefined;
  return {
    headers,
    workspace,
    requestId: requestIdOf(headers),
    user: () => (user ??= sessionUser(headers)),
  };
}

const t = initTRPC.context<RequestContext>().create({
  transformer: superjson,
  sse: { ping: { enabled: true, intervalMs: 5_000 }, client: { reconnectAfterInactivityMs: 15_000 } },
  errorFormatter: ({ shape, error, ctx }) => {
    // A stream's error comes here without having passed the procedures' middleware.
    const { message, code, cause } = toTrpcError(error);
    return {
      ...shape,
      message,
      data: {
        code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        requestId: ctx?.requestId ?? null,
        fields: cause instanceof z.ZodError ? z.flattenError(cause).fieldErrors : null,
        details: cause instanceof AppError ? cause.details : null,
      },
    };
  },
});

export const { router, createCallerFactory } = t;

/** The one place where our errors become tRPC's: messages we wrote are shown, anything else is not. */
function toTrpcError(error: TRPCError): TRPCError {
  const { cause } = error;
  if (cause instanceof AppError) return new TRPCError({ code: cause.code, message: cause.message, cause });
  if (cause instanceof NetworkError || cause instanceof ModelError)
    return new TRPCError({ code: "BAD_GATEWAY", message: cause.message, cause });
  if (error.code !== "INTERNAL_SERVER_ERROR") return error;
  return new TRPCError({
    code: "INTERNAL_SERVER_ERROR",
    message: "Something went wrong on our side. Nothing was lost; please try again.",
    cause: error,
  });
}

const observed = t.procedure.use(({ ctx, path, type, next }) =>
  withLogContext({ requestId: ctx.requestId }, async () => {
    const done = timeRequest(`${type} ${path}`);
    const result = await next();
    const error = result.ok ? null : toTrpcError(result.error);
    const outcome = error ? error.code.toLowerCase() : "ok";
    const ms = done(outcome);
    if (error?.code === "INTERNAL_SERVER_ERROR") log().error({ err: error.cause, path, type, ms }, "procedure failed");
    else log().info({ path, type, outcome, ms }, "procedure");
    return error ? { ...result, error } : result;
  }),
);

const guarded = observed.use(({ ctx, type, next }) => {
  if (type === "mutation") assertSameOrigin(ctx.headers);
  return next();
});

/** Anyone may call it. */
export const publicProcedure = guarded;

/** A signed-in person. */
export const userProcedure = guarded.use(async ({ ctx, next }) => {
  const user = await ctx.user();
  if (!user) throw new TRPCError({ code: "UNAUTHORIZED", message: "Please sign in." });
  return next({ ctx: { user } });
});

/** A member of the workspace in the URL who has the permission. The context it hands on is a domain function's Ctx. */
export const memberProcedure = (permission: Permission) =>
  guarded.use(async ({ ctx, path, next }) => {
    const user = await ctx.user();
    if (!user) throw new TRPCError({ code: "UNAUTHORIZED", message: "Please sign in." });
    const membership = await membershipBySlug(user.id, ctx.workspace);
    if (!membership) throw new TRPCError({ code: "NOT_FOUND", message: "There is no such workspace here." });
    const domain = createCtx({
      workspaceId: membership.workspaceId,
      actor: { kind: "user", userId: user.id, role: membership.role },
      action: path,
      requestId: ctx.requestId,
    });
    guard(domain, permission);
    addLogContext({ workspaceId: membership.workspaceId });
    return next({ ctx: { ...domain, membership } });
  });
