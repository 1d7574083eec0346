import { Text } from "@mantine/core";
import type { PostDetail } from "@/server/posts/input";
import classes from "./editor.module.css";
import { originOf, placeOf, type Sentence } from "./linked";

type Passage = PostDetail["passages"][number];
/** What a post's sentences rely on, and the names of the people who answer for some. */
export type Source = {
  title: string | undefined;
  passages: ReadonlyMap<string, Passage>;
  names: ReadonlyMap<string, string>;
};

type Props = { id: string; sentence: Sentence; source: Source; anchor: DOMRect };

const WIDTH = 360;

/** Where one sentence comes from, shown right under it. The panel of passages says the same to those who cannot point. */
export function PassageCard({ id, sentence, source, anchor }: Props) {
  const width = Math.min(WIDTH, anchor.width);
  const left = Math.max(0, Math.min(anchor.left, anchor.width - width));
  return (
    <div id={id} role="tooltip" className={classes["card"]} style={{ top: anchor.top + 8, left, width }}>
      <Origin sentence={sentence} source={source} />
    </div>
  );
}

type OriginProps = { sentence: Sentence; source: Source; className?: string | undefined };

/** The passages a sentence comes from, and what is known about it. */
export function Origin({ sentence, source, className }: OriginProps) {
  const quoted = sentence.passageIds.flatMap((passageId) => source.passages.get(passageId) ?? []);
  const signedBy = source.names.get(sentence.signature?.userId ?? "") ?? null;
  return (
    <div className={className}>
      {quoted.map((passage) => (
        <figure key={passage.id} className={classes["quote"]}>
          <blockquote>{passage.text}</blockquote>
          <figcaption>{placeOf(passage, source.title)}</figcaption>
        </figure>
      ))}
      <Text fz="xs" c="dimmed">
        {originOf(sentence, signedBy)}
      </Text>
    </div>
  );
}
