import type { Page } from "@playwright/test";
import { expect, test } from "@/e2e/fixtures";
import type { Person } from "@/e2e/person";

// What a browser says about a request that a test cut off.
test.use({ tolerated: /ERR_INTERNET_DISCONNECTED/ });

const field = (page: Page) => page.getByRole("textbox", { name: "Part 1 of 1" });
const saved = (page: Page) => page.getByRole("status").filter({ hasText: /^Saved$/ });

/** Types at the end of the text, as a person does. */
async function add(page: Page, words: string): Promise<void> {
  await field(page).focus();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type(words);
}

/** Two tabs wrote in the same draft: the first is saved, the second's save was on its way and comes too late. */
async function clash(first: Page, person: Person): Promise<{ second: Page; postId: string; before: string }> {
  const postId = (await person.write(["hub"])).postOf("hub");
  const second = await first.context().newPage();
  const address = `/${person.slug}/posts/${postId}`;
  await Promise.all([first.goto(address), second.goto(address)]);
  const before = await field(first).inputValue();

  // A slow connection: the second tab's save is held until the first's is through.
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await second.route(/posts\.saveRendition/, async (route) => {
    await gate;
    await route.continue();
  });
  const sent = second.waitForRequest(/posts\.saveRendition/);
  await add(second, " From the second tab.");
  await sent;
  await add(first, " From the first tab.");
  await expect.poll(async () => (await person.post(postId)).parts[0]?.text).toContain("From the first tab.");
  letGo();

  const dialog = second.getByRole("dialog", { name: "This text was changed elsewhere, too" });
  await expect(dialog.getByRole("region", { name: "Yours", exact: true })).toContainText("From the second tab.");
  await expect(dialog.getByRole("region", { name: "Theirs, already saved" })).toContainText("From the first tab.");
  return { second, postId, before };
}

test("the second of two tabs keeps its text; the first's stays in the history", async ({ page, person }) => {
  const { second, postId, before } = await clash(page, person);
  await second.getByRole("button", { name: "Keep mine" }).click();
  await expect(saved(second)).toBeVisible();
  expect((await person.post(postId)).parts[0]?.text).toBe(`${before} From the second tab.`);
  // The first tab hears of it.
  await expect(field(page)).toHaveValue(`${before} From the second tab.`);

  await second.getByRole("button", { name: "Version history" }).click();
  const history = second.getByRole("dialog", { name: "Version history" });
  await history.getByRole("button", { name: /^Edited by Ada Byron/ }).click();
  await expect(history.getByText("From the first tab.")).toBeVisible();
  await history.getByRole("button", { name: "Bring this back" }).click();
  await expect(field(second)).toHaveValue(`${before} From the first tab.`);
});

test("the second of two tabs takes the first's text; its own is one undo away", async ({ page, person }) => {
  const { second, postId, before } = await clash(page, person);
  await second.getByRole("button", { name: "Use theirs" }).click();
  await expect(field(second)).toHaveValue(`${before} From the first tab.`);
  await second.getByRole("button", { name: "Undo" }).click();
  await expect(field(second)).toHaveValue(`${before} From the second tab.`);
  await expect.poll(async () => (await person.post(postId)).parts[0]?.text).toBe(`${before} From the second tab.`);
});

test("words typed without a connection outlive a reload and are saved when it is back", async ({ page, person }) => {
  const postId = (await person.write(["hub"])).postOf("hub");
  await page.goto(`/${person.slug}/posts/${postId}`);
  await page.route(/posts\.saveRendition/, (route) => route.abort("internetdisconnected"));
  await add(page, " Written in a tunnel.");
  await expect(page.getByRole("status").filter({ hasText: "Not saved, trying again" })).toBeVisible();
  await page.unroute(/posts\.saveRendition/);
  await page.reload();
  await expect(field(page)).toHaveValue(/ Written in a tunnel\.$/);
  await expect.poll(async () => (await person.post(postId)).parts[0]?.text).toContain("Written in a tunnel.");
});
