import { cancelled, finishRun, lockRun, resumeStep } from "./runs.ts";
import { offerRun } from "./schedule-run.ts";
import { type EngineEvent, isOpen, type Scope } from "./scope.ts";
import { matchingTrigger } from "./triggers.ts";
import { waitsFor } from "./waits.ts";

/** An event that came in; `customId` is the one its sender chose. */
export type Incoming = { event: EngineEvent; customId?: string | undefined };

/** Stores events sent from outside and lets each act once, however often it is sent again. */
export async function receiveEvents(scope: Scope, incoming: readonly Incoming[]): Promise<void> {
  for (const { event, customId } of incoming) {
    const stored = await scope.sql`
      insert into engine.events (id, name, payload) values (${event.id}, ${event.name}, ${scope.sql.json(event)})
      on conflict do nothing`;
    if (stored.count === 0) continue; // the SDK repeats a send whose answer it did not get
    const seen = { ...event, id: customId ?? event.id };
    await act(scope, seen, { dedupeKey: seen.id, eventId: event.id });
  }
}

/** Lets an event of the engine itself (a run's end) act. */
export async function receiveOwnEvent(scope: Scope, event: EngineEvent, runId: string): Promise<void> {
  await act(scope, event, { dedupeKey: `${event.name}:${runId}`, eventId: event.id });
}

async function act(scope: Scope, event: EngineEvent, start: { dedupeKey: string; eventId: string }): Promise<void> {
  for (const config of scope.functions.values())
    if (matchingTrigger(config, event)) await offerRun(scope, config, { events: [event], ...start });
  for (const wait of await waitsFor(scope.sql, event)) {
    const run = await lockRun(scope.sql, wait.runId);
    if (wait.kind !== "cancel") await resumeStep(scope.sql, run, wait.stepId, { data: event });
    else if (isOpen(run)) await finishRun(scope, run, cancelled(`by event ${event.name}`));
  }
}

/** Answers the run waiting for the signal; null if none does. */
export async function receiveSignal(scope: Scope, signal: string, data: unknown): Promise<string | null> {
  const [wait] = await scope.sql<{ runId: string; stepId: string }>`
    select run_id, step_id from engine.waits where event = ${`signal:${signal}`} and expires_at > now() limit 1`;
  if (!wait) return null;
  await resumeStep(scope.sql, await lockRun(scope.sql, wait.runId), wait.stepId, { data: { signal, data } });
  return wait.runId;
}
