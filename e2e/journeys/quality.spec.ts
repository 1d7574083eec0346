import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "@/e2e/fixtures";
import { ARTICLE } from "@/e2e/person";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const [WIDE, NARROW] = [1280, 390];
const DEMO = { email: "owner@demo.example", password: "reprise-demo" };

/** What axe finds on the page as it stands, in lines one can act on. */
async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help} at ${target.join(" ")} (${failureSummary})`),
  );
}

/** A screen, how it is told that it is there, and what is opened on it; at both widths unless `width` says one. */
type Visit = {
  name: string;
  path: string;
  shown: (page: Page) => Locator;
  open?: (page: Page) => Promise<void>;
  width?: number;
};
const heading = (name: string | RegExp) => (page: Page) => page.getByRole("heading", { level: 1, name });

/** Every screen of the demo workspace, with what can be opened on it. */
async function screensOf(page: Page): Promise<Record<"studio" | "editor" | "readers", Visit[]>> {
  const issued = await page.request.post("/api/v1/auth/token", { data: DEMO });
  const { accessToken } = (await issued.json()) as { accessToken: string };
  const headers = { authorization: `Bearer ${accessToken}` };
  const read = async <T>(path: string) => (await (await page.request.get(`/api/v1${path}`, { headers })).json()) as T;
  const { items: channels } = await read<{ items: { network: string; remoteId: string }[] }>("/channels");
  const handle = channels.find(({ network }) => network === "hub")?.remoteId;
  const { items: jobs } = await read<{ items: { id: string; sourceId: string; formats: string[] }[] }>("/jobs");
  const job = jobs.find(({ formats }) => formats.length === 6);
  const { outputs } = await read<{ outputs: { format: string; postId: string }[] }>(`/jobs/${job?.id}`);
  const postOf = (format: string) => outputs.find((output) => output.format === format)?.postId;
  const feed = (await (await page.request.get(`/hub/${handle}/feed.json`)).json()) as { items: { url: string }[] };
  const home = "/demo-studio";
  const editor = (format: string): Visit => ({
    name: `editor for ${format}`,
    path: `${home}/posts/${postOf(format)}`,
    shown: (at) => at.getByRole("textbox", { name: /^Part 1 of/ }),
  });
  const dialog = (visit: Visit, name: string, open: (page: Page) => Promise<void>): Visit => ({
    ...visit,
    name: `${visit.name}, ${name}`,
    open: async (at) => {
      await open(at);
      await expect(at.getByRole("dialog").or(at.getByRole("menu")).or(at.getByRole("tooltip")).first()).toBeVisible();
    },
  });
  const channelScreen = { name: "channels", path: `${home}/channels`, shown: heading("Channels") };
  const queue = { name: "queue", path: `${home}/queue`, shown: heading("Queue") };
  const start = { name: "first screen", path: home, shown: heading("Bring a long piece") };
  const hub = editor("hub");
  const schedule = (at: Page) => at.getByRole("button", { name: "Schedule", exact: true }).click();
  return {
    studio: [
      start,
      dialog({ ...start, width: NARROW }, "navigation", (at) =>
        at.getByRole("button", { name: "Open navigation" }).click(),
      ),
      dialog(start, "search", (at) => at.keyboard.press("ControlOrMeta+K")),
      { name: "job", path: `${home}/jobs/${job?.id}`, shown: (at) => at.getByText("6 of 6 written") },
      { name: "sources", path: `${home}/sources`, shown: heading("Sources") },
      { name: "source", path: `${home}/sources/${job?.sourceId}`, shown: (at) => at.getByText("Written from this") },
      { name: "posts", path: `${home}/posts`, shown: (at) => at.getByRole("list", { name: "Posts" }) },
      { name: "trash", path: `${home}/posts?show=trash`, shown: (at) => at.getByText("The trash is empty") },
      { name: "calendar", path: `${home}/calendar`, shown: heading("Calendar") },
      queue,
      ...["Times", "Repeating", "Quiet days"].map((tab) => ({
        ...queue,
        name: `queue, ${tab}`,
        open: (at: Page) => at.getByRole("tab", { name: tab }).click(),
      })),
      dialog(queue, "importing", (at) => at.getByRole("button", { name: "Import a CSV file" }).click()),
      { name: "needs you", path: `${home}/attention`, shown: heading("Needs you") },
      dialog({ name: "needs you", path: `${home}/attention`, shown: heading("Needs you") }, "notifications", (at) =>
        at.getByRole("button", { name: "Notifications" }).filter({ visible: true }).click(),
      ),
      channelScreen,
      dialog(channelScreen, "connecting", (at) => at.getByRole("button", { name: "Connect Bluesky" }).click()),
      { name: "brands", path: `${home}/brands`, shown: heading("Brands") },
      { name: "settings", path: `${home}/settings`, shown: (at) => at.getByText("This browser") },
      { name: "models", path: `${home}/settings/models`, shown: heading("Models") },
      { name: "usage", path: `${home}/usage`, shown: heading("Usage") },
      { name: "new workspace", path: "/new", shown: heading("Name your workspace") },
    ],
    editor: [
      // An article, a thread, a photo and a card: the four looks of the preview.
      ...["hub", "x", "instagram", "facebook"].map(editor),
      dialog(hub, "a sentence's passage", (at) => at.locator("[data-sentence]").nth(1).hover()),
      dialog(hub, "scheduling", schedule),
      dialog(editor("x"), "copying", schedule),
      dialog(hub, "history", async (at) => {
        await at.getByRole("button", { name: "More", exact: true }).click();
        await at.getByRole("menuitem", { name: "Version history" }).click();
      }),
    ],
    readers: [
      { name: "Hub", path: `/hub/${handle}`, shown: (at) => at.getByRole("article").first() },
      { name: "Hub post", path: feed.items[0]?.url ?? "", shown: (at) => at.getByRole("article") },
      { name: "API", path: "/api/v1/docs", shown: (at) => at.getByRole("heading", { level: 1 }) },
    ],
  };
}

const STRANGER: Visit[] = [
  { name: "sign in", path: "/sign-in", shown: heading("Welcome back") },
  { name: "sign up", path: "/sign-up", shown: heading("Create your account") },
  { name: "forgot", path: "/forgot", shown: heading("Reset your password") },
  { name: "new password", path: "/reset-password?token=none", shown: heading("Set a new password") },
  { name: "nothing", path: "/hub/nobody/nothing", shown: heading("There is nothing here") },
];

/** Opens a screen and looks at it wide and narrow, in light and dark. */
async function look(page: Page, { name, path, shown, open, width }: Visit): Promise<void> {
  await test.step(name, async () => {
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: width ?? WIDE, height: 860 });
    await page.goto(path);
    await expect(shown(page)).toBeVisible();
    await open?.(page);
    // Colours are the same on a narrow screen, so that one is looked at in light only.
    const wide = width ?? WIDE;
    const looks = [["light", wide] as const, ["dark", wide] as const, ...(width ? [] : [["light", NARROW] as const])];
    for (const [colorScheme, pixels] of looks) {
      await page.emulateMedia({ colorScheme });
      const scheme = () => page.locator("html").getAttribute("data-mantine-color-scheme");
      // The API's page is plain HTML and follows the browser by itself.
      await expect.poll(scheme).toBe(path.startsWith("/api/") ? null : colorScheme);
      await page.setViewportSize({ width: pixels, height: 860 });
      const place = `${name}, ${colorScheme} at ${pixels} px`;
      expect.soft(await violationsOf(page), place).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect.soft(overflow, `${place} is wider than the window by`).toBeLessThanOrEqual(0);
    }
  });
}

test.describe("accessible in light and dark, wide and narrow", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });
  test.setTimeout(480_000);

  test("what a stranger sees", async ({ page }) => {
    for (const visit of STRANGER) await look(page, visit);
  });
  for (const part of ["studio", "editor", "readers"] as const)
    test(`the demo's ${part}`, async ({ page }) => {
      expect((await page.request.post("/api/auth/password/sign-in", { data: DEMO })).status()).toBe(200);
      const screens = await screensOf(page);
      for (const visit of screens[part]) await look(page, visit);
    });
});

