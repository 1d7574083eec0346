import { createHash } from "node:crypto";
import type { Tx } from "@/db/client";
import { type Check, type Citation, type RenditionPart, renditionVersions, type Slide } from "@/db/schema/posts";

/** The words and pictures of a rendition, with what was found about them. */
export type RenditionContent = {
  title: string | null;
  parts: RenditionPart[];
  /** Not sent; citations and checks count them behind the parts. */
  slides: Slide[];
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

type Said = Pick<RenditionContent, "title" | "parts" | "slides">;

/** SHA-256 of title, parts and slides: two versions that say the same have the same. */
export function contentHash({ title, parts, slides }: Said): string {
  const plain: unknown[] = [
    title,
    parts.map(({ text, media }) => [text, media.map(({ assetId, alt }) => [assetId, alt])]),
  ];
  if (slides.length > 0) plain.push(slides.map(({ role, text }) => [role, text]));
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
