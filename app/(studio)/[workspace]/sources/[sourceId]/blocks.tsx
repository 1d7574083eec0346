"use client";
import { Button } from "@mantine/core";
import { useState } from "react";
import type { SourceDetail } from "@/server/sources/input";
import classes from "./blocks.module.css";

type Block = SourceDetail["blocks"][number];
/** A book-length source is shown a stretch at a time. */
const STRETCH = 400;

/** The words of a source, as read; a first heading that only repeats the title is left out. */
export function Blocks({ blocks: read, title, language }: { blocks: Block[]; title: string; language: string | null }) {
  const [shown, setShown] = useState(STRETCH);
  const blocks = read[0]?.kind === "heading" && read[0].text === title ? read.slice(1) : read;
  return (
    <div className={classes["blocks"]} lang={language && language !== "und" ? language : undefined}>
      {blocks.slice(0, shown).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks of an immutable version never move.
        <div key={index}>
          {block.page !== undefined && block.page !== blocks[index - 1]?.page && (
            <p className={classes["page"]}>Page {block.page}</p>
          )}
          <Words block={block} />
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

function Words({ block }: { block: Block }) {
  switch (block.kind) {
    case "heading":
      return <h2>{block.text}</h2>;
    case "quote":
      return <blockquote>{block.text}</blockquote>;
    case "code":
      return <pre>{block.text}</pre>;
    case "list_item":
      return <p className={classes["item"]}>{block.text}</p>;
    case "table_row":
      return <p className={classes["row"]}>{block.text}</p>;
    case "paragraph":
      return <p>{block.text}</p>;
  }
}
