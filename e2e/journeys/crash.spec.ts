import { type RunningApp, startApp } from "@/e2e/app";
import { readFeed, watchFeed } from "@/e2e/feed";
import { expect, test } from "@/e2e/fixtures";
import { SOON, signUp } from "@/e2e/person";
import { findPart, killPart, type Part } from "@/e2e/processes";
import { gate, startScriptedModel } from "@/e2e/scripted-model";
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
// A server that is away, and what was cut off when it went.
test.use({ tolerated: /Failed to load resource|net::ERR_|TRPCClientError|Failed to fetch/ });

const isReady = () =>
  fetch(`${app.url}/api/health/ready`, { signal: AbortSignal.timeout(5_000) }).then(
    ({ ok }) => ok,
    () => false,
  );

/** Kills a part and waits until another one is in its place and the app says it is ready. */
async function killAndRecover(part: Part): Promise<void> {
  const killed = killPart(app, part);
  const isAnother = () => {
    const id = findPart(app, part);
    return id !== null && id !== killed;
  };
  await expect.poll(isAnother, { ...SOON, message: `another ${part}` }).toBe(true);
  await expect.poll(isReady, { ...SOON, message: "ready again" }).toBe(true);
}

test("a post goes out once, although the app is killed right before it is due", async ({ page }) => {
  const person = await signUp(app, page.context());
  const job = await person.write(["hub"]);
  const post = await person.post(job.postOf("hub"));
  const dueAt = Date.now() + 8_000;
  const planned = await person.rest<{ deliveries: { id: string }[] }>("POST", `/posts/${post.id}/schedule`, {
    at: new Date(dueAt).toISOString(),
    channelIds: [await person.channel("hub")],
  });
  expect(planned.status, JSON.stringify(planned.body)).toBe(201);
  const deliveryId = planned.body.deliveries[0]?.id ?? "";
  const seen = watchFeed(person.hub, post.title, 60_000);

  // By now the app holds the post in its hands.
  await expect.poll(() => Date.now(), { timeout: 15_000, intervals: [20] }).toBeGreaterThan(dueAt - 1_000);
  await killAndRecover("web server");

  const { item, firstSeenAt } = await seen;
  expect(Date.parse(item.date_published)).toBeGreaterThanOrEqual(dueAt);
  expect(firstSeenAt).toBeGreaterThanOrEqual(dueAt);
  await expect.poll(async () => (await person.delivery(deliveryId)).state, SOON).toBe("published");
  expect(await readFeed(person.hub)).toHaveLength(1);
  await page.goto(`${app.url}/${person.slug}/posts/${post.id}`);
  await expect(page.getByRole("list", { name: "Deliveries" }).getByText("Published")).toBeVisible();
});

test("a job whose executor is killed midway writes every format once", async ({ page }) => {
  const person = await signUp(app, page.context());
  const held = gate();
  // The outline is made; the first of three drafts is under way when the executor dies.
  model.script({}, { hold: held.opened });
  const before = model.journal.length;
  const writing = person.write(["x", "linkedin", "hub"]);
  await expect.poll(() => model.journal.length, SOON).toBeGreaterThan(before + 1);
  await killAndRecover("executor");
  held.open();
  const job = await writing;
  expect(job.outputs.map(({ status }) => status)).toEqual(["completed", "completed", "completed"]);
  await page.goto(`${app.url}/${person.slug}/posts`);
  const rows = page.getByRole("list", { name: "Posts" }).getByRole("link");
  await expect(rows).toHaveCount(3);
});

test("a page in use goes on by itself when the database was killed", async ({ page }) => {
  const person = await signUp(app, page.context());
  const job = await person.write(["hub"]);
  const postId = job.postOf("hub");
  await page.goto(`${app.url}/${person.slug}/posts/${postId}`);
  const field = page.getByRole("textbox", { name: "Part 1 of 1" });
  await expect(field).toBeEditable();
  await killAndRecover("postgres");
  await field.focus();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type(" Written after the fall.");
  await expect.poll(async () => (await person.post(postId)).parts[0]?.text, SOON).toContain("Written after the fall.");
  // Live events flow again: a change by somebody else arrives without a reload.
  const changed = await person.rest("PATCH", `/posts/${postId}`, { parts: ["Changed from outside."] });
  expect(changed.status).toBe(200);
  await expect(field).toHaveValue("Changed from outside.", { timeout: 30_000 });
  await person.write(["linkedin"]);
});
