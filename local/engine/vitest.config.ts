import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// The engine's tests bring their own Postgres, app and engine, so they run as a project of their own.
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL("../..", import.meta.url)) } },
  test: {
    name: "engine",
    root: fileURLToPath(new URL(".", import.meta.url)),
    include: ["**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    maxConcurrency: 50,
  },
});
