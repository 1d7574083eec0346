import {
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant, tenantPolicy, workspaceId } from "@/db/columns";
import { users } from "@/db/schema/users";
import { brands } from "@/db/schema/workspaces";

/** A text of a brand's author, as it was given: what the measured voice is made of. */
export const voiceSamples = pgTable(
  "voice_samples",
  {
    id: id(),
    workspaceId: workspaceId(),
    brandId: uuid().notNull(),
    /** Pasted or uploaded, the words of a source, or those of a post that was published. */
    kind: text({ enum: ["text", "source", "post"] }).notNull(),
    title: text().notNull(),
    text: text().notNull(),
    /** SHA-256 of the text, hex: the same words count once. */
    sha256: text().notNull(),
    language: text().notNull(),
    wordCount: integer().notNull(),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (t) => [
    unique().on(t.workspaceId, t.id),
    uniqueIndex().on(t.workspaceId, t.brandId, t.sha256),
    index().on(t.workspaceId, t.brandId, t.createdAt),
    foreignKey({ columns: [t.workspaceId, t.brandId], foreignColumns: [brands.workspaceId, brands.id] }).onDelete(
      "cascade",
    ),
    tenantPolicy(t.workspaceId),
  ],
).enableRLS();

/** What was measured of a brand's texts in one language, see server/voices; made again from the samples at any time. */
export const voiceProfiles = pgTable(
  "voice_profiles",
  {
    workspaceId: workspaceId(),
    brandId: uuid().notNull(),
    language: text().notNull(),
    profile: jsonb().notNull(),
    measuredAt: instant().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.brandId, t.language] }),
    foreignKey({ columns: [t.workspaceId, t.brandId], foreignColumns: [brands.workspaceId, brands.id] }).onDelete(
      "cascade",
    ),
    tenantPolicy(t.workspaceId),
  ],
).enableRLS();
