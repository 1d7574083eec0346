import { randomUUID } from "node:crypto";
import postgres, { type Sql, type TransactionSql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assertSafeRole } from "@/db/assert-safe-role";
import { testDatabase } from "@/server/testing/database";

const database = testDatabase();
const [tenantA, tenantB] = [randomUUID(), randomUUID()];
let admin: Sql;

beforeAll(async () => {
  admin = postgres(database.url("admin"), { max: 1, onnotice: () => {} });
  // A row of each tenant in every table, whatever its foreign keys say: only whose row it is matters here.
  await admin.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    for (const table of await tenantTables(sql))
      for (const tenant of [tenantA, tenantB]) await insertRow(sql, table, tenant);
  });
});
afterAll(() => admin.end({ timeout: 5 }));

type Table = { name: string; tenantColumn: string };

/** Every table that has a tenant: by its column, and the table of tenants itself. */
async function tenantTables(sql: Sql | TransactionSql): Promise<Table[]> {
  const rows = await sql<{ name: string }[]>`
    select distinct table_name as name from information_schema.columns
    where table_schema = 'public' and (column_name = 'workspace_id' or table_name = 'workspaces')
      and table_name <> 'refresh_tokens' order by 1`;
  return rows.map(({ name }) => ({ name, tenantColumn: name === "workspaces" ? "id" : "workspace_id" }));
}

async function insertRow(sql: Sql | TransactionSql, { name, tenantColumn }: Table, tenant: string): Promise<void> {
  const columns = await sql<{ column: string; type: string; needed: boolean }[]>`
    select column_name as column, udt_name as type, is_nullable = 'NO' and column_default is null as needed
    from information_schema.columns where table_schema = 'public' and table_name = ${name}`;
  const values: Record<string, string> = { [tenantColumn]: `'${tenant}'` };
  for (const { column, type, needed } of columns) if (needed && column !== tenantColumn) values[column] = sample(type);
  const list = Object.keys(values).map((column) => `"${column}"`);
  await sql.unsafe(`insert into public."${name}" (${list.join()}) values (${Object.values(values).join()})`);
}

function sample(type: string): string {
  if (type === "uuid") return `'${randomUUID()}'`;
  if (type === "text") return `'${randomUUID()}'`;
  if (type === "jsonb") return "'{}'";
  if (type === "timestamptz") return "now()";
  if (type === "bool") return "false";
  if (type.startsWith("_")) return "'{}'";
  return "1";
}

/** What a process bound to tenant A manages to do to tenant B in a table. */
async function leaks(sql: TransactionSql, { name, tenantColumn }: Table): Promise<string[]> {
  await sql`set local role reprise_app`;
  await sql`select set_config('app.workspace_id', ${tenantA}, true), set_config('app.user_id', '', true)`;
  const theirs = `public."${name}" where "${tenantColumn}" = '${tenantB}'`;
  const found: string[] = [];
  const attempt = async (what: string, fn: (inner: TransactionSql) => Promise<boolean>) => {
    const leaked = await sql
      .savepoint(async (inner) => {
        if (await fn(inner)) found.push(what);
        throw new Undo();
      })
      .catch((error: unknown) => {
        if (error instanceof Undo) return false;
        // 42501 naming the table: refused, by its policy or for want of a grant. Anything else (a foreign key, the audit
        // trigger) came later: the policy let it pass.
        return !(error instanceof postgres.PostgresError && error.code === "42501" && refuses(error.message, name));
      });
    if (leaked) found.push(what);
  };
  await attempt("read", async (inner) => (await inner.unsafe(`select 1 from ${theirs}`)).count > 0);
  await attempt("delete", async (inner) => (await inner.unsafe(`delete from ${theirs}`)).count > 0);
  await attempt("update", async (inner) => {
    const change = `update public."${name}" set "${tenantColumn}" = "${tenantColumn}" where "${tenantColumn}" = '${tenantB}'`;
    return (await inner.unsafe(change)).count > 0;
  });
  await attempt("insert", async (inner) => {
    await insertRow(inner, { name, tenantColumn }, tenantB);
    return true;
  });
  await sql`reset role`;
  return found;
}
class Undo extends Error {}
const refuses = (message: string, table: string) => new RegExp(`table "?${table}"?$`).test(message);

