import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, rmSync } from "node:fs";

// Before the first release the history is one pair of migrations: the tables as drizzle-kit writes them, then guards.sql.
rmSync("db/migrations", { recursive: true, force: true });
for (const args of [
  ["--name", "schema"],
  ["--custom", "--name", "guards"],
])
  execFileSync("node_modules/.bin/drizzle-kit", ["generate", ...args], { stdio: "inherit" });
const guards = readdirSync("db/migrations").find((f) => f.endsWith("_guards.sql"));
// drizzle-kit exits 0 without a file when it wants to ask a question and has no terminal.
if (!guards || !existsSync("db/migrations/0000_schema.sql")) throw new Error("drizzle-kit wrote no migration");
copyFileSync("db/guards.sql", `db/migrations/${guards}`);
