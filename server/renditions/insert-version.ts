import { createHash } from "node:crypto";
import type { Tx } from "@/db/client";
import { type Check, type Citation, type RenditionPart, renditionVersions } from "@/db/schema/posts";

/** The words and pictures of a rendition, with what was found about them. */
export type RenditionContent = {
  title: string | null;
  parts: RenditionPart[];
  citations: Citation[];
  checks: Check[];
  language: string | null;
};

type NewVersion = RenditionContent & {
  workspaceId: string;
  renditionId: string;
  version: number;
  origin: "job" | "edit" | "restore";
  createdBy: string | null;
};

/** SHA-256 of title and parts: two versions that would be published alike have the same. */
export function contentHash({ title, parts }: Pick<RenditionContent, "title" | "parts">): string {
  const plain = [title, parts.map(({ text, media }) => [text, media.map(({ assetId, alt }) => [assetId, alt])])];
  return createHash("sha256").update(JSON.stringify(plain)).digest("hex");
}

/** Adds an immutable version and gives its id; fails on a version number that is taken. */
export async function insertVersion(tx: Tx, version: NewVersion): Promise<string> {
  const [made] = await tx
    .insert(renditionVersions)
    .values({ ...version, hash: contentHash(version) })
    .returning({ id: renditionVersions.id });
  if (!made) throw new Error("The version was not inserted.");
  return made.id;
}
