import type { Page } from "@playwright/test";
import { expect, test } from "@/e2e/fixtures";
import { BAKERY } from "@/e2e/site";
import { buildDocx, docxParagraph } from "@/server/sources/parse/fixtures/build-docx";
import { buildPdf } from "@/server/sources/parse/fixtures/build-pdf";
import { buildZip } from "@/server/sources/parse/fixtures/build-zip";

const { title, paragraphs } = BAKERY;
type Upload = { name: string; mimeType: string; bytes: Uint8Array | string };

/** A4 lines of at most 80 letters. */
function pdfOf(options: Parameters<typeof buildPdf>[1] = {}): Uint8Array {
  const lines = paragraphs.flatMap((text) => [...(text.match(/.{1,80}(?:\s|$)/g) ?? []), ""]);
  const body = lines.map((text, index) => ({ x: 60, y: 130 + index * 15, text: text.trim() }));
  return buildPdf([[{ x: 60, y: 80, size: 20, text: title }, ...body.filter(({ text }) => text)]], options);
}

const READABLE: Upload[] = [
  { name: "bread.pdf", mimeType: "application/pdf", bytes: pdfOf({ title }) },
  {
    name: "bread.docx",
    mimeType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    bytes: buildDocx([docxParagraph(title, "Title"), ...paragraphs.map((text) => docxParagraph(text))].join("")),
  },
  { name: "bread.md", mimeType: "text/markdown", bytes: `# ${title}\n\n${paragraphs.join("\n\n")}\n` },
  { name: "bread.html", mimeType: "text/html", bytes: BAKERY.html },
  { name: "bread.txt", mimeType: "text/plain", bytes: `${title}\n\n${paragraphs.join("\n\n")}\n` },
];

const UNREADABLE: (Upload & { says: RegExp })[] = [
  { name: "empty.txt", mimeType: "text/plain", bytes: "", says: /There is nothing in it/ },
  {
    name: "scan.pdf",
    mimeType: "application/pdf",
    bytes: buildPdf([[]], { image: true }),
    says: /This PDF is a scan.*OCR/,
  },
  {
    name: "secret.pdf",
    mimeType: "application/pdf",
    bytes: pdfOf({ userPassword: "hunter2" }),
    says: /protected by a password/,
  },
  {
    name: "bomb.docx",
    mimeType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    bytes: buildZip([{ name: "word/document.xml", data: new Uint8Array(60 * 1024 * 1024) }]),
    says: /unpacks to far more than a document holds/,
  },
];

const bring = async (page: Page, slug: string) => {
  await page.goto(`/${slug}`);
  return {
    file: async ({ name, mimeType, bytes }: Upload) => {
      const chooser = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: "Choose a file" }).click();
      await (await chooser).setFiles({ name, mimeType, buffer: Buffer.from(bytes) });
      await expect(page.getByText(name)).toBeVisible();
      await page.getByRole("button", { name: "Write posts" }).click();
    },
    link: async (address: string) => {
      await page.getByRole("textbox", { name: "Your piece" }).fill(address);
      await expect(page.getByText("This is a link: the page will be fetched")).toBeVisible();
      await page.getByRole("button", { name: "Write posts" }).click();
    },
  };
};

/** The drafts are there, and the source shows every sentence of the article. */
async function expectRead(page: Page): Promise<void> {
  await expect(page.getByRole("status").filter({ hasText: "Your drafts are ready" })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await page.getByRole("link", { name: "Open the source" }).click();
  await expect(page.getByRole("heading", { name: "Written from this" })).toBeVisible();
  for (const text of [paragraphs[0], paragraphs[2], paragraphs.at(-1)])
    await expect(page.getByRole("paragraph").filter({ hasText: text ?? "" })).toBeVisible();
}

for (const upload of READABLE)
  test(`${upload.name} is read and written from`, async ({ page, person }) => {
    await (await bring(page, person.slug)).file(upload);
    await expectRead(page);
  });

test("a page is fetched, and its article told from what is around it", async ({ page, person, world }) => {
  await (await bring(page, person.slug)).link(`${world.site.url}/bread`);
  await expectRead(page);
  await expect(page.getByText("All rights reserved")).toBeHidden();
  await expect(page.getByRole("link", { name: world.site.host })).toBeVisible();
});

for (const upload of UNREADABLE)
  test(`${upload.name} is refused in words that help`, async ({ page, person }) => {
    await (await bring(page, person.slug)).file(upload);
    await expect(page.getByRole("alert").filter({ hasText: upload.says })).toBeVisible({ timeout: 30_000 });
    // The workspace goes on as before.
    await page.goto(`/${person.slug}`);
    await expect(page.getByRole("textbox", { name: "Your piece" })).toBeEditable();
  });

const ADDRESSES: { path: string; says: RegExp }[] = [
  { path: "/gone", says: /no page at this address \(it answered 404\)/ },
  { path: "/members", says: /shows a login page/ },
  { path: "/inside", says: /private or forbidden place/ },
  { path: "/endless", says: /larger than 25 MB/ },
];
for (const { path, says } of ADDRESSES)
  test(`a link to ${path} is refused in words that help`, async ({ page, person, world }) => {
    await (await bring(page, person.slug)).link(`${world.site.url}${path}`);
    await expect(page.getByRole("alert").filter({ hasText: says })).toBeVisible({ timeout: 30_000 });
  });
