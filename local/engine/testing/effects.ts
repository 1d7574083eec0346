import { appendFileSync, closeSync, fstatSync, openSync, readSync } from "node:fs";
import { until } from "./until.ts";

/** Something a test function did: one line of a file, which outlives a kill -9 of the app. */
export type Effect = { kind: string; at: number; pid: number; [detail: string]: unknown };

/** Notes an effect; used by the functions under test. */
export function note(kind: string, detail: Record<string, unknown> = {}): void {
  const file = process.env["EFFECTS_FILE"];
  if (!file) throw new Error("EFFECTS_FILE is not set");
  const at = performance.timeOrigin + performance.now();
  appendFileSync(file, `${JSON.stringify({ kind, at, pid: process.pid, ...detail })}\n`);
}

/** Reads the effects file as it grows. */
export type Effects = {
  of: (kind: string, where?: Record<string, unknown>) => Effect[];
  /** Waits until there are `count` such effects and returns all of them. */
  expect: (kind: string, where: Record<string, unknown>, count?: number, deadlineMs?: number) => Promise<Effect[]>;
};

/** Follows the file from its start. */
export function followEffects(file: string): Effects {
  const handle = openSync(file, "a+");
  process.once("exit", () => closeSync(handle));
  const seen: Effect[] = [];
  let offset = 0;
  let rest = "";
  const read = () => {
    const { size } = fstatSync(handle);
    if (size <= offset) return;
    const chunk = Buffer.alloc(size - offset);
    offset += readSync(handle, chunk, 0, chunk.length, offset);
    const lines = (rest + chunk.toString("utf8")).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) seen.push(JSON.parse(line) as Effect);
  };
  const of = (kind: string, where: Record<string, unknown> = {}) => {
    read();
    const wanted = Object.entries(where);
    return seen.filter((effect) => effect.kind === kind && wanted.every(([key, value]) => effect[key] === value));
  };
  return {
    of,
    async expect(kind, where, count = 1, deadlineMs = 25_000) {
      const what = `${count} × ${kind} ${JSON.stringify(where)}`;
      return until(what, () => (of(kind, where).length >= count ? of(kind, where) : null), deadlineMs);
    },
  };
}
