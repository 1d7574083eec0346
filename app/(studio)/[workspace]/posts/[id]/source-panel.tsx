"use client";
import { Anchor, Text } from "@mantine/core";
import Link from "next/link";
import { useEffect, useRef } from "react";
import type { PostDetail } from "@/server/posts/input";
import classes from "./editor.module.css";
import { placeOf } from "./linked";

/** The source of a post, and those of its passages that a text relies on. */
export type PassagesProps = {
  workspace: string;
  source: PostDetail["source"];
  /** In the order of the source. */
  passages: PostDetail["passages"];
  lit: readonly string[];
  onPoint: (passageId: string | null) => void;
};

/** The passages this text relies on. Pointing at one lights up its sentences, and the other way round. */
export function SourcePanel({ workspace, source, passages, lit, onPoint }: PassagesProps) {
  const list = useRef<HTMLOListElement>(null);
  const first = lit[0];
  useEffect(() => {
    const panel = list.current;
    const passage = first ? panel?.querySelector<HTMLElement>(`[data-passage="${first}"]`) : null;
    if (!panel || !passage || panel.matches(":hover")) return;
    const top = passage.offsetTop - panel.offsetTop;
    const seen = top >= panel.scrollTop && top + passage.offsetHeight <= panel.scrollTop + panel.clientHeight;
    if (!seen) panel.scrollTo({ top: top - 12 });
  }, [first]);
  if (!source)
    return (
      <Text c="dimmed" fz="sm">
        This post has no source: you say it in your own name, and nothing is traced.
      </Text>
    );
  return (
    <div>
      <Text fz="sm" mb="sm">
        <Anchor component={Link} href={`/${workspace}/sources/${source.id}`} fw={600} fz="sm">
          {source.title}
        </Anchor>
      </Text>
      {passages.length === 0 && (
        <Text c="dimmed" fz="sm">
          This text cites no passage of its source.
        </Text>
      )}
      <ol ref={list} className={classes["passages"]} aria-label="Passages">
        {passages.map((passage) => (
          <li
            key={passage.id}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard can point at it too.
            tabIndex={0}
            data-passage={passage.id}
            data-lit={lit.includes(passage.id) || undefined}
            className={classes["passage"]}
            onMouseEnter={() => onPoint(passage.id)}
            onMouseLeave={() => onPoint(null)}
            onFocus={() => onPoint(passage.id)}
            onBlur={() => onPoint(null)}
          >
            <figure className={classes["quote"]}>
              <blockquote>{passage.text}</blockquote>
              <figcaption>{placeOf(passage, source.title)}</figcaption>
            </figure>
          </li>
        ))}
      </ol>
    </div>
  );
}
