"use client";
import { useSubscription } from "@trpc/tanstack-react-query";
import { createContext, type ReactNode, useContext, useEffect, useEffectEvent, useRef, useState } from "react";
import { useTRPC } from "@/components/trpc";
import type { LiveEvent } from "@/server/live/input";

/** A change in the workspace, or `reset`: changes may have been missed, read again what is on screen. */
export type LiveMessage = LiveEvent | { kind: "reset" };
type Listener = (message: LiveMessage) => void;

const LiveContext = createContext<Set<Listener> | null>(null);

/**
 * One stream per browser, however many tabs: HTTP/1.1 allows six connections to a host. The tab that holds the lock has
 * the stream and passes on what it hears; when it closes, another takes over and everyone reads again.
 */
export function LiveProvider({ workspace, children }: { workspace: string; children: ReactNode }) {
  const [listeners] = useState(() => new Set<Listener>());
  const [leading, setLeading] = useState(false);
  const channel = useRef<BroadcastChannel | null>(null);
  const name = `reprise-live-${workspace}`;

  useEffect(() => {
    const others = new BroadcastChannel(name);
    channel.current = others;
    others.onmessage = ({ data }: MessageEvent<LiveMessage>) => {
      for (const listener of listeners) listener(data);
    };
    const giveUp = new AbortController();
    const held = new Promise<void>((release) => giveUp.signal.addEventListener("abort", () => release()));
    navigator.locks
      .request(name, { signal: giveUp.signal }, () => {
        setLeading(true);
        return held;
      })
      .catch(() => {
        // Aborted while waiting: this tab never led.
      });
    return () => {
      giveUp.abort();
      others.close();
    };
  }, [name, listeners]);

  return (
    <LiveContext value={listeners}>
      {leading && (
        <Stream
          onMessage={(message) => {
            channel.current?.postMessage(message);
            for (const listener of listeners) listener(message);
          }}
        />
      )}
      {children}
    </LiveContext>
  );
}

function Stream({ onMessage }: { onMessage: Listener }) {
  const api = useTRPC();
  useSubscription(api.live.events.subscriptionOptions(undefined, { onData: onMessage }));
  return null;
}

/** Calls back for every change of the workspace while the component is on screen, and once at its start with `reset`. */
export function useLive(onMessage: Listener): void {
  const listeners = useContext(LiveContext);
  const latest = useEffectEvent(onMessage);
  useEffect(() => {
    const listener: Listener = (message) => latest(message);
    listeners?.add(listener);
    // What is on screen was read before anybody listened for it: a change in between would never be heard of.
    listener({ kind: "reset" });
    return () => {
      listeners?.delete(listener);
    };
  }, [listeners]);
}
