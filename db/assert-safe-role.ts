import type { Sql } from "postgres";
import { pool } from "@/db/client";

/** Refuses to run as a role that row security does not bind. Throws an Error that says which and what to do. */
export async function assertSafeRole(sql: Sql = pool()): Promise<void> {
  const [role] = await sql<{ name: string; powerful: boolean; owner: boolean }[]>`
    select current_user as name,
      exists (select 1 from pg_roles r
        where (r.rolsuper or r.rolbypassrls) and pg_has_role(current_user, r.oid, 'member')) as powerful,
      exists (select 1 from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and pg_has_role(current_user, c.relowner, 'member'))
        or exists (select 1 from pg_roles r where r.rolname = 'reprise_sweeper' and pg_has_role(current_user, r.oid, 'member'))
        as owner`;
  if (!role?.powerful && !role?.owner) return;
  const why = role.powerful
    ? "is (or may become) a superuser or has BYPASSRLS"
    : "owns tables or the definer functions";
  throw new Error(
    `DATABASE_URL connects as ${role.name}, which ${why}: row security would not keep workspaces apart. Point it at the role reprise_app, and DATABASE_OWNER_URL at the owner for migrations.`,
  );
}
