import { randomUUID } from "node:crypto";
import { expectOnTheSecond, readFeed, watchFeed } from "@/e2e/feed";
import { expect, test } from "@/e2e/fixtures";
import { ARTICLE, ARTICLE_TITLE, type RestPost } from "@/e2e/person";

const FORMATS = ["X thread", "LinkedIn post", "Instagram caption", "Facebook post", "Hub post"];
const ADDED = "Tell us how you do it.";

test("a stranger signs up, brings an article, and has it out on the second", async ({ page }) => {
  test.setTimeout(240_000);
  const email = `${randomUUID()}@example.com`;

  await test.step("sign up", async () => {
    await page.goto("/");
    await page.getByRole("link", { name: "Create an account" }).click();
    await page.getByRole("textbox", { name: "Your name" }).fill("Nora Vale");
    await page.getByRole("textbox", { name: "Email" }).fill(email);
    await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
    await page.getByRole("textbox", { name: "Workspace name" }).fill(`Vale ${email.slice(0, 8)}`);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByRole("heading", { name: "Bring a long piece" })).toBeVisible();
    await expect(page.getByText("Nothing written yet")).toBeVisible();
  });
  const [, slug = ""] = new URL(page.url()).pathname.split("/");

  await test.step("bring an article and watch it being written", async () => {
    await page.getByRole("textbox", { name: "Your piece" }).fill(ARTICLE);
    await expect(page.getByText(`${ARTICLE.trim().split(/\s+/).length} words`)).toBeVisible();
    await page.getByRole("button", { name: "Write posts" }).click();
    await expect(page.getByRole("progressbar", { name: "Progress" })).toBeVisible();
    await expect(page.getByRole("heading", { name: ARTICLE_TITLE })).toBeVisible();
    // No reload from here on: what follows arrives by itself.
    await expect(page.getByRole("heading", { name: "What is worth saying" })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole("status").filter({ hasText: "Your drafts are ready" })).toBeVisible({
      timeout: 45_000,
    });
    await expect(page.getByText("5 of 5 written")).toBeVisible();
    await expect(page.getByRole("progressbar", { name: "Progress" })).toHaveAttribute("aria-valuenow", "100");
    for (const name of FORMATS) await expect(page.getByRole("link", { name: `Open draft: ${name}` })).toBeVisible();
  });

  await test.step("open the Hub's draft and see where a sentence comes from", async () => {
    await page.getByRole("link", { name: "Open draft: Hub post" }).click();
    await expect(page.getByRole("tab", { name: "Hub", selected: true })).toBeVisible();
  });
  const postId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const token = await page.request.post("/api/v1/auth/token", { data: { email, password: "correct horse battery" } });
  const headers = { authorization: `Bearer ${((await token.json()) as { accessToken: string }).accessToken}` };
  const read = async <T>(path: string) => (await (await page.request.get(`/api/v1${path}`, { headers })).json()) as T;
  const post = await read<RestPost>(`/posts/${postId}`);
  const { items: channels } = await read<{ items: { network: string; remoteId: string }[] }>("/channels");
  const hub = `${new URL(page.url()).origin}/hub/${channels.find(({ network }) => network === "hub")?.remoteId}`;
  const cited = post.citations.find(({ passageIds }) => passageIds.length > 0);
  const passage = post.passages.find(({ id }) => id === cited?.passageIds[0]);

  await test.step("hover a sentence", async () => {
    await page.getByRole("button", { name: cited?.text.trim() ?? "", exact: true }).hover();
    await expect(page.getByRole("tooltip")).toContainText(passage?.text ?? "");
    await expect(page.getByRole("tooltip")).toContainText(/Paragraph \d+/);
  });

  const field = page.getByRole("textbox", { name: "Part 1 of 1" });
  const saved = page.getByRole("status").filter({ hasText: /^Saved$/ });
  const lengthOf = (text: string) => `${[...new Intl.Segmenter().segment(text)].length.toLocaleString("en")} / 20,000`;
  await test.step("edit, have it saved, look at the history, undo and redo", async () => {
    const before = post.parts[0]?.text ?? "";
    await expect(page.getByText(lengthOf(before), { exact: true })).toBeVisible();
    await page.getByRole("button", { name: cited?.text.trim() ?? "", exact: true }).click();
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.type(` ${ADDED}`);
    await expect(field).toHaveValue(`${before} ${ADDED}`);
    await expect(page.getByText(lengthOf(`${before} ${ADDED}`), { exact: true })).toBeVisible();
    await expect.poll(async () => (await read<RestPost>(`/posts/${postId}`)).parts[0]?.text).toContain(ADDED);
    await expect(saved).toBeVisible();

    await page.getByRole("button", { name: "Version history" }).click();
    const history = page.getByRole("dialog", { name: "Version history" });
    await expect(history.getByText("Now · Edited by Nora Vale")).toBeVisible();
    await history.getByRole("button", { name: "Written by Reprise for Nora Vale" }).click();
    await expect(history.getByRole("button", { name: "Bring this back" })).toBeVisible();
    await history.getByRole("button", { name: "Close" }).click();
    await expect(history).toBeHidden();

    await page.getByRole("button", { name: "Undo" }).click();
    await expect(field).toHaveValue(before);
    await page.getByRole("button", { name: "Redo" }).click();
    await expect(field).toHaveValue(`${before} ${ADDED}`);
    await expect(saved).toBeVisible();
  });

  const deliveries = page.getByRole("list", { name: "Deliveries" });
  let dueAt = 0;
  await test.step("schedule it in one minute", async () => {
    await page.getByRole("button", { name: "Schedule", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "In 1 minute" }).click();
    await expect(deliveries.getByText("Scheduled")).toBeVisible();
    await expect(deliveries.getByText(/in \d+ s/)).toBeVisible();
    dueAt = Date.parse((await deliveries.getByRole("time").getAttribute("datetime")) ?? "");
    expect(dueAt).toBeGreaterThan(Date.now());
  });
  const title = post.title;
  const seen = watchFeed(hub, title, 100_000);
  seen.catch(() => undefined);

  await test.step("see it in the calendar", async () => {
    await page.getByRole("link", { name: "Calendar", exact: true }).click();
    const event = page.getByRole("button", { name: new RegExp(`Hub · ${title.slice(0, 20)}`) });
    await expect(event.first()).toBeVisible();
    await event.first().click();
    await expect(page.getByRole("dialog").getByText("Scheduled")).toBeVisible();
    await page.getByRole("dialog").getByRole("link", { name: "Open the draft" }).click();
    await expect(deliveries.getByText("Scheduled")).toBeVisible();
  });

  await test.step("see it go out on its second", async () => {
    expectOnTheSecond(await seen, dueAt);
    await expect(deliveries.getByText("Published")).toBeVisible();
  });

  await test.step("its page, RSS and JSON Feed have it, once", async () => {
    expect((await readFeed(hub)).map((item) => item.title)).toEqual([title]);
    const rss = await (await page.request.get(`${hub}/rss.xml`)).text();
    expect(rss.match(/<item>/g)).toHaveLength(1);
    expect(rss).toContain(ADDED);
    const popup = page.waitForEvent("popup");
    await deliveries.getByRole("link", { name: "See it live" }).click();
    const live = await popup;
    await expect(live.getByRole("heading", { level: 1, name: title })).toBeVisible();
    await expect(live.getByText(ADDED)).toBeVisible();
    await live.close();
    await page.goto(hub);
    await expect(page.getByRole("article")).toHaveCount(1);
    await page.goto(`/${slug}/posts?show=published`);
    await expect(page.getByRole("list", { name: "Posts" }).getByRole("link", { name: title })).toBeVisible();
  });
});
