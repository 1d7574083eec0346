import type { Sql } from "postgres";

/** Passwords of the three roles that log in; the sweeper never does. */
export type RolePasswords = { owner: string; app: string; engine: string };

/**
 * Creates the roles and the database's owner, as an administrator (a superuser or a managed service's admin). Safe to run
 * again. No role it creates is a superuser or may bypass row security.
 */
export async function createRoles(admin: Sql, passwords: RolePasswords): Promise<void> {
  const existing = new Set(
    (await admin<{ rolname: string }[]>`select rolname from pg_roles where rolname like 'reprise_%'`).map(
      (r) => r.rolname,
    ),
  );
  const login = async (role: string, password: string) => {
    const verb = existing.has(role) ? "alter" : "create";
    await admin.unsafe(`${verb} role ${role} login password '${password.replaceAll("'", "''")}'`);
  };
  await login("reprise_owner", passwords.owner);
  await login("reprise_app", passwords.app);
  await login("reprise_engine", passwords.engine);
  if (!existing.has("reprise_sweeper")) await admin`create role reprise_sweeper nologin`;
  // The owner creates the definer functions as the sweeper.
  await admin`grant reprise_sweeper to reprise_owner`;
}
