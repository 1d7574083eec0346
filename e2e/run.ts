import { spawn } from "node:child_process";
import { findBrowser } from "@/e2e/browser";
import { buildWhenStale } from "@/local/build";

// `npm run test:e2e`: a browser, a current build, then Playwright. Arguments are handed on.

const browser = findBrowser();
await buildWhenStale((line) => console.log(line));
const child = spawn(
  "node_modules/.bin/playwright",
  ["test", "--config=e2e/playwright.config.ts", ...process.argv.slice(2)],
  { stdio: "inherit", env: { ...process.env, CHROMIUM_PATH: browser } },
);
child.once("exit", (code) => {
  process.exitCode = code ?? 1;
});
