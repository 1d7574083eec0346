import type { z } from "zod";
import type { LimitedAction } from "@/server/auth/limit-attempts";
import type { Ctx } from "@/server/context";
import type { Permission } from "@/server/permissions";
import type { RequestOrigin } from "@/server/request";
import type { UploadedFile } from "@/server/rest/read-body";

export type Method = "GET" | "POST" | "PATCH";

/** What a route's documentation and its matcher share. `{name}` segments of `path` are fields of `input`. */
type Described<I extends z.ZodObject, O extends z.ZodType> = {
  method: Method;
  path: `/${string}`;
  summary: string;
  /** More than the summary says, in whole sentences. */
  description?: string;
  /** What comes in: path parameters, and the query of a GET or the JSON body of the others, as one object. */
  input: I;
  output: O;
  status: 200 | 201 | 202;
};

type MemberDefinition<I extends z.ZodObject, O extends z.ZodType> = Described<I, O> & {
  permission: Permission;
  /**
   * What comes before the effect, may take its time and may happen twice: it runs outside the transaction that records an
   * Idempotency-Key. Its result is the effect's input.
   */
  prepare?: (ctx: Ctx, input: z.output<I>) => Promise<z.output<I>>;
  /** Asks a network or storage and may happen twice: the whole handler runs outside that transaction. */
  repeatable?: boolean;
  handler: (ctx: Ctx, input: z.output<I>) => Promise<z.input<O>>;
  /** Takes multipart/form-data with a field `file` instead of JSON when it is sent so. */
  upload?: (ctx: Ctx, file: UploadedFile, fields: Record<string, unknown>) => Promise<z.input<O>>;
};

type PublicDefinition<I extends z.ZodObject, O extends z.ZodType> = Described<I, O> & {
  limit: { action: LimitedAction; account: (input: z.output<I>) => string };
  handler: (input: z.output<I>, origin: RequestOrigin) => Promise<z.input<O>>;
  /** Honours an Idempotency-Key; without this a key is ignored. */
  keyed?: (input: z.output<I>, key: string, origin: RequestOrigin) => Keyed<z.input<O>>;
};

/**
 * A request under an Idempotency-Key: in whose name its answer is kept, and what it does. `prepare` takes its time and may
 * happen twice; what it gives is the effect, which runs in the transaction that records the answer.
 */
type Keyed<T> = { ctx: Ctx; prepare: () => Promise<() => Promise<T>> };

/** A route that anyone may call; tries are counted. */
export type PublicRoute = Described<z.ZodObject, z.ZodType> & {
  permission: "public";
  limit: (input: unknown) => { action: LimitedAction; account: string };
  handler: (input: unknown, origin: RequestOrigin) => Promise<unknown>;
  keyed: ((input: unknown, key: string, origin: RequestOrigin) => Keyed<unknown>) | null;
};

/** A route for members of a workspace, by access token. */
export type MemberRoute = Described<z.ZodObject, z.ZodType> & {
  permission: Permission;
  prepare: (ctx: Ctx, input: unknown) => Promise<unknown>;
  repeatable: boolean;
  handler: (ctx: Ctx, input: unknown) => Promise<unknown>;
  upload: ((ctx: Ctx, file: UploadedFile, fields: Record<string, unknown>) => Promise<unknown>) | null;
};

export type Route = PublicRoute | MemberRoute;

/** Declares a route for members; the types of its input and output meet here and nowhere else. */
export function memberRoute<I extends z.ZodObject, O extends z.ZodType>(
  definition: MemberDefinition<I, O>,
): MemberRoute {
  const { prepare, repeatable = false, handler, upload, ...described } = definition;
  return {
    ...described,
    repeatable,
    prepare: async (ctx, input) => (prepare ? prepare(ctx, input as z.output<I>) : input),
    handler: (ctx, input) => handler(ctx, input as z.output<I>),
    upload: upload ?? null,
  };
}

/** Declares a route that needs no token. */
export function publicRoute<I extends z.ZodObject, O extends z.ZodType>(
  definition: PublicDefinition<I, O>,
): PublicRoute {
  const { limit, handler, keyed, ...described } = definition;
  return {
    ...described,
    permission: "public",
    limit: (input) => ({ action: limit.action, account: limit.account(input as z.output<I>) }),
    handler: (input, origin) => handler(input as z.output<I>, origin),
    keyed: keyed ? (input, key, origin) => keyed(input as z.output<I>, key, origin) : null,
  };
}
