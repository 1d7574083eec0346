"use client";
import { SegmentedControl, VisuallyHidden } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { type ReactNode, useDeferredValue, useState } from "react";
import { NetworkPreview } from "@/components/post/network-preview";
import { Surface } from "@/components/ui/surface";
import type { PostDetail } from "@/server/posts/input";
import { ConflictDialog } from "./conflict-dialog";
import { DeliveryList } from "./delivery-list";
import type { Draft } from "./draft/draft";
import type { RenditionDraft } from "./draft/rendition-draft";
import classes from "./editor.module.css";
import { HistoryDrawer } from "./history-drawer";
import { litPassages, type Pointed, sentencesOf } from "./linked";
import { imageUrl } from "./part-images";
import { PostBar } from "./post-bar";
import { RenditionEditor } from "./rendition-editor";
import { ScheduleDialog } from "./schedule-dialog";
import { SourcePanel } from "./source-panel";
import { useDraft } from "./use-drafts";

type Props = {
  workspace: string;
  author: string;
  post: PostDetail;
  store: RenditionDraft;
  names: ReadonlyMap<string, string>;
  timeZone: string;
  may: { write: boolean; schedule: boolean };
  onTrash: () => void;
  /** The post's name and the tabs, between the bar and the words. */
  children: ReactNode;
};

/** One network's text with everything around it. */
export function RenditionScreen({ workspace, author, post, store, names, timeZone, may, onTrash, children }: Props) {
  const snapshot = useDraft(store);
  const { draft, base, state } = snapshot;
  const { network } = base.view;
  const [pointed, setPointed] = useState<Pointed>(null);
  const [open, setOpen] = useState<"schedule" | "history" | null>(null);
  const [side, setSide] = useState<"source" | "preview">(post.source ? "source" : "preview");
  const schedule = () => may.schedule && setOpen("schedule");
  const save = () => void store.flush();
  // Fields have undo and redo of their own that do the same; the others work from everywhere.
  useHotkeys([
    ["mod+Z", store.undo],
    ["mod+shift+Z", store.redo],
  ]);
  useHotkeys(
    [
      ["mod+Enter", schedule],
      ["mod+S", save],
    ],
    [],
  );
  const sentences = sentencesOf(snapshot);
  const cited = new Set(base.view.citations.flatMap(({ passageIds }) => passageIds));
  const close = () => setOpen(null);
  return (
    <>
      <PostBar
        workspace={workspace}
        store={store}
        snapshot={snapshot}
        may={may}
        onHistory={() => setOpen("history")}
        onSchedule={schedule}
        onTrash={onTrash}
      />
      {children}
      <div className={classes["columns"]}>
        <div className={classes["words"]}>
          <RenditionEditor
            workspace={workspace}
            postId={post.id}
            store={store}
            snapshot={snapshot}
            sentences={sentences}
            source={{
              title: post.source?.title,
              passages: new Map(post.passages.map((passage) => [passage.id, passage])),
              names,
            }}
            pointed={pointed}
            may={may}
            onPoint={setPointed}
          />
        </div>
        <section className={classes["out"]} aria-label="Where it goes">
          <DeliveryList
            workspace={workspace}
            postId={post.id}
            network={network}
            timeZone={timeZone}
            canChange={may.schedule}
          />
        </section>
        <section className={classes["panel"]} aria-label="Source and preview">
          <Surface p="md">
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
            {side === "source" ? (
              <SourcePanel
                workspace={workspace}
                source={post.source}
                passages={post.passages.filter(({ id }) => cited.has(id))}
                lit={litPassages(base.view.citations, pointed)}
                onPoint={(id) => setPointed(id === null ? null : { kind: "passage", id })}
              />
            ) : (
              <Look workspace={workspace} author={author} network={network} draft={draft} />
            )}
          </Surface>
        </section>
      </div>
      {state.kind === "conflict" && <ConflictDialog store={store} mine={draft} theirs={state.theirs} />}
      {open === "history" && (
        <HistoryDrawer
          postId={post.id}
          renditionId={base.view.id}
          store={store}
          names={names}
          timeZone={timeZone}
          canWrite={may.write}
          onClose={close}
        />
      )}
      {open === "schedule" && (
        <ScheduleDialog
          workspace={workspace}
          postId={post.id}
          store={store}
          snapshot={snapshot}
          timeZone={timeZone}
          onClose={close}
        />
      )}
    </>
  );
}

type LookProps = {
  workspace: string;
  author: string;
  network: PostDetail["renditions"][number]["network"];
  draft: Draft;
};

/** The preview follows a moment behind, so that typing never waits for it. */
function Look({ workspace, author, network, draft }: LookProps) {
  const { title, parts } = useDeferredValue(draft);
  return (
    <div className={classes["preview"]}>
      <VisuallyHidden component="h2">Preview</VisuallyHidden>
      <NetworkPreview
        network={network}
        author={author}
        title={title}
        parts={parts.map(({ text, media }) => ({
          text,
          images: media.map(({ assetId, alt }) => ({ url: imageUrl(workspace, assetId), alt })),
        }))}
      />
    </div>
  );
}
