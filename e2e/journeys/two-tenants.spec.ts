import { expect, test } from "@/e2e/fixtures";
import { signUp } from "@/e2e/person";

test("nothing of one workspace is there for the owner of another", async ({ person: ada, browser, world }) => {
  const job = await ada.write(["hub"]);
  const postId = job.postOf("hub");
  const [{ body: jobs }, hub] = await Promise.all([
    ada.rest<{ items: { sourceId: string }[] }>("GET", "/jobs"),
    ada.channel("hub"),
  ]);
  const sourceId = jobs.items[0]?.sourceId;
  const at = new Date(Date.now() + 3_600_000).toISOString();
  const planned = await ada.rest<{ deliveries: { id: string }[] }>("POST", `/posts/${postId}/schedule`, {
    at,
    channelIds: [hub],
  });
  expect(planned.status).toBe(201);
  const deliveryId = planned.body.deliveries[0]?.id;

  const context = await browser.newContext({ baseURL: world.app.url });
  const ben = await signUp(world.app, context, "Ben Stone");
  const page = await context.newPage();
  const nothing = page.getByRole("heading", { name: "There is nothing here" });

  for (const screen of ["", "/sources", "/posts", "/calendar", "/channels", "/settings", `/posts/${postId}`]) {
    const answer = await page.goto(`/${ada.slug}${screen}`);
    expect(answer?.status(), `Ada's ${screen || "first screen"} for Ben`).toBe(404);
    await expect(nothing).toBeVisible();
  }
  await page.goto(`/${ben.slug}/posts/${postId}`);
  await expect(nothing).toBeVisible();
  for (const screen of [`jobs/${job.id}`, `sources/${sourceId}`]) {
    await page.goto(`/${ben.slug}/${screen}`);
    await expect(page.getByText(/There is (no such|nothing)/)).toBeVisible();
    await expect(page.getByText("status meetings")).toBeHidden();
  }

  const calls: [string, string, unknown?][] = [
    ["GET", `/posts/${postId}`],
    ["PATCH", `/posts/${postId}`, { parts: ["Ben was here"] }],
    ["POST", `/posts/${postId}/schedule`, { at, channelIds: [await ben.channel("hub")] }],
    ["POST", `/posts/${postId}/publish`, { channelIds: [hub] }],
    ["GET", `/jobs/${job.id}`],
    ["POST", `/jobs/${job.id}/cancel`],
    ["GET", `/sources/${sourceId}`],
    ["GET", `/deliveries/${deliveryId}`],
    ["POST", `/deliveries/${deliveryId}/cancel`],
  ];
  for (const [method, path, body] of calls) {
    const { status, body: said } = await ben.rest(method, path, body);
    expect(status, `${method} ${path} as Ben`).toBe(404);
    expect(JSON.stringify(said)).not.toContain("status meetings");
  }
  for (const workspace of [ada.slug, ben.slug]) {
    const input = encodeURIComponent(JSON.stringify({ json: { postId } }));
    const answer = await context.request.get(`/api/trpc/${workspace}/posts.get?input=${input}`);
    expect(answer.status(), `tRPC of ${workspace === ada.slug ? "Ada" : "Ben"}'s workspace as Ben`).toBe(404);
  }
  expect((await ben.rest<{ items: unknown[] }>("GET", "/jobs")).body.items).toEqual([]);
  expect(await ada.delivery(deliveryId ?? "")).toMatchObject({ state: expect.stringMatching(/scheduled|ready/) });
  await context.close();
});
