import { z } from "zod";
import { checkImport } from "@/server/scheduling/check-import";
import { commitImport } from "@/server/scheduling/commit-import";
import { getImport, listImportRows, listImports } from "@/server/scheduling/imports";
import {
  checkImportInput,
  commitImportInput,
  importIdInput,
  importList,
  importOutput,
  importRows,
  importTemplate,
  listImportRowsInput,
  listImportsInput,
} from "@/server/scheduling/input";
import { csvTemplate } from "@/server/scheduling/read-csv";
import { memberProcedure, router } from "@/server/trpc/trpc";

const change = memberProcedure("posts.schedule");
const read = memberProcedure("workspace.read");

/** Posts from a CSV file. */
export const importsRouter = router({
  template: read
    .input(z.void())
    .output(importTemplate)
    .query(() => ({ fileName: "reprise-import.csv", csv: csvTemplate() })),
  check: change
    .input(checkImportInput)
    .output(importOutput)
    .mutation(({ ctx, input }) => checkImport(ctx, input)),
  commit: change
    .input(commitImportInput)
    .output(importOutput)
    .mutation(({ ctx, input }) => commitImport(ctx, input)),
  get: read
    .input(importIdInput)
    .output(importOutput)
    .query(({ ctx, input }) => getImport(ctx, input)),
  rows: read
    .input(listImportRowsInput)
    .output(importRows)
    .query(({ ctx, input }) => listImportRows(ctx, input)),
  list: read
    .input(listImportsInput)
    .output(importList)
    .query(({ ctx, input }) => listImports(ctx, input)),
});
