import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const SYSTEM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

const installed = (): string | undefined =>
  [...SYSTEM, chromium.executablePath()].find((path) => path && existsSync(path));

/** The Chromium to test in: the system's, else Playwright's own, else it is installed. Throws when none can be had. */
export function findBrowser(): string {
  const found = installed();
  if (found) return found;
  const attempts: [string, string[]][] = [
    ["node_modules/.bin/playwright", ["install", "chromium"]],
    ["apt-get", ["update"]],
    ["apt-get", ["install", "-y", "--no-install-recommends", "chromium"]],
  ];
  for (const [command, args] of attempts) {
    try {
      execFileSync(command, args, { stdio: "inherit", timeout: 300_000 });
    } catch {
      console.error(`${command} ${args.join(" ")} did not work; trying the next way`);
    }
    const now = installed();
    if (now) return now;
  }
  throw new Error("No Chromium found, and none could be installed. Install the package `chromium` and run again.");
}
