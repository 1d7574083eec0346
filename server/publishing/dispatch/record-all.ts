import { setTimeout as wait } from "node:timers/promises";
import { log } from "@/server/log";
import { isAboutStatement } from "./connections";
import type { Outcome } from "./ledger";

const AGAIN_MS = 250;

type Options = { record: (items: Outcome[]) => Promise<Set<string>>; stopping: () => boolean };

/**
 * Records outcomes even when the database is away for a while: what we know must not be lost while we live. An item that
 * Postgres refuses does not take its neighbours down; its delivery then ends as unknown and is looked up.
 */
export async function recordAll(items: Outcome[], { record, stopping }: Options): Promise<Set<string>> {
  for (;;) {
    try {
      return await record(items);
    } catch (error) {
      const refused = isAboutStatement(error);
      if (stopping() || (refused && items.length === 1)) throw error;
      log().warn({ err: error, outcomes: items.length }, "outcomes wait for the database");
      if (refused) return one(items, { record, stopping });
      await wait(AGAIN_MS);
    }
  }
}

async function one(items: Outcome[], options: Options): Promise<Set<string>> {
  const kept = new Set<string>();
  for (const item of items)
    for (const id of await recordAll([item], options).catch(() => new Set<string>())) kept.add(id);
  return kept;
}
