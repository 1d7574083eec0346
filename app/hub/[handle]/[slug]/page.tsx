import type { Metadata } from "next";
import { found } from "@/app/hub/[handle]/found";
import classes from "@/app/hub/[handle]/hub.module.css";
import { Masthead } from "@/app/hub/[handle]/masthead";
import { getHubPost } from "@/server/hub/queries";

type Props = { params: Promise<{ handle: string; slug: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { hub, post } = await found(getHubPost(await params));
  const description = post.text.replace(/\s+/g, " ").slice(0, 180);
  return {
    title: { absolute: `${post.title} · ${hub.name}` },
    description,
    alternates: { canonical: post.path },
    openGraph: { type: "article", title: post.title, description, publishedTime: post.publishedAt.toISOString() },
  };
}

export default async function HubPostPage({ params }: Props) {
  const { hub, post } = await found(getHubPost(await params));
  return (
    <div className={classes["page"]}>
      <Masthead hub={hub} />
      <main>
        <article className={classes["article"]} lang={post.language ?? undefined}>
          <time className={classes["date"]} dateTime={post.publishedAt.toISOString()}>
            {post.publishedAt.toLocaleString("en", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" })} UTC
          </time>
          <h1>{post.title}</h1>
          {post.media.map(({ path, alt }) => (
            // biome-ignore lint/performance/noImgElement: the picture is served as stored, at its own size.
            <img key={path} src={path} alt={alt} className={classes["picture"]} />
          ))}
          <div className={classes["body"]}>
            {post.text.split(/\n{2,}/).map((paragraph, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs of one immutable text never move.
              <p key={index}>{paragraph}</p>
            ))}
          </div>
        </article>
      </main>
    </div>
  );
}
