"use client";
import { useSyncExternalStore } from "react";
import { momentIn } from "@/components/times";

const never = () => () => {};

/** A moment in the reader's own zone; the server, which does not know it, says it in UTC until the page is live. */
export function Moment({ at }: { at: Date }) {
  const timeZone = useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "UTC",
  );
  return <time dateTime={at.toISOString()}>{momentIn(at, timeZone)}</time>;
}
