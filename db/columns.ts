import { sql } from "drizzle-orm";
import { type AnyPgColumn, pgPolicy, pgRole, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** The role the app runs as: no superuser, no BYPASSRLS, owner of nothing. */
export const appRole = pgRole("reprise_app").existing();
/** Owns the few SECURITY DEFINER functions; cannot log in. */
const sweeperRole = pgRole("reprise_sweeper").existing();

// (select …) makes Postgres evaluate the setting once per statement; nullif because a setting that was local to an
// earlier transaction of the same connection reads as '' and not as null.
const currentWorkspace = sql`(select nullif(current_setting('app.workspace_id', true), '')::uuid)`;
export const currentUser = sql`(select nullif(current_setting('app.user_id', true), '')::uuid)`;

/** Primary key: time-ordered, made by the database. */
export const id = () => uuid().primaryKey().default(sql`uuidv7()`);
export const workspaceId = () => uuid().notNull();
/** Instants keep milliseconds: the API promises no more and JavaScript holds no more. */
export const instant = () => timestamp({ withTimezone: true, precision: 3, mode: "date" });
export const createdAt = () => instant().notNull().defaultNow();
/** A network by its id; server/networks/rules.ts has the same ids with what each takes. */
export const network = () =>
  text({
    enum: [
      "x",
      "linkedin",
      "instagram",
      "facebook",
      "hub",
      "bluesky",
      "threads",
      "mastodon",
      "tiktok",
      "youtube",
      "newsletter",
      "blog",
    ],
  }).notNull();

/** Rows of the bound workspace and no others, for reading and writing. */
export const tenantPolicy = (column: AnyPgColumn) =>
  pgPolicy("tenant", {
    for: "all",
    to: appRole,
    using: sql`${column} = ${currentWorkspace}`,
    withCheck: sql`${column} = ${currentWorkspace}`,
  });

/** Lets the definer functions see a table; what they may touch in it is set by column grants in the migrations. */
export const sweeperPolicy = () =>
  pgPolicy("sweeper", { for: "all", to: sweeperRole, using: sql`true`, withCheck: sql`true` });
