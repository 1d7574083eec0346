"use client";
import { notifications } from "@mantine/notifications";
import { useSyncExternalStore } from "react";
import { showUndo, UNDO_MS } from "@/components/ui/undo-toast";

// An answer can put a post on a network, so it is given a moment later and can be taken back until then. Whoever leaves
// the page gives it at once; an answer that is lost all the same leaves the post where it was: waiting.

type Waiting = { ids: string[]; give: () => Promise<unknown>; timer: ReturnType<typeof setTimeout>; toast: string };

let waiting: readonly Waiting[] = [];
let answered: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

function set(next: readonly Waiting[], hidden: ReadonlySet<string>): void {
  waiting = next;
  answered = hidden;
  for (const listener of listeners) listener();
}

const without = (ids: string[]): ReadonlySet<string> => new Set([...answered].filter((id) => !ids.includes(id)));

/** Gives an answer for these deliveries after a moment in which it can be taken back. `give` ends when it shows on screen. */
export function answerSoon(ids: string[], message: string, give: () => Promise<unknown>): void {
  const one: Waiting = {
    ids,
    give,
    timer: setTimeout(() => void deliver(one), UNDO_MS),
    toast: showUndo(message, () => {
      clearTimeout(one.timer);
      set(
        waiting.filter((other) => other !== one),
        without(ids),
      );
    }),
  };
  set([...waiting, one], new Set([...answered, ...ids]));
}

async function deliver(one: Waiting): Promise<void> {
  if (!waiting.includes(one)) return;
  clearTimeout(one.timer);
  notifications.hide(one.toast);
  set(
    waiting.filter((other) => other !== one),
    answered,
  );
  try {
    await one.give();
  } catch (error) {
    const message = error instanceof Error ? error.message : "That did not work. Please answer again.";
    notifications.show({ color: "red", message });
  } finally {
    set(waiting, without(one.ids));
  }
}

const deliverAll = () => {
  for (const one of waiting) void deliver(one);
};
const onHide = () => {
  if (document.visibilityState === "hidden") deliverAll();
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) document.addEventListener("visibilitychange", onHide);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) document.removeEventListener("visibilitychange", onHide);
  };
}

const nothing: ReadonlySet<string> = new Set();

/** Deliveries that a person has just answered for: no longer shown as waiting. */
export const useAnswered = (): ReadonlySet<string> =>
  useSyncExternalStore(
    subscribe,
    () => answered,
    () => nothing,
  );