/** Runs `fn` in a transaction of the administrator that is undone. */
const undone = async <T>(fn: (sql: TransactionSql) => Promise<T>): Promise<T> => {
  let result: { value: T } | undefined;
  await admin
    .begin(async (sql) => {
      result = { value: await fn(sql) };
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  if (!result) throw new Error("the transaction did not run");
  return result.value;
};

describe("each tenant's rows", () => {
  test("no table lets one tenant see or change another's", async () => {
    const leaking = await undone(async (sql) => {
      const all: Record<string, string[]> = {};
      for (const table of await tenantTables(sql)) {
        const found = await leaks(sql, table);
        if (found.length > 0) all[table.name] = found;
      }
      return all;
    });
    expect(leaking).toEqual({});
  });

  test("every policy, opened, is noticed", async () => {
    const policies = await admin<{ name: string; table: string }[]>`
      select policyname as name, tablename as table from pg_policies
      where schemaname = 'public' and 'reprise_app' = any (roles)`;
    const tables = await tenantTables(admin);
    const tenantPolicies = policies.filter(({ name }) => name === "tenant");
    expect(tenantPolicies.map(({ table }) => table).sort()).toEqual(tables.map(({ name }) => name).sort());
    const unnoticed: string[] = [];
    for (const { name, table } of policies) {
      const tenantColumn = table === "workspaces" ? "id" : "workspace_id";
      const found = await undone(async (sql) => {
        const check = name === "own" ? "" : "with check (true)";
        await sql.unsafe(`alter policy "${name}" on public."${table}" using (true) ${check}`);
        return leaks(sql, { name: table, tenantColumn });
      });
      // The audit log can only be written to, so only a write can show it open.
      const wanted = table === "audit_log" ? ["insert"] : name === "own" ? ["read"] : ["read", "insert"];
      if (!wanted.every((what) => found.includes(what))) unnoticed.push(`${table}: ${found.join()}`);
    }
    expect(unnoticed).toEqual([]);
  });

  test("row security is on and forced in every table of a tenant", async () => {
    const open = await admin`
      select relname from pg_class
      where relnamespace = 'public'::regnamespace and relname in ${admin((await tenantTables(admin)).map((t) => t.name))}
        and not (relrowsecurity and relforcerowsecurity)`;
    expect([...open]).toEqual([]);
  });

  test("foreign keys between tables of a tenant carry the tenant: they pass row security by", async () => {
    const crossing = await admin`
      select c.conrelid::regclass::text as "from", c.confrelid::regclass::text as "to", c.conname
      from pg_constraint c
      join pg_attribute source on source.attrelid = c.conrelid and source.attname = 'workspace_id'
      left join pg_attribute target on target.attrelid = c.confrelid and target.attname = 'workspace_id'
      where c.contype = 'f' and c.connamespace = 'public'::regnamespace and (
        case when c.confrelid = 'public.workspaces'::regclass then c.conkey <> array[source.attnum]
             when target.attnum is null then false
             else not (source.attnum = any (c.conkey) and array_position(c.conkey, source.attnum) = array_position(c.confkey, target.attnum))
        end)`;
    expect([...crossing]).toEqual([]);
  });
});

describe("roles", () => {
  test("the app's role is no superuser, bypasses nothing and owns nothing", async () => {
    const app = postgres(database.url("app"), { max: 1 });
    await expect(assertSafeRole(app)).resolves.toBeUndefined();
    await app.end({ timeout: 5 });
  });

  test.each(["owner", "admin"] as const)("the app refuses to run as the %s", async (role) => {
    const sql = postgres(database.url(role), { max: 1 });
    await expect(assertSafeRole(sql)).rejects.toThrow(/Point it at the role reprise_app/);
    await sql.end({ timeout: 5 });
  });

  test("the sweeper cannot log in, and touches no table without a policy of its own", async () => {
    const [role] =
      await admin`select rolcanlogin, rolsuper, rolbypassrls from pg_roles where rolname = 'reprise_sweeper'`;
    expect(role).toEqual({ rolcanlogin: false, rolsuper: false, rolbypassrls: false });
    const strays = await admin`
      select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and (has_any_column_privilege('reprise_sweeper', c.oid, 'select, insert, update') or has_table_privilege('reprise_sweeper', c.oid, 'delete'))
        and not exists (select 1 from pg_policies p where p.tablename = c.relname and 'reprise_sweeper' = any (p.roles))`;
    expect([...strays]).toEqual([]);
  });
});
