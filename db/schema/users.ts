import { boolean, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, instant } from "@/db/columns";

// Tables of this file have no tenant: they are reached only from server/auth.

/** A person. Email is stored lower-cased; `passwordHash` is null for people who only sign in through Google. */
export const users = pgTable("users", {
  id: id(),
  name: text(),
  email: text().notNull().unique(),
  emailVerified: instant(),
  image: text(),
  passwordHash: text(),
  createdAt: createdAt(),
});

/** A sign-in through an identity provider (next-auth's shape). */
export const accounts = pgTable(
  "accounts",
  {
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    type: text().notNull(),
    provider: text().notNull(),
    providerAccountId: text().notNull(),
    refresh_token: text("refresh_token"),
    access_token: text("access_token"),
    expires_at: integer("expires_at"),
    token_type: text("token_type"),
    scope: text("scope"),
    id_token: text("id_token"),
    session_state: text("session_state"),
  },
  (t) => [primaryKey({ columns: [t.provider, t.providerAccountId] })],
);

/** A browser session. The cookie's token is stored only as a SHA-256, so a read of this table signs nobody in. */
export const sessions = pgTable(
  "sessions",
  {
    id: id(),
    sessionToken: text().notNull().unique(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    expires: instant().notNull(),
    userAgent: text(),
    address: text(),
    createdAt: createdAt(),
    lastSeenAt: createdAt(),
  },
  (t) => [index().on(t.userId)],
);

/** next-auth's one-time tokens. */
export const verificationTokens = pgTable(
  "verification_tokens",
  { identifier: text().notNull(), token: text().notNull(), expires: instant().notNull() },
  (t) => [primaryKey({ columns: [t.identifier, t.token] })],
);

/** A password reset link: SHA-256 of its token, good once and for an hour. */
export const passwordResets = pgTable("password_resets", {
  tokenHash: text().primaryKey(),
  userId: uuid()
    .notNull()
    .references(() => users.id, { onDelete: "cascade" }),
  expiresAt: instant().notNull(),
  usedAt: instant(),
  createdAt: createdAt(),
});

/** A rotating refresh token of the REST API; using one twice revokes its whole family. */
export const refreshTokens = pgTable(
  "refresh_tokens",
  {
    id: id(),
    familyId: uuid().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    workspaceId: uuid().notNull(),
    tokenHash: text().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
    revoked: boolean().notNull().default(false),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex().on(t.tokenHash), index().on(t.familyId), index().on(t.userId)],
);

/** Counters of the rate limiter (rate-limiter-flexible's shape). */
export const rateLimits = pgTable("rate_limits", {
  key: text().primaryKey(),
  points: integer().notNull(),
  expire: instant(),
});
