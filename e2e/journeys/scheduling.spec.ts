import type { Page } from "@playwright/test";
import { readFeed } from "@/e2e/feed";
import { expect, test } from "@/e2e/fixtures";
import { ARTICLE_TITLE } from "@/e2e/person";

const deliveriesOf = (page: Page) => page.getByRole("list", { name: "Deliveries" });

async function planForLater(page: Page): Promise<Date> {
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "In 1 hour" }).click();
  await expect(deliveriesOf(page).getByText("Scheduled")).toBeVisible();
  // The newest is on top.
  return new Date((await deliveriesOf(page).getByRole("time").first().getAttribute("datetime")) ?? "");
}

test("what is planned can be called off, and the draft stays", async ({ page, person }) => {
  const job = await person.write(["hub"]);
  await page.goto(`/${person.slug}/posts/${job.postOf("hub")}`);
  await planForLater(page);
  await deliveriesOf(page).getByRole("button", { name: "Cancel" }).click();
  await expect(deliveriesOf(page).getByText("Cancelled")).toBeVisible();
  await expect(deliveriesOf(page).getByRole("button", { name: "Reschedule" })).toBeHidden();
  await expect(page.getByRole("textbox", { name: "Part 1 of 1" })).toBeEditable();
  expect(await readFeed(person.hub)).toEqual([]);
  // And planned once more.
  await planForLater(page);
});

test("what is planned can be moved, from the post and from the calendar", async ({ page, person }) => {
  const job = await person.write(["hub"]);
  await page.goto(`/${person.slug}/posts/${job.postOf("hub")}`);
  const before = await planForLater(page);
  await deliveriesOf(page).getByRole("button", { name: "Reschedule" }).click();
  const dialog = page.getByRole("dialog", { name: ARTICLE_TITLE });
  // The same wall time an ocean away.
  await dialog.getByRole("combobox", { name: "Time zone" }).fill("America/New_York");
  await page.getByRole("option", { name: "America/New_York" }).click();
  await dialog.getByRole("button", { name: "Move" }).click();
  await expect(dialog).toBeHidden();
  const time = deliveriesOf(page).getByRole("time");
  await expect(time).not.toHaveAttribute("datetime", before.toISOString());
  const moved = new Date((await time.getAttribute("datetime")) ?? "");
  expect(Math.round((moved.getTime() - before.getTime()) / 3_600_000)).toBe(6);

  await page.getByRole("link", { name: "Calendar", exact: true }).click();
  await page.getByRole("button", { name: /Hub ·/ }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel post" }).click();
  await expect(page.getByText("Cancelled. The draft is still there.")).toBeVisible();
});

test("a blank page is written and published at once", async ({ page, person }) => {
  await page.goto(`/${person.slug}/posts`);
  await page.getByRole("button", { name: "New post" }).click();
  await page.getByRole("menuitem", { name: "Hub" }).click();
  await page.getByRole("textbox", { name: "Title", exact: true }).fill("We are moving");
  await page.getByRole("textbox", { name: "Part 1 of 1" }).focus();
  await page.keyboard.type("From Monday you find us across the street.");
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Publish now" }).click();
  await expect(deliveriesOf(page).getByText("Published")).toBeVisible();
  const [item, ...more] = await readFeed(person.hub);
  expect(more).toEqual([]);
  expect(item).toMatchObject({ title: "We are moving" });
  expect(item?.content_html).toContain("across the street");
});

test("a text that may not go out says why, and is not sent", async ({ page, person }) => {
  const job = await person.write(["hub"]);
  await page.goto(`/${person.slug}/posts/${job.postOf("hub")}`);
  await page.getByRole("textbox", { name: "Part 1 of 1" }).focus();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type(" It saved us 9,412 euros.");
  const sign = page.getByRole("button", { name: "I’ll answer for this sentence" });
  await expect(sign).toBeVisible();
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Mend this first")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Publish now" })).toBeDisabled();
  await dialog.getByRole("button", { name: "Close" }).click();

  // A person takes it upon themselves; then it may.
  await sign.click();
  await page.getByRole("dialog").getByRole("button", { name: "I answer for it" }).click();
  await expect(sign).toBeHidden();
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish now" }).click();
  await expect(deliveriesOf(page).getByText("Published")).toBeVisible();
  expect((await readFeed(person.hub))[0]?.content_html).toContain("9,412 euros");
});
