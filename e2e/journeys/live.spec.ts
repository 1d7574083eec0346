import type { Page } from "@playwright/test";
import { type RunningApp, startApp } from "@/e2e/app";
import { expect, test } from "@/e2e/fixtures";
import { ARTICLE, ARTICLE_TITLE, signUp } from "@/e2e/person";
import { gate, SENTENCES, startScriptedModel } from "@/e2e/scripted-model";
import type { ModelServer } from "@/server/testing/model-servers/model-server";

let app: RunningApp;
let model: ModelServer;

test.beforeAll(async () => {
  const { server, settings } = await startScriptedModel();
  model = server;
  app = await startApp(settings);
});
test.afterAll(async () => {
  await app.stop();
  await model.close();
});

const [first = "", , , fourth = "", fifth = "", , , last = ""] = SENTENCES;
const PIECE = 12;
/** The piece of the Hub draft's JSON that ends a few words into a sentence. */
const pieceOf = (sentence: string) =>
  Math.ceil(
    (`{"title":"Nine meetings became one page","parts":[{"sentences":[`.length +
      SENTENCES.slice(0, SENTENCES.indexOf(sentence)).reduce((sum, text) => sum + text.length + 45, 0) +
      20) /
      PIECE,
  );

/** Brings the article and asks for the Hub alone. */
async function startWriting(page: Page): Promise<void> {
  const { slug } = await signUp(app, page.context());
  await page.goto(`${app.url}/${slug}`);
  await expect(page.getByText("Written by Scripted")).toBeVisible();
  await page.getByRole("textbox", { name: "Your piece" }).fill(ARTICLE);
  const formats = page.getByRole("group", { name: "What to write" });
  for (const name of ["X thread", "LinkedIn post", "Instagram caption", "Facebook post"])
    await formats.getByText(name).click();
  await page.getByRole("button", { name: "Write posts" }).click();
  await expect(page.getByRole("heading", { level: 1, name: ARTICLE_TITLE })).toBeVisible();
}

const lastRequest = () => model.journal.at(-1)?.outcome;

test("the first words are on screen while the last are not yet written, and a reload misses nothing", async ({
  page,
}) => {
  const [afterSome, beforeTheEnd] = [gate(), gate()];
  model.script(
    {},
    {
      pace: (index) => {
        if (index <= pieceOf(first) + 4) return Promise.resolve();
        return index <= pieceOf(fifth) ? afterSome.opened : beforeTheEnd.opened;
      },
    },
  );
  await startWriting(page);
  await expect(page.getByText(first.slice(0, 20))).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(fourth)).toBeHidden();
  expect(lastRequest(), "the model is still writing").toBe("open");

  await page.reload();
  await expect(page.getByText(first.slice(0, 20))).toBeVisible();
  afterSome.open();
  await expect(page.getByText(fourth)).toBeVisible();
  await expect(page.getByText(last)).toBeHidden();
  expect(lastRequest(), "the model is still writing").toBe("open");

  beforeTheEnd.open();
  await expect(page.getByRole("status").filter({ hasText: "Your draft is ready" })).toBeVisible({ timeout: 30_000 });
  for (const sentence of SENTENCES.slice(1))
    await expect(page.getByRole("paragraph").filter({ hasText: sentence })).toHaveCount(1);
});

test("what happens while a screen is on its way to the browser is on it", async ({ page }) => {
  const held = gate();
  model.script({ hold: held.opened });
  // The job's screen leaves the server while the outline is missing, and arrives when everything is written.
  await page.route(/\/jobs\/[^?]+\?.*_rsc=/, async (route) => {
    const response = await route.fetch();
    held.open();
    await expect.poll(() => model.journal.at(-1)?.outcome === "answered" && model.journal.length).toBe(asked + 2);
    await route.fulfill({ response });
  });
  const asked = model.journal.length;
  await startWriting(page);
  await expect(page.getByRole("status").filter({ hasText: "Your draft is ready" })).toBeVisible({ timeout: 30_000 });
});

test("writing can be stopped midway, and the model is told to stop", async ({ page }) => {
  model.script({}, { pace: (index) => (index <= pieceOf(first) + 4 ? Promise.resolve() : new Promise(() => {})) });
  await startWriting(page);
  await expect(page.getByText(first.slice(0, 20))).toBeVisible({ timeout: 30_000 });
  await page.getByRole("button", { name: "Stop writing" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Stopped" })).toBeVisible();
  await expect.poll(lastRequest, { timeout: 15_000 }).toBe("client_gone");
  await expect(page.getByRole("link", { name: /^Open draft/ })).toHaveCount(0);
});

test("a second tab and a second browser see the same words grow", async ({ page, browser }) => {
  const [afterSome, beforeTheEnd] = [gate(), gate()];
  model.script(
    {},
    {
      pace: (index) => {
        if (index <= pieceOf(first) + 4) return Promise.resolve();
        return index <= pieceOf(fifth) ? afterSome.opened : beforeTheEnd.opened;
      },
    },
  );
  await startWriting(page);
  await expect(page.getByText(first.slice(0, 20))).toBeVisible({ timeout: 30_000 });
  const tab = await page.context().newPage();
  const elsewhere = await browser.newContext({ storageState: await page.context().storageState() });
  const other = await elsewhere.newPage();
  await Promise.all([tab.goto(page.url()), other.goto(page.url())]);
  for (const one of [tab, other]) await expect(one.getByText(first.slice(0, 20))).toBeVisible();
  afterSome.open();
  for (const one of [page, tab, other]) await expect(one.getByText(fourth)).toBeVisible();
  // The tab that listens for both goes; the one that is left goes on by itself.
  await page.close();
  beforeTheEnd.open();
  for (const one of [tab, other])
    await expect(one.getByRole("status").filter({ hasText: "Your draft is ready" })).toBeVisible({ timeout: 30_000 });
  await elsewhere.close();
});
