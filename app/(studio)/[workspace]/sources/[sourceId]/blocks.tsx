"use client";
import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { Coverage } from "@/server/coverage/input";
import type { SourceDetail } from "@/server/sources/input";
import classes from "./blocks.module.css";

type Block = SourceDetail["blocks"][number];
type Used = Coverage["used"][number];
type Props = { blocks: Block[]; title: string; language: string | null; used: Used[] };
/** A book-length source is shown a stretch at a time. */
const STRETCH = 400;

/** The words of a source, as read, with what posts stand on marked; a first heading that only repeats the title is left out. */
export function Blocks({ blocks: read, title, language, used }: Props) {
  const [shown, setShown] = useState(STRETCH);
  const skipped = read[0]?.kind === "heading" && read[0].text === title ? 1 : 0;
  const blocks = read.slice(skipped);
  const marks = Map.groupBy(used, ({ block }) => block);
  return (
    <div className={classes["blocks"]} lang={language && language !== "und" ? language : undefined}>
      {blocks.slice(0, shown).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks of an immutable version never move.
        <div key={index}>
          {block.page !== undefined && block.page !== blocks[index - 1]?.page && (
            <p className={classes["page"]}>Page {block.page}</p>
          )}
          <Words block={block} used={marks.get(index + skipped) ?? []} />
        </div>
      ))}
      {blocks.length > shown && (
        <Button variant="default" onClick={() => setShown(shown + STRETCH)}>
          Read on
        </Button>
      )}
    </div>
  );
}

function Words({ block, used }: { block: Block; used: Used[] }) {
  const text = used.length === 0 ? block.text : <Marked text={block.text} used={used} />;
  switch (block.kind) {
    case "heading":
      return <h2>{block.text}</h2>;
    case "quote":
      return <blockquote>{text}</blockquote>;
    case "code":
      return <pre>{block.text}</pre>;
    case "list_item":
      return <p className={classes["item"]}>{text}</p>;
    case "table_row":
      return <p className={classes["row"]}>{block.text}</p>;
    case "paragraph":
      return <p>{text}</p>;
  }
}

/** Sentences that posts stand on: underlined throughout when one of them is out, dotted when none is yet. */
function Marked({ text, used }: { text: string; used: Used[] }) {
  const pieces: ReactNode[] = [];
  let from = 0;
  for (const { id, start, end, posts, firstPublishedAt } of used.toSorted((a, b) => a.start - b.start)) {
    if (start < from) continue;
    const count = `${posts} ${posts === 1 ? "post" : "posts"}`;
    pieces.push(
      text.slice(from, start),
      <mark
        key={id}
        data-published={firstPublishedAt ? true : undefined}
        title={firstPublishedAt ? `In ${count}, published` : `In ${count}, none published yet`}
      >
        {text.slice(start, end)}
      </mark>,
    );
    from = end;
  }
  return [...pieces, text.slice(from)];
}
