import { randomUUID } from "node:crypto";
import type { Tx } from "@/db/client";
import { withTenant } from "@/db/tenant";
import { AppError } from "@/server/errors";
import { type Permission, type Role, roleCan } from "@/server/permissions";

/** Who acts: a person in the browser, a person through the REST API, or a part of Reprise itself. */
export type Actor = { kind: "user" | "token"; userId: string; role: Role } | { kind: "system"; name: string };

/** What every domain function is given: one workspace, who acts, and the way to its rows. */
export type Ctx = {
  workspaceId: string;
  actor: Actor;
  requestId: string;
  can: (permission: Permission) => boolean;
  /** A short transaction bound to the workspace; nesting joins it. Never held over a model, network or parser call. */
  tx: <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>;
};

type CtxOptions = { workspaceId: string; actor: Actor; action: string; requestId?: string | undefined };

/** Builds a Ctx. `action` names the procedure, route or step for the audit log. */
export function createCtx({ workspaceId, actor, action, requestId = randomUUID() }: CtxOptions): Ctx {
  const binding = {
    workspaceId,
    userId: actor.kind === "system" ? null : actor.userId,
    actor: actor.kind === "system" ? `system:${actor.name}` : `${actor.kind}:${actor.userId}`,
    action,
    requestId,
  };
  return {
    workspaceId,
    actor,
    requestId,
    can: (permission) => actor.kind === "system" || roleCan(actor.role, permission),
    tx: (fn) => withTenant(binding, fn),
  };
}

/** A Ctx for durable functions and the dispatcher, which may do anything within one workspace. */
export const systemCtx = (workspaceId: string, name: string): Ctx =>
  createCtx({ workspaceId, actor: { kind: "system", name }, action: name });

/** Throws FORBIDDEN unless the actor has the permission. */
export function guard(ctx: Ctx, permission: Permission): void {
  if (!ctx.can(permission)) throw new AppError("FORBIDDEN", "Your role in this workspace does not allow that.");
}

/** The acting person's id, or null when Reprise itself acts. */
export const actorUserId = (ctx: Ctx): string | null => (ctx.actor.kind === "system" ? null : ctx.actor.userId);
