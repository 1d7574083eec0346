import type { Metadata } from "next";
import Link from "next/link";
import { listHubPosts } from "@/server/hub/queries";
import { found } from "./found";
import classes from "./hub.module.css";
import { Masthead } from "./masthead";

type Props = { params: Promise<{ handle: string }>; searchParams: Promise<{ after?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { handle } = await params;
  const { hub } = await found(listHubPosts({ handle, limit: 1 }));
  const home = `/hub/${encodeURIComponent(handle)}`;
  return {
    title: { absolute: hub.name },
    description: `Posts of ${hub.name}`,
    alternates: {
      canonical: home,
      types: { "application/rss+xml": `${home}/rss.xml`, "application/feed+json": `${home}/feed.json` },
    },
  };
}

export default async function HubPage({ params, searchParams }: Props) {
  const [{ handle }, { after }] = await Promise.all([params, searchParams]);
  const { hub, items, nextCursor } = await found(
    listHubPosts({ handle, limit: 20, ...(after ? { cursor: after } : {}) }),
  );
  return (
    <div className={classes["page"]}>
      <Masthead hub={hub} isHeading />
      <main>
        {items.length === 0 && <p className={classes["excerpt"]}>Nothing has been published here yet.</p>}
        {items.map((post) => (
          <article key={post.id} className={classes["entry"]}>
            <Link href={post.path}>
              <time className={classes["date"]} dateTime={post.publishedAt.toISOString()}>
                {post.publishedAt.toLocaleDateString("en", { dateStyle: "long", timeZone: "UTC" })}
              </time>
              <h2 lang={post.language ?? undefined}>{post.title}</h2>
              <p className={classes["excerpt"]} lang={post.language ?? undefined}>
                {post.text}
              </p>
            </Link>
          </article>
        ))}
        {nextCursor && (
          <Link className={classes["more"]} href={`/hub/${encodeURIComponent(handle)}?after=${nextCursor}`}>
            Older posts
          </Link>
        )}
      </main>
    </div>
  );
}
