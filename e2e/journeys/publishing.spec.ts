import type { Page } from "@playwright/test";
import { readFeed } from "@/e2e/feed";
import { expect, test } from "@/e2e/fixtures";
import { type Person, SOON } from "@/e2e/person";

/** Takes back what a toast says was done. */
const undo = (page: Page, said: RegExp) =>
  page.getByRole("alert").filter({ hasText: said }).getByRole("button", { name: "Undo" }).click();
const deliveriesOf = (page: Page) => page.getByRole("list", { name: "Deliveries" });

/** A post in one text, ready to go out. */
async function newPost(
  page: Page,
  { slug }: Person,
  post: { network: "hub" | "bluesky"; title: string },
): Promise<string> {
  const { network, title } = post;
  const parts = [{ text: `${title}, in so many words.`, media: [] }];
  // The REST API makes posts from pieces only; the screen makes them empty.
  const made = await page.request.post(`/api/trpc/${slug}/posts.create`, {
    data: { json: { title, renditions: [{ network, title: network === "hub" ? title : null, parts }] } },
  });
  expect(made.status(), await made.text()).toBe(200);
  const { result } = (await made.json()) as { result: { data: { json: { id: string } } } };
  return result.data.json.id;
}

test("a queue gets its times, and posts take them", async ({ page, person }) => {
  await page.goto(`/${person.slug}/queue`);
  await page.getByRole("button", { name: "Set its times" }).click();
  await page.getByRole("button", { name: /^Working days at/ }).click();
  await expect(page.getByText("15 times a week")).toBeVisible();

  await test.step("a time is moved and taken away with the keyboard, and comes back", async () => {
    const monday = page.getByRole("region", { name: "Monday" });
    await monday.getByRole("button", { name: "Monday, 09:00, change" }).press("Enter");
    await page.getByRole("textbox", { name: "Time", exact: true }).fill("08:15");
    await page.keyboard.press("Enter");
    await expect(monday.getByRole("button", { name: "Monday, 08:15, change" })).toBeVisible();
    await monday.getByRole("button", { name: "Monday, 08:15, change" }).press("Enter");
    await page.getByRole("button", { name: "Remove" }).click();
    await expect(page.getByText("14 times a week")).toBeVisible();
    await undo(page, /is removed/);
    await expect(page.getByText("15 times a week")).toBeVisible();
  });

  const postId = await newPost(page, person, { network: "hub", title: "The market opens" });
  await test.step("scheduling offers the next free time first", async () => {
    await page.goto(`/${person.slug}/posts/${postId}`);
    await page.getByRole("button", { name: "Schedule", exact: true }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Next free time/ })
      .click();
    await expect(deliveriesOf(page).getByText("Scheduled")).toBeVisible();
  });

  await test.step("it stands in the queue and moves to another free time, and back", async () => {
    const time = () => page.getByRole("listitem").filter({ hasText: "The market opens" }).getByRole("time");
    await page.goto(`/${person.slug}/queue`);
    const before = (await time().getAttribute("datetime")) ?? "";
    await page.getByRole("button", { name: "Move or remove “The market opens”" }).click();
    await page.getByRole("menuitem").nth(2).click();
    await expect(time()).not.toHaveAttribute("datetime", before);
    await undo(page, /Moved to/);
    await expect(time()).toHaveAttribute("datetime", before);
  });

  await test.step("quiet days keep the queue away", async () => {
    const free = page.getByRole("button", { name: /^Choose a post for/ });
    await expect(free.first()).toBeVisible();
    const earliest = (await free.first().getAttribute("aria-label")) ?? "";
    await page.getByRole("tab", { name: "Quiet days" }).click();
    await page.getByRole("button", { name: "Add quiet days" }).click();
    const dialog = page.getByRole("dialog", { name: "Add quiet days" });
    await dialog.getByRole("button", { name: /First and last day/ }).click();
    const month = page.getByRole("table").last();
    await month.getByRole("button", { disabled: false }).first().click();
    await month.getByRole("button", { disabled: false }).last().click();
    await dialog.getByRole("textbox", { name: "Why" }).fill("Inventory");
    await dialog.getByRole("button", { name: "Add quiet days" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("Inventory · every channel")).toBeVisible();
    await page.getByRole("tab", { name: "What comes next" }).click();
    await expect(free.first()).toBeVisible();
    await expect(free.first()).not.toHaveAttribute("aria-label", earliest);
  });
});

test("a table of posts is checked, mended in place and imported", async ({ page, person }) => {
  const table = [
    "title,text,channels,date,time",
    "One,Good as it is.,Hub,2031-01-15,09:30",
    "Two,,Hub,2031-01-16,09:30",
    "Three,Where to?,Nowhere,2031-01-17,09:30",
  ].join("\n");
  await page.goto(`/${person.slug}/queue`);
  await page.getByRole("button", { name: "Import a CSV file" }).click();
  const dialog = page.getByRole("dialog", { name: "Import posts from a CSV file" });
  await dialog.getByRole("textbox", { name: "Table" }).fill(table);
  await dialog.getByRole("button", { name: "Check it" }).click();
  await expect(dialog.getByText("1 row is ready, 2 need mending.")).toBeVisible();
  await dialog.getByRole("button", { name: "Mend row 3" }).click();
  await dialog.getByRole("textbox", { name: "text" }).fill("Now it says something.");
  await dialog.getByRole("button", { name: "Check again" }).click();
  await expect(dialog.getByText("2 rows are ready, 1 needs mending.")).toBeVisible();
  await dialog.getByRole("button", { name: "Import 2 rows, leave out 1" }).click();
  await expect(dialog.getByText("2 posts are made and planned.")).toBeVisible(SOON);
  await dialog.getByRole("link", { name: "See the posts" }).click();
  const posts = page.getByRole("list", { name: "Posts", exact: true });
  await expect(posts.getByRole("link", { name: "One" })).toBeVisible();
  await expect(posts.getByRole("link", { name: "Two" })).toBeVisible();
  await expect(posts.getByRole("link", { name: "Three" })).toHaveCount(0);
});

