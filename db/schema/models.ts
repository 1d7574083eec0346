import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant, tenantPolicy, workspaceId } from "@/db/columns";
import type { SealedCredentials } from "@/db/schema/channels";

/** A limit of spending, in millionths of a US dollar; null: none. */
const budget = () => bigint({ mode: "number" });

/** A model provider a workspace brought: its key, its two models, its place in the order and what it may cost. */
export const modelProviders = pgTable(
  "model_providers",
  {
    id: id(),
    workspaceId: workspaceId(),
    vendor: text({ enum: ["openai", "anthropic", "xai", "gemini", "ollama", "compatible"] }).notNull(),
    name: text().notNull(),
    /** Null: the vendor's own address. */
    baseUrl: text(),
    credentials: jsonb().$type<SealedCredentials>(),
    /** The last four characters of the key: all that is ever shown of it. */
    keyEnd: text(),
    smallModel: text().notNull(),
    largeModel: text().notNull(),
    /** US dollars per million tokens, for models whose price we do not know; null: unknown. */
    inputPrice: doublePrecision(),
    outputPrice: doublePrecision(),
    isOn: boolean().notNull().default(true),
    position: integer().notNull(),
    dayMicros: budget(),
    monthMicros: budget(),
    createdAt: createdAt(),
  },
  (t) => [unique().on(t.workspaceId, t.id), tenantPolicy(t.workspaceId)],
).enableRLS();

/** What a workspace says about all its models; without a row: the server's own may be used and nothing is limited. */
export const modelSettings = pgTable(
  "model_settings",
  {
    id: id(),
    workspaceId: workspaceId().unique(),
    /** Whether the installation's models write when the workspace has none of its own. */
    useServer: boolean().notNull().default(true),
    dayMicros: budget(),
    monthMicros: budget(),
  },
  (t) => [tenantPolicy(t.workspaceId)],
).enableRLS();

/** What a call now running may cost at most. It goes when the call is written down, and by itself after a crash. */
export const modelReservations = pgTable(
  "model_reservations",
  {
    id: id(),
    workspaceId: workspaceId(),
    /** Null: one of the server's models. */
    providerId: uuid(),
    micros: bigint({ mode: "number" }).notNull(),
    expiresAt: instant().notNull(),
  },
  (t) => [index().on(t.workspaceId, t.expiresAt), tenantPolicy(t.workspaceId)],
).enableRLS();

/** Replies already paid for, by the hash of everything that made them. `value` is JSON as text: models write NULs too. */
export const modelReplies = pgTable(
  "model_replies",
  {
    workspaceId: workspaceId(),
    key: text().notNull(),
    value: text().notNull(),
    costMicros: integer(),
    bytes: integer().notNull(),
    createdAt: createdAt(),
    usedAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.key] }),
    index().on(t.workspaceId, t.usedAt),
    tenantPolicy(t.workspaceId),
  ],
).enableRLS();
