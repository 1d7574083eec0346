import { z } from "zod";
import { memberRoute, type Route } from "@/server/rest/route";
import { instantView } from "@/server/rest/times";
import { checkImport } from "@/server/scheduling/check-import";
import { commitImport } from "@/server/scheduling/commit-import";
import { getImport, listImportRows, listImports } from "@/server/scheduling/imports";
import {
  checkImportInput,
  commitImportInput,
  importOutput,
  importRows,
  listImportRowsInput,
  listImportsInput,
} from "@/server/scheduling/input";

const id = z.uuid();
const view = importOutput.extend({ createdAt: instantView });

/** Posts from CSV files. */
export const importRoutes: Route[] = [
  memberRoute({
    method: "GET",
    path: "/imports",
    summary: "CSV imports, newest first",
    permission: "workspace.read",
    input: listImportsInput,
    output: z.object({ items: z.array(view), nextCursor: z.string().nullable() }),
    status: 200,
    handler: (ctx, input) => listImports(ctx, input),
  }),
  memberRoute({
    method: "POST",
    path: "/imports",
    summary: "Check a CSV file of posts (≤ 1,000 rows, 2 MB); nothing is changed until it is committed",
    permission: "posts.schedule",
    input: checkImportInput,
    output: view,
    status: 201,
    handler: (ctx, input) => checkImport(ctx, input),
    upload: (ctx, { bytes, name }, { timeZone }) =>
      checkImport(
        ctx,
        checkImportInput.parse({
          fileName: name,
          csv: new TextDecoder().decode(bytes),
          ...(timeZone ? { timeZone } : {}),
        }),
      ),
  }),
  memberRoute({
    method: "GET",
    path: "/imports/{id}",
    summary: "How far an import is",
    permission: "workspace.read",
    input: z.object({ id }),
    output: view,
    status: 200,
    handler: (ctx, input) => getImport(ctx, { importId: input.id }),
  }),
  memberRoute({
    method: "GET",
    path: "/imports/{id}/rows",
    summary: "The rows of an import, with what is wrong with each",
    permission: "workspace.read",
    input: listImportRowsInput.omit({ importId: true }).extend({ id }),
    output: importRows,
    status: 200,
    handler: (ctx, { id: importId, ...input }) => listImportRows(ctx, { importId, ...input }),
  }),
  memberRoute({
    method: "POST",
    path: "/imports/{id}/commit",
    summary: "Let the rows of a checked import become posts; again, and nothing happens twice",
    permission: "posts.schedule",
    input: commitImportInput.omit({ importId: true }).extend({ id }),
    output: view,
    status: 202,
    handler: (ctx, { id: importId, ...input }) => commitImport(ctx, { importId, ...input }),
  }),
];