test("posts chosen from the list are planned together, all or none", async ({ page, person }) => {
  for (const title of ["Spring", "Summer"]) await newPost(page, person, { network: "hub", title });
  await page.goto(`/${person.slug}/posts`);
  for (const title of ["Spring", "Summer"]) await page.getByRole("checkbox", { name: `Choose “${title}”` }).check();
  await page.getByRole("region", { name: "Chosen posts" }).getByRole("button", { name: "Schedule" }).click();
  const dialog = page.getByRole("dialog", { name: "Schedule 2 posts" });
  await dialog.getByRole("combobox", { name: "Channels" }).click();
  await page.getByRole("option", { name: /Hub/ }).click();
  await page.keyboard.press("Escape");
  await dialog.getByRole("radio", { name: /^One after the other/ }).check();
  const planned = dialog.getByRole("list", { name: "What would be planned" });
  await expect(planned.getByRole("listitem")).toHaveCount(2);
  await dialog.getByRole("button", { name: "Schedule 2" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("2 planned.")).toBeVisible();
  await expect(page.getByRole("list", { name: "Posts", exact: true }).getByText("Scheduled")).toHaveCount(2);
});

test("a paused channel keeps its posts; resumed, they go out, and the log says what happened", async ({
  page,
  person,
}) => {
  const postId = await newPost(page, person, { network: "hub", title: "Held back" });
  await page.goto(`/${person.slug}/channels`);
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await expect(page.getByText("Paused", { exact: true })).toBeVisible();
  const at = new Date(Date.now() + 2_000).toISOString();
  const planned = await person.rest<{ deliveries: { id: string }[] }>("POST", `/posts/${postId}/schedule`, {
    at,
    channelIds: [await person.channel("hub")],
  });
  expect(planned.status).toBe(201);
  const overdue = async () => {
    await page.getByRole("button", { name: "Resume", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: /^Resume/ });
    const missed = await dialog.getByText(/should have gone out|Nothing was missed/).textContent();
    await dialog.getByRole("button", { name: "Close" }).click();
    await expect(dialog).toBeHidden();
    return missed;
  };
  await expect.poll(overdue, SOON).toContain("1 post should have gone out");
  expect(await readFeed(person.hub)).toEqual([]);

  await page.getByRole("button", { name: "Resume", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^Resume/ });
  await dialog.getByRole("radio", { name: /^They go out now/ }).check();
  await dialog.getByRole("button", { name: "Resume" }).click();
  await expect(dialog).toBeHidden();

  await page.goto(`/${person.slug}/posts/${postId}`);
  await expect(deliveriesOf(page).getByText("Published")).toBeVisible(SOON);
  await page.getByRole("button", { name: "What happened?" }).click();
  const log = page.getByRole("list", { name: "What happened" });
  await expect(log.getByText("Sent · accepted")).toBeVisible();
  await page.getByRole("switch", { name: "To the millisecond" }).press("Space");
  await expect(log.getByRole("time").first()).toHaveText(/^\d\d:\d\d:\d\d\.\d{3}$/);
  expect(await readFeed(person.hub)).toHaveLength(1);
});

test("what a network refuses waits for an answer, which can be taken back", async ({ page, person, world }) => {
  const account = world.bluesky.accounts[1];
  if (!account) throw new Error("The double has no second account.");
  await page.goto(`/${person.slug}/channels`);
  await page.getByRole("button", { name: "Connect Bluesky" }).click();
  const dialog = page.getByRole("dialog", { name: "Connect Bluesky" });
  await dialog.getByRole("textbox", { name: "Handle" }).fill(account.handle);
  await dialog.getByLabel("App password").fill(account.password);
  await dialog.getByRole("button", { name: "I run a server of my own" }).click();
  await dialog.getByRole("textbox", { name: "Server address" }).fill(world.bluesky.url);
  await dialog.getByRole("button", { name: "Connect" }).click();
  await expect(dialog).toBeHidden();
  world.bluesky.takeDown(account.did);
  const postId = await newPost(page, person, { network: "bluesky", title: "Into the void" });
  const sent = await person.rest("POST", `/posts/${postId}/publish`, {
    channelIds: [await person.channel("bluesky")],
  });
  expect(sent.status, JSON.stringify(sent.body)).toBe(201);

  const place = page.getByRole("navigation", { name: "Studio" }).getByRole("link", { name: /^Needs you/ });
  await expect(place).toHaveText(/1/, SOON);
  await place.click();
  const title = page.getByRole("link", { name: "Into the void" });
  await expect(title).toBeVisible();
  await title.focus();
  await page.keyboard.press("x");
  await expect(page.getByText("Nothing waits for you")).toBeVisible();
  await undo(page, /Left/);
  await expect(title).toBeVisible();

  await page.getByRole("button", { name: "Leave it" }).click();
  await expect(page.getByText("Nothing waits for you")).toBeVisible();
  type Planned = { deliveries: { state: string }[] };
  const states = async () =>
    (await person.rest<Planned>("GET", `/posts/${postId}`)).body.deliveries.map(({ state }) => state);
  await expect.poll(states, SOON).toEqual(["cancelled"]);
  await expect(place).not.toHaveText(/1/);
});
