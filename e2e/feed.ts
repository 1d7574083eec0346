import { expect } from "@playwright/test";

/** An item of a JSON Feed, as a reader gets it. */
type FeedItem = { id: string; url: string; title: string; date_published: string; content_html: string };
/** When a title was first in a feed, and when it was last looked for in vain, both by this machine's clock in ms. */
type Seen = { item: FeedItem; firstSeenAt: number; lastMissedAt: number };

const EVERY_MS = 50;

/** What a Hub's JSON Feed holds now; anybody may read it. Throws when it does not answer. */
export async function readFeed(hub: string): Promise<FeedItem[]> {
  const answer = await fetch(`${hub}/feed.json`, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`The feed answered ${answer.status}.`);
  return ((await answer.json()) as { items: FeedItem[] }).items;
}

/** Asks for the feed again and again, as an outsider, until the title is in it. A server that is away is asked again. */
export async function watchFeed(hub: string, title: string, timeoutMs: number): Promise<Seen> {
  let lastMissedAt = 0;
  let seen: Seen | undefined;
  await expect
    .poll(
      async () => {
        const askedAt = Date.now();
        const items = await readFeed(hub).catch(() => null);
        const item = items?.find((one) => one.title === title);
        if (item) seen = { item, firstSeenAt: Date.now(), lastMissedAt };
        else if (items) lastMissedAt = askedAt;
        return seen !== undefined;
      },
      { timeout: timeoutMs, intervals: [EVERY_MS], message: `“${title}” in the feed` },
    )
    .toBe(true);
  if (!seen) throw new Error("unreachable: the poll above has seen it");
  return seen;
}

/** Holds what a reader saw against the instant a post was due: never early, and within its second. */
export function expectOnTheSecond({ item, firstSeenAt }: Seen, dueAt: number): void {
  const publishedAt = Date.parse(item.date_published);
  expect(publishedAt, "published at its instant or after it").toBeGreaterThanOrEqual(dueAt);
  expect(publishedAt, "published within its second").toBeLessThan(dueAt + 1_000);
  expect(firstSeenAt, "visible only after its instant").toBeGreaterThanOrEqual(dueAt);
}
