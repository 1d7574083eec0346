import { existsSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

// Node runs TypeScript by itself; this teaches it the repository's imports: "@/…" from the root, and no extensions.

const root = pathToFileURL(`${import.meta.dirname}/../`);

registerHooks({
  resolve: (specifier, context, next) => {
    const ours = specifier.startsWith("@/") || specifier.startsWith("./");
    if (!ours || context.parentURL?.includes("/node_modules/")) return next(specifier, context);
    const url = specifier.startsWith("@/") ? new URL(specifier.slice(2), root) : new URL(specifier, context.parentURL);
    const source = new URL(`${url.href}.ts`);
    return next(existsSync(fileURLToPath(source)) ? source.href : url.href, context);
  },
});
