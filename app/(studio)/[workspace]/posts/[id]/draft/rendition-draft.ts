import type { RenditionView } from "@/server/posts/input";
import { Autosave, type SaveOutcome, type SaveState } from "./autosave";
import { type Content, type Draft, draftOf, sameContent } from "./draft";
import type { LocalCopy } from "./local-copy";
import { pushStep, redo, startStack, type UndoStack, undo } from "./undo";

/** What the server last said of a rendition, with the identity its parts have on screen. */
export type Base = { view: RenditionView; keys: string[]; texts: string[] };
/** Everything the editor shows of a rendition, immutable. */
export type DraftSnapshot = {
  draft: Draft;
  state: SaveState<Content>;
  base: Base;
  canUndo: boolean;
  canRedo: boolean;
};

type Options = {
  view: RenditionView;
  save: (draft: Draft, baseVersion: number) => Promise<SaveOutcome<Content>>;
  local: LocalCopy;
};

const baseOf = (view: RenditionView, keys: string[]): Base => ({
  view,
  keys,
  texts: [...view.parts, ...view.slides].map(({ text }) => text),
});
const keysOf = ({ parts }: Draft) => parts.map(({ key }) => key);

/** One rendition being edited: its steps to take back, its way to the server, and what others do to it meanwhile. */
export class RenditionDraft {
  readonly #listeners = new Set<() => void>();
  readonly #autosave: Autosave<Draft, Content>;
  readonly #local: LocalCopy;
  #stack: UndoStack<Draft>;
  #base: Base;
  #latest: RenditionView;
  #snapshot: DraftSnapshot;
  readonly #first: DraftSnapshot;

  constructor({ view, save, local }: Options) {
    const draft = draftOf(view);
    this.#stack = startStack(draft);
    this.#base = baseOf(view, keysOf(draft));
    this.#latest = view;
    this.#local = local;
    this.#autosave = new Autosave<Draft, Content>({
      saved: draft,
      version: view.version,
      save,
      same: sameContent,
      keep: (copy) => (copy ? local.write(copy) : local.clear()),
      onChange: () => this.#settle(),
    });
    this.#first = this.#look();
    this.#snapshot = this.#first;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly getSnapshot = (): DraftSnapshot => this.#snapshot;
  /** As the server drew it: parts of the page come to life after words were recovered, and must find what is there. */
  readonly getFirstSnapshot = (): DraftSnapshot => this.#first;

  /** The version the words on screen are based on. */
  get version(): number {
    return this.#autosave.version;
  }

  /** Changes the draft; changes of one `tag` in quick succession are taken back together. */
  readonly edit = (change: (draft: Draft) => Draft, tag?: string): void => {
    this.#step(pushStep(this.#stack, change(this.#stack.present), { ...(tag ? { tag } : {}), at: performance.now() }));
  };
  readonly undo = (): void => this.#step(undo(this.#stack));
  readonly redo = (): void => this.#step(redo(this.#stack));

  /** Saves at once; true when the server has every word. */
  readonly flush = (): Promise<boolean> => this.#autosave.flush();
  readonly retry = (): void => this.#autosave.retry();
  readonly stop = (): void => this.#autosave.stop();

  /** Brings back what an earlier page of this browser could not save. */
  recover(): void {
    const copy = this.#local.take();
    if (!copy || sameContent(copy.value, this.#stack.present)) return;
    this.#stack = pushStep(this.#stack, draftOf(copy.value), { at: performance.now() });
    this.#autosave.recover(this.#stack.present, copy.baseVersion === this.version ? null : this.#latest);
  }

  /** Hears what the server has now. */
  receive(view: RenditionView): void {
    this.#latest = view;
    this.#settle();
  }

  /** Ends a conflict: mine goes on top of theirs, or theirs comes on screen and mine is one undo away. */
  resolve(choice: "mine" | "theirs"): void {
    const { state } = this.#autosave;
    if (state.kind !== "conflict") return;
    if (choice === "mine") {
      this.#autosave.resolve(this.#stack.present);
      return;
    }
    const media = new Map(
      [...this.#stack.present.parts, ...this.#latest.parts].flatMap((part) => part.media.map((m) => [m.assetId, m])),
    );
    const parts = state.theirs.parts.map(({ text, media: list }) => ({
      text,
      media: list.map(({ assetId, alt }) => ({ mediaType: "", bytes: 0, ...media.get(assetId), assetId, alt })),
    }));
    const { title, slides } = state.theirs;
    const draft = draftOf({ title, parts, slides });
    this.#stack = pushStep(this.#stack, draft, { at: performance.now() });
    this.#autosave.resolve(draft);
  }

  #step(stack: UndoStack<Draft>): void {
    if (stack === this.#stack) return;
    this.#stack = stack;
    this.#autosave.change(stack.present);
  }

  /** After anything happened: takes what the server said as far as nothing of ours is in its way. */
  #settle(): void {
    const { version, saved, clean, state } = this.#autosave;
    const view = this.#latest;
    if (view.version === version && this.#base.view !== view) {
      this.#base = baseOf(view, keysOf(saved));
    } else if (view.version > version && state.kind !== "saving" && state.kind !== "conflict") {
      if (sameContent(view, saved)) {
        this.#base = baseOf(view, keysOf(saved));
        this.#autosave.rebase(view.version);
      } else if (clean) {
        const draft = draftOf(view, view.parts.length + view.slides.length === saved.parts.length ? keysOf(saved) : []);
        this.#stack = pushStep(this.#stack, draft, { at: performance.now() });
        this.#base = baseOf(view, keysOf(draft));
        this.#autosave.adopt(draft, view.version);
        return;
      }
    }
    this.#snapshot = this.#look();
    for (const listener of this.#listeners) listener();
  }

  #look(): DraftSnapshot {
    return {
      draft: this.#stack.present,
      state: this.#autosave.state,
      base: this.#base,
      canUndo: this.#stack.past.length > 0,
      canRedo: this.#stack.future.length > 0,
    };
  }
}
