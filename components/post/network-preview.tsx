import { Avatar, Group, Text } from "@mantine/core";
import { IconHeart, IconMessageCircle, IconRepeat, IconShare3, IconThumbUp } from "@tabler/icons-react";
import classes from "@/components/post/network-preview.module.css";
import type { NetworkId } from "@/server/networks/rules";

/** A post as it is about to look; `images` are addresses this browser can load. */
export type Preview = {
  network: NetworkId;
  author: string;
  title: string | null;
  parts: { text: string; images: { url: string; alt: string }[] }[];
};

/** What people will see, close enough to judge line breaks, length and rhythm; no network's marks are copied. */
export function NetworkPreview(preview: Preview) {
  switch (preview.network) {
    case "hub":
    case "blog":
    case "newsletter":
    case "youtube":
      return <Article {...preview} />;
    case "instagram":
      return <Photo {...preview} />;
    case "x":
    case "bluesky":
    case "threads":
    case "mastodon":
      return <Thread {...preview} />;
    case "linkedin":
    case "facebook":
    case "tiktok":
      return <Card {...preview} />;
  }
}

const handleOf = (author: string) => `@${author.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "") || "you"}`;

function Thread({ author, parts }: Preview) {
  return (
    <ol className={classes["thread"]}>
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the thread.
        <li key={index} className={classes["threadPart"]}>
          <div className={classes["rail"]}>
            <Avatar name={author} size={38} radius="xl" color="vermilion" />
          </div>
          <div className={classes["threadBody"]}>
            <Group gap={6} wrap="nowrap">
              <Text fw={650} fz="sm" truncate>
                {author}
              </Text>
              <Text c="dimmed" fz="sm" truncate>
                {handleOf(author)}
              </Text>
            </Group>
            <Body text={part.text} />
            <Pictures images={part.images} />
            <Group gap={34} mt={8} c="dimmed" aria-hidden="true">
              <IconMessageCircle size={16} stroke={1.6} />
              <IconRepeat size={16} stroke={1.6} />
              <IconHeart size={16} stroke={1.6} />
              <IconShare3 size={16} stroke={1.6} />
            </Group>
          </div>
        </li>
      ))}
    </ol>
  );
}

function Card({ author, parts, network }: Preview) {
  const part = parts[0];
  return (
    <div className={classes["card"]}>
      <Group gap="sm" wrap="nowrap" mb="sm">
        <Avatar name={author} size={44} radius={network === "facebook" ? "xl" : "sm"} color="vermilion" />
        <div>
          <Text fw={650} fz="sm">
            {author}
          </Text>
          <Text c="dimmed" fz="xs">
            Just now
          </Text>
        </div>
      </Group>
      <Body text={part?.text ?? ""} />
      <Pictures images={part?.images ?? []} />
      <Group gap={28} mt="md" pt="sm" c="dimmed" className={classes["actions"] ?? ""} aria-hidden="true">
        <IconThumbUp size={18} stroke={1.6} />
        <IconMessageCircle size={18} stroke={1.6} />
        <IconRepeat size={18} stroke={1.6} />
      </Group>
    </div>
  );
}

function Photo({ author, parts }: Preview) {
  const part = parts[0];
  return (
    <div className={classes["card"]}>
      <Group gap="sm" mb="sm">
        <Avatar name={author} size={34} radius="xl" color="vermilion" />
        <Text fw={650} fz="sm">
          {handleOf(author).slice(1)}
        </Text>
      </Group>
      {part && part.images.length > 0 ? (
        <Pictures images={part.images} />
      ) : (
        <div className={classes["noPhoto"]}>Instagram needs at least one picture</div>
      )}
      <Body text={part?.text ?? ""} />
    </div>
  );
}

function Article({ title, parts }: Preview) {
  return (
    <article className={classes["article"]}>
      <h3>{title || "Untitled"}</h3>
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the post.
        <div key={index}>
          <Pictures images={part.images} />
          <Body text={part.text} />
        </div>
      ))}
    </article>
  );
}

const MARKED = /(https?:\/\/\S+|#[\p{L}\p{N}_]+|@[\p{L}\p{N}_.-]+)/gu;

function Body({ text }: { text: string }) {
  const pieces = text.split(MARKED);
  return (
    <p className={classes["body"]}>
      {pieces.map((piece, index) =>
        index % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text in order.
          <span key={index} className={classes["marked"]}>
            {piece}
          </span>
        ) : (
          piece
        ),
      )}
    </p>
  );
}

function Pictures({ images }: { images: { url: string; alt: string }[] }) {
  if (images.length === 0) return null;
  return (
    <div className={classes["pictures"]} data-count={Math.min(images.length, 4)}>
      {images.map(({ url, alt }) => (
        // biome-ignore lint/performance/noImgElement: shown as it will be sent.
        <img key={url} src={url} alt={alt} />
      ))}
    </div>
  );
}
