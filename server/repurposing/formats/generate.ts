import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = import.meta.dirname;
const REGISTRY = join(FOLDER, "all.ts");

/** The text of all.ts for the files of this folder: each that declares a Format is one, by its file's name. */
export function registryText(): string {
  const found = readdirSync(FOLDER)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .flatMap((file) => {
      const [, name] = /^export const (\w+): Format = /mu.exec(readFileSync(join(FOLDER, file), "utf8")) ?? [];
      return name === undefined ? [] : [{ id: file.slice(0, -".ts".length), name }];
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const imports = [
    ...found.map(({ id, name }) => `import { ${name} } from "./${id}";`),
    'import type { Format } from "./format";',
  ];
  return `// Generated from the files of this folder by \`npm run formats\`. Do not edit.
${imports.toSorted((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1)).join("\n")}

/** Every format by its id. */
export const FORMAT_FILES = {
${found.map(({ id, name }) => `  ${id === name ? name : `${id.includes("-") ? `"${id}"` : id}: ${name}`},`).join("\n")}
} as const satisfies Readonly<Record<string, Format>>;
`;
}

const pathOf = (line: string): string => /"(.*)"/u.exec(line)?.[1] ?? "";

if (process.argv[1] === import.meta.filename) writeFileSync(REGISTRY, registryText());
