import { writeFileSync } from "node:fs";
import { test as base, expect, type Page } from "@playwright/test";
import { type RunningApp, startApp } from "@/e2e/app";
import { type Person, signUp } from "@/e2e/person";
import { type Site, startSite } from "@/e2e/site";
import { type BlueskyDouble, startBlueskyDouble } from "@/server/testing/networks/bluesky-double";

/** One Reprise for all journeys of a worker, with the demo, and the outside world it may reach. */
export type World = { app: RunningApp; site: Site; bluesky: BlueskyDouble };
type Fixtures = { person: Person; tolerated: RegExp; complaints: string[] };

/** The second one is there to be taken down. */
const ACCOUNTS = ["alice", "mallory"].map((name) => ({
  handle: `${name}.test`,
  did: `did:plc:${name.padEnd(24, "2")}`,
  password: "abcd-efgh-ijkl-mnop",
}));

/** What a browser says about every answer that is no success; journeys that provoke one check it themselves. */
const EXPECTED = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** Hears what goes wrong in a page without being seen: console errors, exceptions, and refusals of the CSP. */
function listen(page: Page, complain: (what: string) => void): void {
  page.on("console", (message) => {
    if (message.type() === "error" && !EXPECTED.test(message.text()))
      complain(`${message.text()} (${page.url()}, ${message.location().url})`);
  });
  page.on("pageerror", (error) => complain(`${error.stack ?? error.message} (${page.url()})`));
}

export const test = base.extend<Fixtures, { world: World }>({
  world: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern.
    async ({}, use) => {
      const [site, bluesky] = await Promise.all([startSite(), startBlueskyDouble({ accounts: ACCOUNTS })]);
      const allowed = [site.host, new URL(bluesky.url).host].join(",");
      const app = await startApp({ DEMO: "1", FETCH_ALLOW: allowed });
      await use({ app, site, bluesky });
      await Promise.all([app.stop(), site.close(), bluesky.stop()]);
    },
    { scope: "worker", timeout: 180_000 },
  ],
  baseURL: async ({ world }, use) => use(world.app.url),
  /** Somebody new, signed in in this test's browser. */
  person: async ({ world, context }, use) => use(await signUp(world.app, context)),
  /** What a browser may say in journeys that take its server away. */
  tolerated: [/(?!)/, { option: true }],
  /** Every journey ends without a complaint of its browser. */
  complaints: [
    async ({ context, world, tolerated }, use, testInfo) => {
      const complaints: string[] = [];
      const complain = (what: string) => tolerated.test(what) || complaints.push(what);
      context.on("page", (page) => listen(page, complain));
      await use(complaints);
      if (testInfo.status !== testInfo.expectedStatus)
        writeFileSync(testInfo.outputPath("app.log"), world.app.output());
      expect(complaints, "what the browser complained about").toEqual([]);
    },
    { auto: true },
  ],
});
export { expect };