/** Presses Tab until the element has the focus; that it does, and is seen to, is the test. */
async function tabTo(page: Page, target: Locator, most = 60): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  await expect(target, `reached by ${most} presses of Tab`).toBeFocused();
}

test("an article is brought, opened and scheduled with the keyboard alone", async ({ page, person }) => {
  await page.goto(`/${person.slug}`);
  await tabTo(page, page.getByRole("textbox", { name: "Your piece" }));
  await page.keyboard.insertText(ARTICLE);
  await tabTo(page, page.getByRole("button", { name: "Choose a file" }));
  await tabTo(page, page.getByRole("button", { name: "Write posts" }));
  await page.keyboard.press("Enter");
  const draft = page.getByRole("link", { name: "Open draft: Hub post" });
  await expect(draft).toBeVisible({ timeout: 45_000 });
  await tabTo(page, draft);
  await page.keyboard.press("Enter");

  const sentences = page.locator("[data-sentence]");
  await expect(sentences.first()).toBeVisible();
  await tabTo(page, sentences.first());
  await expect(page.getByRole("tooltip")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(sentences.nth(1)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Part 1 of 1" })).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+Enter");
  const dialog = page.getByRole("dialog");
  await tabTo(page, dialog.getByRole("button", { name: "In 1 hour" }));
  await page.keyboard.press("Enter");
  const deliveries = page.getByRole("list", { name: "Deliveries" });
  await expect(deliveries.getByText("Scheduled")).toBeVisible();

  await page.goto(`/${person.slug}/calendar`);
  const event = page.getByRole("button", { name: /Hub ·/ }).first();
  await expect(event).toBeVisible();
  await tabTo(page, event, 120);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByText("Scheduled")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
});
