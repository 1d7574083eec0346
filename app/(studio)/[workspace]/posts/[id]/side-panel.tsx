"use client";
import { SegmentedControl, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useDeferredValue, useState } from "react";
import { NetworkPreview } from "@/components/post/network-preview";
import { Surface } from "@/components/ui/surface";
import { type NetworkId, RULES } from "@/server/networks/rules";
import type { PostDetail } from "@/server/posts/input";
import { type Draft, sentParts } from "./draft/draft";
import classes from "./editor.module.css";
import { imageUrl } from "./part-images";
import { type PassagesProps, SourcePanel } from "./source-panel";

type Props = PassagesProps & { author: string; network: NetworkId; draft: Draft; source: PostDetail["source"] };

/** Where the words come from and how they will look: side by side where there is room, else one at a time. */
export function SidePanel({ author, network, draft, ...passages }: Props) {
  const [side, setSide] = useState<"source" | "preview">(passages.source ? "source" : "preview");
  const wide = useMediaQuery("(min-width: 105em)");
  const look = <Look workspace={passages.workspace} author={author} network={network} draft={draft} />;
  return (
    <>
      {wide && (
        <section className={classes["look"]} aria-label="Preview">
          <Surface p="md">{look}</Surface>
        </section>
      )}
      <section className={classes["panel"]} aria-label={wide ? "Source" : "Source and preview"}>
        <Surface p="md">
          {!wide && (
            <SegmentedControl
              aria-label="Beside the text"
              fullWidth
              mb="md"
              value={side}
              onChange={(value) => setSide(value as typeof side)}
              data={[
                { value: "source", label: "Source" },
                { value: "preview", label: "Preview" },
              ]}
            />
          )}
          {wide || side === "source" ? <SourcePanel {...passages} /> : look}
        </Surface>
      </section>
    </>
  );
}

type LookProps = { workspace: string; author: string; network: NetworkId; draft: Draft };

/** The preview follows a moment behind, so that typing never waits for it. */
function Look({ workspace, author, network, draft }: LookProps) {
  const shown = useDeferredValue(draft);
  const { title } = shown;
  const parts = sentParts(shown);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long one scrolls.
    <section className={classes["preview"]} aria-label={`On ${RULES[network].name}`} tabIndex={0}>
      <VisuallyHidden component="h2">How it will look</VisuallyHidden>
      <NetworkPreview
        network={network}
        author={author}
        title={title}
        parts={parts.map(({ text, media }) => ({
          text,
          images: media.map(({ assetId, alt }) => ({ url: imageUrl(workspace, assetId), alt })),
        }))}
      />
    </section>
  );
}
