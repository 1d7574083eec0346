import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";

const importing = (from: string) => `import { thing } from "${from}";\n\nexport const used = thing;\n`;

const FORBIDDEN: [room: string, path: string, from: string][] = [
  ["a screen holds no SQL", "app/planted.tsx", "@/db/client"],
  ["a screen holds no SQL", "app/planted.tsx", "drizzle-orm"],
  ["a screen does not reach a network's adapter", "app/planted.tsx", "@/server/networks/bluesky"],
  ["only the Inngest mount sees durable functions", "app/api/v1/planted.ts", "@/inngest/functions/all"],
  ["nothing of the product imports what stands in locally", "app/planted.tsx", "@/local/postgres"],
  ["a component runs input.ts and rules only", "components/planted.tsx", "@/server/posts/get-post"],
  ["components/ui has no domain words", "components/ui/planted.tsx", "@/server/posts/input"],
  ["nothing imports app", "components/planted.tsx", "@/app/access"],
  ["nothing imports app", "server/posts/planted.ts", "@/app/access"],
  ["a domain does not know its transport", "server/posts/planted.ts", "@/server/trpc/trpc"],
  ["a domain does not know its transport", "server/posts/planted.ts", "@/server/rest/route"],
  ["a domain does not know tRPC", "server/posts/planted.ts", "@trpc/server"],
  ["a domain does not know Next", "server/posts/planted.ts", "next/headers"],
  ["a domain does not know React", "server/posts/planted.ts", "react"],
  ["a domain knows event types, not functions", "server/posts/planted.ts", "@/inngest/functions/all"],
  ["what the browser runs has no Node in it", "server/posts/input.ts", "node:crypto"],
  ["what the browser runs reaches no query", "server/hub/input.ts", "@/server/posts/get-post"],
  ["a network does not know the database", "server/networks/planted.ts", "@/db/client"],
  ["a network does not know a domain", "server/networks/planted.ts", "@/server/posts/get-post"],
  ["a model does not know the database", "server/ai/planted.ts", "@/db/client"],
  ["a transport holds no SQL", "server/trpc/routers/planted.ts", "@/db/client"],
  ["a transport calls domains, not networks", "server/rest/planted.ts", "@/server/networks/bluesky"],
  ["the database knows no domain", "db/planted.ts", "@/server/posts/get-post"],
  ["a durable function calls domains", "inngest/functions/planted.ts", "@/db/client"],
  ["a durable function calls domains", "inngest/functions/planted.ts", "@/server/networks/bluesky"],
  ["event types are a leaf", "inngest/client.ts", "@/server/posts/get-post"],
  ["what stands in locally knows no domain", "local/planted.ts", "@/server/posts/get-post"],
  ["rooms are named, not climbed to", "server/posts/planted.ts", "../channels/queries"],
];

const ALLOWED: [path: string, from: string][] = [
  ["app/planted.tsx", "@/server/posts/get-post"],
  ["app/api/inngest/route.ts", "@/inngest/functions/all"],
  ["components/planted.tsx", "@/server/networks/rules"],
  ["server/trpc/routers/planted.ts", "@/server/posts/get-post"],
  ["server/posts/planted.ts", "@/server/publishing/repin-deliveries"],
  ["local/seed.ts", "@/server/posts/create-post"],
];

const RULES: [rule: string, source: string][] = [
  ["noProcessEnv", 'export const port = process.env["PORT"];\n'],
  ["noNonNullAssertion", "export const first = (list: string[]) => list[0]!;\n"],
  ["noExplicitAny", "export const loose = (value: any) => value;\n"],
  ["noDefaultExport", "export default 1;\n"],
  ["noBarrelFile", 'export * from "./get-post";\n'],
];

// One house with every violation in it, linted once; a planted file keeps its name where the name is the rule.
const house = mkdtempSync(join(tmpdir(), "reprise-structure-"));
afterAll(() => rmSync(house, { recursive: true, force: true }));
let planted = 0;
function plant(path: string, source: string): string {
  planted += 1;
  const place = /(input|client|seed|route)\.ts$/.test(path) ? path : path.replace("planted", `planted-${planted}`);
  mkdirSync(dirname(join(house, place)), { recursive: true });
  writeFileSync(join(house, place), source);
  return place;
}
cpSync("biome.json", join(house, "biome.json"));
const forbidden = FORBIDDEN.map(([rule, path, from]) => [rule, plant(path, importing(from)), from] as const);
const allowed = ALLOWED.map(([path, from]) => [plant(path, importing(from)), from] as const);
const broken = RULES.map(([rule, source]) => [rule, plant("server/posts/planted.ts", source)] as const);

/** Every complaint of the linter as "file: rule". */
function complaints(): string[] {
  const run = spawnSync(
    resolve("node_modules/.bin/biome"),
    ["lint", "--vcs-enabled=false", "--reporter=json", "--max-diagnostics=none", "."],
    { cwd: house, encoding: "utf8" },
  );
  const report = JSON.parse(run.stdout) as { diagnostics: { category: string; location: { path: string } }[] };
  return report.diagnostics.map(({ category, location }) => `${location.path}: ${category.split("/").at(-1)}`);
}
const said = complaints();

test.each(forbidden)("%s: %s may not import %s", (_rule, path) => {
  expect(said).toContain(`${path}: noRestrictedImports`);
});

test.each(allowed)("%s may import %s", (path) => {
  expect(said).not.toContain(`${path}: noRestrictedImports`);
});

test.each(broken)("%s holds in a domain", (rule, path) => {
  expect(said).toContain(`${path}: ${rule}`);
});
