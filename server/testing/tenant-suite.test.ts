import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { ROUTES } from "@/server/rest/routes/all";
import { testStorage } from "@/server/testing/content";
import { testDatabase } from "@/server/testing/database";
import { idFields, replacedAt, valueAt } from "@/server/testing/id-fields";
import { rest } from "@/server/testing/rest";
import { type Case, PROCEDURE_CASES, ROUTE_CASES } from "@/server/testing/tenant-cases";
import { type Fixture, freshRows, makeTenant, type Tenant } from "@/server/testing/tenant-fixture";
import { appRouter } from "@/server/trpc/root";
import { createCallerFactory } from "@/server/trpc/trpc";

const database = testDatabase();
testStorage();

let admin: Sql;
let tenant: Tenant;
let stranger: Tenant;
let theirs: Fixture;
beforeAll(async () => {
  admin = postgres(database.url("admin"), { max: 1, onnotice: () => {} });
  [tenant, stranger] = [await makeTenant(), await makeTenant()];
  theirs = await freshRows(stranger);
});
afterAll(() => admin.end({ timeout: 5 }));

/** What a call came to: a code of ours, "empty" for a list without items, or "ok". */
type Outcome = string;
type Target = {
  name: string;
  fields: string[];
  case: Case | undefined;
  call: (as: Fixture, input: unknown) => Promise<Outcome>;
};

type Procedure = { _def: { type: string; inputs: z.core.$ZodType[] } };
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>);
/** Procedures of a person or of anyone; all others are of a workspace. */
const WITHOUT_WORKSPACE = /^(account\.|hub\.|workspaces\.create$)/;

const outcomeOf = (result: unknown): Outcome =>
  Array.isArray(valueAt(result, "items")) && valueAt(result, "items.0") === undefined ? "empty" : "ok";

async function callProcedure(
  name: string,
  slug: string,
  { as, input }: { as: Tenant | Fixture; input: unknown },
): Promise<Outcome> {
  const { userId: id } = as;
  const sessionId = "sessionId" in as ? as.sessionId : "";
  const caller = createCallerFactory(appRouter)({
    headers: new Headers(),
    workspace: slug,
    requestId: "suite",
    user: async () => ({ id, email: "ada@example.org", name: "Ada", sessionId }),
  });
  const [noun = "", verb = ""] = name.split(".");
  const call = (caller as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>)[noun]?.[
    verb
  ];
  if (!call) throw new Error(`${name} is not to be called`);
  try {
    return outcomeOf(await call(input));
  } catch (error) {
    return String(valueAt(error, "code"));
  }
}

async function callRoute(
  method: string,
  path: string,
  { as, input }: { as: Fixture; input: unknown },
): Promise<Outcome> {
  const { id = "", ...others } = input as Record<string, string>;
  const query = method === "GET" ? `?${new URLSearchParams(others)}` : "";
  const body = method === "GET" ? {} : { body: others };
  const answer = await rest(method, path.replace("{id}", id), { token: as.token, query, ...body });
  const type = valueAt(answer.body, "error.type");
  return answer.status < 300 ? outcomeOf(answer.body) : String(type).toUpperCase();
}

const targets: Target[] = [
  ...procedures.map(([name, { _def }]) => ({
    name,
    fields: _def.inputs.flatMap((schema) => idFields(schema)),
    case: PROCEDURE_CASES[name],
    call: (as: Fixture, input: unknown) => callProcedure(name, as.slug, { as, input }),
  })),
  ...ROUTES.filter(({ permission }) => permission !== "public").map(({ method, path, input }) => ({
    name: `${method} ${path}`,
    fields: idFields(input),
    case: ROUTE_CASES[`${method} ${path}`],
    call: (as: Fixture, given: unknown) => callRoute(method, path, { as, input: given }),
  })),
];

test("every procedure and route that takes an id has a case, and no case is left over", () => {
  const wanted = targets.filter(({ fields }) => fields.length > 0).map(({ name }) => name);
  const have = [...Object.keys(PROCEDURE_CASES), ...Object.keys(ROUTE_CASES)];
  expect(have.sort(), "add the case in server/testing/tenant-cases.ts").toEqual(wanted.sort());
  expect(wanted.length).toBeGreaterThan(30);
});

describe.each(targets.filter(({ fields, case: made }) => fields.length > 0 && made))(
  "$name",
  ({ fields, case: make, call }) => {
    test.each(fields)("%s of another tenant is not found, and one's own is", async (field) => {
      const own = await freshRows(tenant);
      const [input, foreign] = [await make?.(own), await make?.(theirs)];
      expect(valueAt(input, field), "the case must fill this field").toBeTypeOf("string");
      const before = await trailOf(stranger);
      const refused = await call(own, replacedAt(input, field, valueAt(foreign, field)));
      // A list narrowed to a row of somebody else has nothing in it.
      expect(["NOT_FOUND", "empty"]).toContain(refused);
      expect(await trailOf(stranger)).toBe(before);
      const allowed = await call(own, input);
      expect(["NOT_FOUND", "empty", "INTERNAL_SERVER_ERROR", "FORBIDDEN", "undefined"]).not.toContain(allowed);
    });
  },
);

/** How much has ever been changed in a tenant. */
async function trailOf({ ctx }: Tenant): Promise<number> {
  const [row] = await admin<{ n: number }[]>`
    select count(*)::int as n from audit_log where workspace_id = ${ctx.workspaceId}`;
  return row?.n ?? 0;
}

test.each(procedures.map(([name]) => name).filter((name) => !WITHOUT_WORKSPACE.test(name)))(
  "%s of a workspace one is no member of is not found",
  async (name) => {
    expect(await callProcedure(name, stranger.slug, { as: tenant, input: undefined })).toBe("NOT_FOUND");
  },
);

test("the walk over schemas finds ids wherever they stand", () => {
  const schema = z.object({
    id: z.uuid().optional(),
    list: z.array(z.union([z.string(), z.object({ deep: z.object({ assetIds: z.array(z.uuid()).default([]) }) })])),
    title: z.string(),
    idea: z.string(),
  });
  expect(idFields(schema)).toEqual(["id", "list.0.deep.assetIds.0"]);
});
