/**
 * The child process that reads one document and ends. Started by parse-document.ts with Node's own type stripping, so
 * everything it imports is named by a relative path with its extension. Input: one line of JSON (ParseHints), then the
 * bytes. Output: one WorkerAnswer.
 */
import { Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import type { ParseHints, WorkerAnswer } from "./document.ts";
import { readDocument } from "./read-document.ts";
import { Refusal } from "./refusal.ts";

// Node 24 has no permission for the network yet (--allow-net came with 25): no socket is opened from here.
Socket.prototype.connect = () => {
  throw new Error("A parser tried to open a connection.");
};
// Parsers write notes to the console; standard output belongs to the answer.
for (const method of ["log", "info", "warn", "debug", "error"] as const) console[method] = () => undefined;

const answer = await answerTo(await buffer(process.stdin));
process.stdout.write(JSON.stringify(answer), () => process.exit(0));

async function answerTo(input: Buffer): Promise<WorkerAnswer> {
  try {
    const end = input.indexOf(10);
    const hints = JSON.parse(input.subarray(0, end).toString("utf8")) as ParseHints;
    return { ok: true, document: await readDocument(new Uint8Array(input.subarray(end + 1)), hints) };
  } catch (error) {
    const cause = error instanceof Error ? String(error.cause ?? error.stack).slice(0, 1_000) : String(error);
    if (error instanceof Refusal) return { ok: false, reason: error.reason, message: error.message, cause };
    const message = "This document cannot be read; it may be damaged. Save it anew or paste its text.";
    return { ok: false, reason: "damaged", message, cause };
  }
}
