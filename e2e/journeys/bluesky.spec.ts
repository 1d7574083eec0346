import sharp from "sharp";
import { expect, test } from "@/e2e/fixtures";
import { SOON } from "@/e2e/person";

const POST = "app.bsky.feed.post";
type Reference = { uri: string; cid: string };
type Image = { alt: string; image: { mimeType: string; size: number } };
type PostRecord = { text: string; reply?: { root: Reference; parent: Reference }; embed?: { images: Image[] } };

test("a thread with a picture goes out on Bluesky: each part once, in order, never early", async ({
  page,
  person,
  world,
}) => {
  const { bluesky } = world;
  const [account] = bluesky.accounts;
  if (!account) throw new Error("The double has no account.");

  await test.step("connect the account", async () => {
    await page.goto(`/${person.slug}/channels`);
    await page.getByRole("button", { name: "Connect Bluesky" }).click();
    const dialog = page.getByRole("dialog", { name: "Connect Bluesky" });
    await dialog.getByRole("textbox", { name: "Handle" }).fill(`@${account.handle}`);
    await dialog.getByLabel("App password").fill("wrong-wrong-wrong");
    await dialog.getByRole("button", { name: "I run a server of my own" }).click();
    await dialog.getByRole("textbox", { name: "Server address" }).fill(bluesky.url);
    await dialog.getByRole("button", { name: "Connect" }).click();
    await expect(dialog.getByRole("alert")).toBeVisible();
    await dialog.getByLabel("App password").fill(account.password);
    await dialog.getByRole("button", { name: "Connect" }).click();
    await expect(dialog).toBeHidden();
    // The Hub always is; now the account is as well.
    await expect(page.getByText("Connected", { exact: true })).toHaveCount(2);
  });

  const postId = (await person.write(["bluesky"])).postOf("bluesky");
  await test.step("add a picture and say what it shows", async () => {
    await page.goto(`/${person.slug}/posts/${postId}`);
    const picture = sharp({ create: { width: 64, height: 48, channels: 3, background: "#bf3d19" } });
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Add an image" }).first().click();
    await (await chooser).setFiles({ name: "page.png", mimeType: "image/png", buffer: await picture.png().toBuffer() });
    await page.getByRole("textbox", { name: "Description of the image" }).fill("The page with its eleven rows");
    await expect(page.getByRole("img", { name: "The page with its eleven rows" }).first()).toBeVisible();
    await expect(page.getByRole("status").filter({ hasText: /^Saved$/ })).toBeVisible();
    type Pictured = { parts: { media: { alt: string }[] }[] };
    const saved = async () => (await person.rest<Pictured>("GET", `/posts/${postId}`)).body.parts[0]?.media[0]?.alt;
    await expect.poll(saved).toBe("The page with its eleven rows");
  });
  const post = await person.post(postId);
  expect(post.parts.length).toBeGreaterThan(1);

  const dueAt = Date.now() + 6_000;
  const planned = await person.rest<{ deliveries: { id: string }[] }>("POST", `/posts/${postId}/schedule`, {
    at: new Date(dueAt).toISOString(),
    channelIds: [await person.channel("bluesky")],
  });
  expect(planned.status, JSON.stringify(planned.body)).toBe(201);
  await expect(page.getByRole("list", { name: "Deliveries" }).getByText("Published")).toBeVisible(SOON);

  await test.step("what the network received", async () => {
    const texts = post.parts.map(({ text }) => text);
    const accepted = bluesky.log.filter(({ noop }) => !noop);
    expect(accepted.map(({ text }) => text)).toEqual(texts);
    for (const { at } of accepted) expect(at).toBeGreaterThanOrEqual(dueAt);
    const records = bluesky.posts(account.did).map(({ rkey, record }) => ({ rkey, ...(record as PostRecord) }));
    expect(records).toHaveLength(texts.length);
    const ordered = accepted.flatMap(({ rkey }) => records.find((record) => record.rkey === rkey) ?? []);
    const uriOf = (index: number) => `at://${account.did}/${POST}/${ordered[index]?.rkey}`;
    expect(ordered[0]?.reply).toBeUndefined();
    for (const [index, { reply }] of ordered.entries()) {
      if (index === 0) continue;
      expect(reply?.root.uri).toBe(uriOf(0));
      expect(reply?.parent.uri).toBe(uriOf(index - 1));
    }
    expect(ordered[0]?.embed?.images).toMatchObject([{ alt: "The page with its eleven rows" }]);
  });

  await test.step("the app shows what happened", async () => {
    await page.getByRole("button", { name: "What happened?" }).click();
    await expect(page.getByText(/^Sent part 1 of \d+ · accepted/)).toBeVisible();
  });
});
