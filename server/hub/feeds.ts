import { Feed } from "feed";
import { env } from "@/server/env";
import type { Hub, HubPost } from "@/server/hub/input";
import { listHubPosts } from "@/server/hub/queries";

const NEWEST = 50;

/** The Hub's newest 50 posts as RSS 2.0. Throws NOT_FOUND. */
export const hubRss = async (handle: string): Promise<string> => (await feedOf(handle)).rss2();

/** The Hub's newest 50 posts as JSON Feed 1.1. Throws NOT_FOUND. */
export async function hubJsonFeed(handle: string): Promise<string> {
  const feed = JSON.parse((await feedOf(handle)).json1()) as Record<string, unknown>;
  // The package writes version 1; what it writes is valid 1.1 too.
  return JSON.stringify({ ...feed, version: "https://jsonfeed.org/version/1.1" });
}

async function feedOf(handle: string): Promise<Feed> {
  const { hub, items } = await listHubPosts({ handle, limit: NEWEST });
  const home = absolute(`/hub/${encodeURIComponent(hub.handle)}`);
  const newest = items[0]?.publishedAt;
  const feed = new Feed({
    id: home,
    title: hub.name,
    description: describe(hub),
    link: home,
    generator: "Reprise",
    feedLinks: { rss: `${home}/rss.xml`, json: `${home}/feed.json` },
    ...(newest ? { updated: newest } : {}),
  });
  for (const post of items) {
    const link = absolute(post.path);
    const { title, publishedAt } = post;
    feed.addItem({ title, id: link, link, date: publishedAt, published: publishedAt, content: toHtml(post) });
  }
  return feed;
}

const describe = (hub: Hub): string => `Posts of ${hub.name}`;
const absolute = (path: string): string => `${env().appUrl}${path}`;

function toHtml({ text, media }: HubPost): string {
  const paragraphs = text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${quote(paragraph).replaceAll("\n", "<br>")}</p>`);
  const pictures = media.map(({ path, alt }) => `<p><img src="${quote(absolute(path))}" alt="${quote(alt)}"></p>`);
  return [...pictures, ...paragraphs].join("\n");
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const quote = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
