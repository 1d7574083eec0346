import { and, asc, desc, eq, gt, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { importRows, imports } from "@/db/schema/scheduling";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { before, type Page, pageOf } from "@/server/paging";
import type {
  ImportView,
  importRows as importRowsOutput,
  listImportRowsInput,
  listImportsInput,
} from "@/server/scheduling/input";

const countOf = (state: "problem" | "done" | null) =>
  sql<number>`(select count(*)::int from import_rows r where r.workspace_id = ${imports.workspaceId}
    and r.import_id = ${imports.id} and (${state}::text is null or r.state = ${state}))`;

const columns = {
  id: imports.id,
  fileName: imports.fileName,
  state: imports.state,
  rows: countOf(null),
  problems: countOf("problem"),
  done: countOf("done"),
  createdAt: imports.createdAt,
};

/** One import as it stands. Throws NOT_FOUND. */
export async function readImport(tx: Tx, workspaceId: string, importId: string): Promise<ImportView> {
  const [row] = await tx
    .select(columns)
    .from(imports)
    .where(and(eq(imports.workspaceId, workspaceId), eq(imports.id, importId)));
  if (!row) throw new AppError("NOT_FOUND", "There is no such import here. Upload the file again.");
  return row;
}

/** One import as it stands. Throws NOT_FOUND. */
export async function getImport(ctx: Ctx, { importId }: { importId: string }): Promise<ImportView> {
  guard(ctx, "workspace.read");
  return ctx.tx((tx) => readImport(tx, ctx.workspaceId, importId));
}

/** The workspace's imports, newest first. */
export async function listImports(ctx: Ctx, input: z.output<typeof listImportsInput>): Promise<Page<ImportView>> {
  guard(ctx, "workspace.read");
  const rows = await ctx.tx((tx) =>
    tx
      .select(columns)
      .from(imports)
      .where(and(eq(imports.workspaceId, ctx.workspaceId), before(input.cursor, imports.createdAt, imports.id)))
      .orderBy(desc(imports.createdAt), desc(imports.id))
      .limit(input.limit + 1),
  );
  return pageOf(rows, input.limit);
}

/** The rows of an import in the file's order, with what is wrong with each. Throws NOT_FOUND. */
export async function listImportRows(
  ctx: Ctx,
  { importId, limit, after, onlyProblems }: z.output<typeof listImportRowsInput>,
): Promise<z.infer<typeof importRowsOutput>> {
  guard(ctx, "workspace.read");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    await readImport(tx, workspaceId, importId);
    const rows = await tx
      .select()
      .from(importRows)
      .where(
        and(
          eq(importRows.workspaceId, workspaceId),
          eq(importRows.importId, importId),
          gt(importRows.row, after),
          onlyProblems ? eq(importRows.state, "problem") : undefined,
        ),
      )
      .orderBy(asc(importRows.row))
      .limit(limit + 1);
    const items = rows.slice(0, limit).map(({ row, state, content, problems, postId }) => ({
      row,
      state,
      title: content.title,
      text: content.parts.join("\n---\n"),
      problems,
      when: content.at === null ? null : `${content.at} ${content.timeZone}`,
      channels: content.channels.map(({ name }) => name),
      postId,
    }));
    return { items, nextAfter: rows.length > limit ? (items.at(-1)?.row ?? null) : null };
  });
}
