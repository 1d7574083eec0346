/** What was, is and was taken back; `mark` tells typing that goes on from a new step. */
export type UndoStack<T> = { past: T[]; present: T; future: T[]; mark: { tag: string; at: number } | null };

/** More steps than anyone takes back. */
const MOST_STEPS = 300;
/** Typing in one place that pauses for less than this, in ms, is one step. */
const PAUSE_MS = 900;

export const startStack = <T>(present: T): UndoStack<T> => ({ past: [], present, future: [], mark: null });

/**
 * Makes `next` the present. Steps of one `tag` close in time are taken back together; without a tag each is its own.
 * `at` is in ms on any clock.
 */
export function pushStep<T>(stack: UndoStack<T>, next: T, step: { tag?: string; at: number }): UndoStack<T> {
  if (next === stack.present) return stack;
  const { mark } = stack;
  const goesOn = mark !== null && mark.tag === step.tag && step.at - mark.at < PAUSE_MS;
  return {
    past: goesOn ? stack.past : [...stack.past, stack.present].slice(-MOST_STEPS),
    present: next,
    future: [],
    mark: step.tag === undefined ? null : { tag: step.tag, at: step.at },
  };
}

/** Takes the last step back; the same stack when there is none. */
export function undo<T>(stack: UndoStack<T>): UndoStack<T> {
  const before = stack.past.at(-1);
  if (before === undefined) return stack;
  return { past: stack.past.slice(0, -1), present: before, future: [stack.present, ...stack.future], mark: null };
}

/** Takes back the last undo; the same stack when there is none. */
export function redo<T>(stack: UndoStack<T>): UndoStack<T> {
  const [after, ...future] = stack.future;
  if (after === undefined) return stack;
  return { past: [...stack.past, stack.present], present: after, future, mark: null };
}
