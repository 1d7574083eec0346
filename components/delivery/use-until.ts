"use client";
import { useSyncExternalStore } from "react";
import { untilText } from "@/components/delivery/until";

function everySecond(tick: () => void): () => void {
  const timer = setInterval(tick, 1_000);
  return () => clearInterval(timer);
}
const never = () => () => {};

/** A countdown that runs while it is on screen; null when there is nothing to count. */
export function useUntil(dueAt: Date | null): string | null {
  return useSyncExternalStore(
    dueAt ? everySecond : never,
    () => (dueAt ? untilText(dueAt, Date.now()) : null),
    () => null,
  );
}
