/** What one try to save came to. `unreachable` may be tried again as it is, `refused` not. */
export type SaveOutcome<C> =
  | { kind: "saved"; version: number }
  | { kind: "conflict"; version: number; theirs: C }
  | { kind: "unreachable" }
  | { kind: "refused"; message: string };

/** Where the words are: on the server, on their way, or here and waiting for something. */
export type SaveState<C> =
  | { kind: "saved" | "waiting" | "saving" | "retrying" }
  | { kind: "conflict"; version: number; theirs: C }
  | { kind: "refused"; message: string };

type Options<T, C> = {
  /** What is saved as version `version`. */
  saved: T;
  version: number;
  save: (value: T, baseVersion: number) => Promise<SaveOutcome<C>>;
  same: (a: T | C, b: T | C) => boolean;
  /** Keeps a copy that outlives this page until the value is saved; null means it is. */
  keep: (copy: { value: T; baseVersion: number } | null) => void;
  onChange: () => void;
};

/** Pause after the last change before it is saved, in ms. */
export const SAVE_AFTER_MS = 800;
const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Saves a value a moment after its last change: one save at a time, what changes meanwhile is saved after it. Without
 * a connection it goes on trying; when somebody else saved first it stops until `resolve`.
 */
export class Autosave<T, C> {
  readonly #options: Options<T, C>;
  #value: T;
  #saved: T;
  #version: number;
  #state: SaveState<C> = { kind: "saved" };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  #failures = 0;

  constructor(options: Options<T, C>) {
    this.#options = options;
    this.#value = options.saved;
    this.#saved = options.saved;
    this.#version = options.version;
  }

  get state(): SaveState<C> {
    return this.#state;
  }
  /** The value as last saved, and its version. */
  get saved(): T {
    return this.#saved;
  }
  get version(): number {
    return this.#version;
  }
  /** Whether nothing waits to be saved. */
  get clean(): boolean {
    return this.#state.kind === "saved";
  }

  /** Takes a change; it is saved in a moment. */
  change(value: T): void {
    this.#value = value;
    if (this.#state.kind === "conflict") {
      this.#keep();
      return;
    }
    // After a try without an answer the server may hold words of ours: then the old ones must be sent too.
    const settled = !this.#running && this.#failures === 0;
    if (settled && this.#options.same(value, this.#saved)) {
      clearTimeout(this.#timer);
      this.#options.keep(null);
      this.#become({ kind: "saved" });
      return;
    }
    this.#keep();
    if (this.#running || this.#state.kind === "retrying") {
      this.#options.onChange();
      return;
    }
    this.#schedule(SAVE_AFTER_MS);
    this.#become({ kind: "waiting" });
  }

  /** Saves what waits at once; true when everything is saved afterwards. */
  async flush(): Promise<boolean> {
    for (let turn = 0; turn < 5 && !this.clean; turn++) {
      if (this.#state.kind === "conflict") return false;
      await (this.#running ?? this.#run());
      if (this.#state.kind === "retrying" || this.#state.kind === "refused") return false;
    }
    return this.clean;
  }

  /** Tries again now, when the connection is back. */
  retry(): void {
    if (this.#state.kind === "retrying" && !this.#running) void this.#run();
  }

  /** Takes over what somebody else saved, or what else made a new version, while nothing of ours waits. */
  adopt(value: T, version: number): void {
    this.#saved = value;
    this.#version = version;
    this.#value = value;
    this.#options.keep(null);
    this.#become({ kind: "saved" });
  }

  /** A new version holds the very words ours is based on: what waits here goes on top of it. */
  rebase(version: number): void {
    this.#version = version;
    if (!this.clean) this.#keep();
  }

  /** Starts from a copy an earlier page kept; `theirs` is what is saved when that is no longer what it was made on. */
  recover(value: T, theirs: C | null): void {
    if (theirs === null) {
      this.change(value);
      return;
    }
    this.#value = value;
    this.#keep();
    this.#become({ kind: "conflict", version: this.#version, theirs });
  }

  /** Ends a conflict: `value` is saved on top of theirs, which stays in the history; the same as theirs saves nothing. */
  resolve(value: T): void {
    if (this.#state.kind !== "conflict") return;
    const { version, theirs } = this.#state;
    this.#version = version;
    if (this.#options.same(value, theirs)) {
      this.adopt(value, version);
      return;
    }
    this.#value = value;
    this.#become({ kind: "waiting" });
    void this.#run();
  }

  /** Ends the timer; what is not saved stays in the kept copy. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #run(): Promise<void> {
    clearTimeout(this.#timer);
    this.#running = this.#saveOnce().finally(() => {
      this.#running = undefined;
      this.#next();
    });
    return this.#running;
  }

  async #saveOnce(): Promise<void> {
    const sent = this.#value;
    this.#become({ kind: "saving" });
    const outcome = await this.#options.save(sent, this.#version);
    switch (outcome.kind) {
      case "saved":
        this.#failures = 0;
        this.#saved = sent;
        this.#version = outcome.version;
        break;
      case "conflict":
        this.#failures = 0;
        if (this.#options.same(outcome.theirs, this.#saved)) this.#version = outcome.version;
        else this.#become(outcome);
        break;
      case "unreachable":
        this.#failures += 1;
        this.#become({ kind: "retrying" });
        break;
      case "refused":
        this.#become(outcome);
    }
  }

  #next(): void {
    const { kind } = this.#state;
    if (kind === "conflict" || kind === "refused") return;
    if (kind === "retrying") {
      this.#schedule(RETRY_MS[Math.min(this.#failures, RETRY_MS.length) - 1] ?? SAVE_AFTER_MS);
    } else if (this.#options.same(this.#value, this.#saved)) {
      this.#options.keep(null);
      this.#become({ kind: "saved" });
    } else {
      this.#keep();
      this.#schedule(SAVE_AFTER_MS);
      this.#become({ kind: "waiting" });
    }
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), ms);
  }

  #keep(): void {
    this.#options.keep({ value: this.#value, baseVersion: this.#version });
  }

  #become(state: SaveState<C>): void {
    this.#state = state;
    this.#options.onChange();
  }
}
