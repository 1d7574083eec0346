"use client";
import { useState } from "react";
import type { PostDetail } from "@/server/posts/input";
import { ConflictDialog } from "./conflict-dialog";
import { DeliveryList } from "./delivery-list";
import type { RenditionDraft } from "./draft/rendition-draft";
import classes from "./editor.module.css";
import { HistoryDrawer } from "./history-drawer";
import { litPassages, type Pointed, sentencesOf } from "./linked";
import { RenditionEditor } from "./rendition-editor";
import { ScheduleDialog } from "./schedule-dialog";
import { SidePanel } from "./side-panel";
import { useDraft } from "./use-drafts";
import { useNameOnce } from "./use-name";

/** What lies over the editor. */
export type Opened = "schedule" | "history" | null;

type Props = {
  workspace: string;
  author: string;
  post: PostDetail;
  store: RenditionDraft;
  names: ReadonlyMap<string, string>;
  timeZone: string;
  may: { write: boolean; schedule: boolean; ask: boolean };
  opened: Opened;
  onClose: () => void;
};

/** One network's text with everything beside it. */
export function RenditionScreen({ workspace, author, post, store, names, timeZone, may, opened, onClose }: Props) {
  const snapshot = useDraft(store);
  const { draft, base, state } = snapshot;
  const { network, citations } = base.view;
  const [pointed, setPointed] = useState<Pointed>(null);
  const nameOnce = useNameOnce(post);
  const cited = new Set(citations.flatMap(({ passageIds }) => passageIds));
  const passages = new Map(post.passages.map((passage) => [passage.id, passage]));
  return (
    <>
      <div className={classes["columns"]}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: nothing is done here; it hears that a field was left. */}
        <div className={classes["words"]} onBlur={() => may.write && nameOnce(draft)}>
          <RenditionEditor
            workspace={workspace}
            postId={post.id}
            store={store}
            snapshot={snapshot}
            sentences={sentencesOf(snapshot)}
            source={{ title: post.source?.title, passages, names }}
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
        <SidePanel
          workspace={workspace}
          author={author}
          network={network}
          draft={draft}
          source={post.source}
          passages={post.passages.filter(({ id }) => cited.has(id))}
          lit={litPassages(citations, pointed)}
          onPoint={(id) => setPointed(id === null ? null : { kind: "passage", id })}
        />
      </div>
      {state.kind === "conflict" && <ConflictDialog store={store} mine={draft} theirs={state.theirs} />}
      {opened === "history" && (
        <HistoryDrawer
          postId={post.id}
          renditionId={base.view.id}
          store={store}
          names={names}
          timeZone={timeZone}
          canWrite={may.write}
          onClose={onClose}
        />
      )}
      {opened === "schedule" && (
        <ScheduleDialog
          workspace={workspace}
          postId={post.id}
          store={store}
          snapshot={snapshot}
          timeZone={timeZone}
          onClose={onClose}
        />
      )}
    </>
  );
}
