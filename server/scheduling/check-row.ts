import { Temporal } from "temporal-polyfill";
import type { ImportRow } from "@/db/schema/scheduling";
import { AppError } from "@/server/errors";
import { checkRendition, type NetworkId, RULES } from "@/server/networks/rules";
import { type Blackouts, blackoutAt, blackoutMessage } from "@/server/publishing/refuse-blackout";
import { chooseTime } from "@/server/publishing/wall-time";
import type { CsvRow } from "@/server/scheduling/read-csv";

/** A channel as a row may name it. */
export type KnownChannel = { id: string; name: string; network: NetworkId; remoteId: string; lost: boolean };
/** What rows are held against. */
export type Known = {
  channels: KnownChannel[];
  /** Channels whose queue has slots. */
  queues: Set<string>;
  timeZone: string;
  now: Date;
  blackouts: Blackouts;
};
export type CheckedRow = { row: number; content: ImportRow; problems: string[] };

const LONGEST_TEXT = 70_000;

/** Reads one row and says in plain words what keeps it from being imported. */
export function checkRow({ row, cells }: CsvRow, known: Known): CheckedRow {
  const problems: string[] = [];
  const channels = channelsOf(cells.channels, known.channels, problems);
  const parts = partsOf(cells.text, problems);
  const timeZone = cells.zone || known.timeZone;
  const at = timeOf(cells, { timeZone, now: known.now }, problems);
  const mediaUrl = mediaOf(cells.media_url, problems);
  if (cells.title.length > 300) problems.push("The title is longer than 300 characters.");
  const title = cells.title === "" ? null : cells.title.slice(0, 300);
  for (const network of new Set(channels.map((channel) => channel.network)))
    problems.push(...limitsOf(network, { title, parts, mediaUrl }));
  if (at === null && cells.date === "" && cells.time === "")
    for (const { id, name } of channels)
      if (!known.queues.has(id))
        problems.push(`The queue of ${name} has no slots yet. Add some, or give date and time.`);
  if (at !== null)
    for (const { id } of channels) {
      const hit = blackoutAt(known.blackouts, id, chooseTime(at, timeZone).dueAt);
      if (hit) problems.push(blackoutMessage(hit));
    }
  const named = channels.map(({ id, name, network }) => ({ id, name, network }));
  const content = { title, parts, channels: named, at, timeZone, mediaUrl, mediaAlt: cells.media_alt.slice(0, 2_000) };
  return { row, content, problems: [...new Set(problems)] };
}

function partsOf(text: string, problems: string[]): string[] {
  if (text === "") problems.push("The text is empty.");
  if (text.length > LONGEST_TEXT) problems.push("The text is longer than 70,000 characters.");
  const parts = text
    .slice(0, LONGEST_TEXT)
    .split(/^[ \t]*---[ \t]*$/m)
    .map((part) => part.trim());
  if (parts.length > 1 && parts.includes(""))
    problems.push("A part of the thread is empty: there is nothing between two ---.");
  return parts;
}

/** Channels are named by their name, their handle, or their network where it has only one. */
function channelsOf(cell: string, known: KnownChannel[], problems: string[]): KnownChannel[] {
  const names = cell
    .split(/[,;|\n]/)
    .map((name) => name.trim())
    .filter(Boolean);
  if (names.length === 0) problems.push("No channel is named.");
  const found = names.flatMap((name) => {
    const low = name.toLowerCase().replace(/^@/, "");
    const by = (of: (channel: KnownChannel) => string) => known.filter((one) => of(one).toLowerCase() === low);
    const candidates = [by(({ name: own }) => own), by(({ remoteId }) => remoteId), by(({ network }) => network)];
    const [hit, ...others] = candidates.find((list) => list.length > 0) ?? [];
    if (!hit) {
      const have = known.slice(0, 10).map((one) => one.name);
      problems.push(`There is no channel “${name}”. There are: ${have.join(", ")}.`);
      return [];
    }
    if (others.length > 0) problems.push(`“${name}” could be several channels. Write its handle: ${hit.remoteId}.`);
    if (hit.lost) problems.push(`${hit.name} has to be connected again before it can be used.`);
    return [hit];
  });
  return [...new Set(found)];
}

type Cells = CsvRow["cells"];

function timeOf(
  { date, time, zone }: Cells,
  { timeZone, now }: { timeZone: string; now: Date },
  problems: string[],
): string | null {
  if (date === "" && time === "") {
    if (zone !== "") problems.push("There is a zone and no date. Give both date and time, or neither for the queue.");
    return null;
  }
  if (date === "" || time === "") problems.push("Give both date and time, or neither for the queue.");
  const day = dayOf(date);
  const clock = clockOf(time);
  if (date !== "" && !day) problems.push(`“${date}” is not a date we can be sure about. Write it like 2026-11-20.`);
  if (time !== "" && !clock) problems.push(`“${time}” is not a time. Write it like 09:30.`);
  if (!day || !clock) return null;
  try {
    if (chooseTime(`${day}T${clock}`, timeZone).dueAt < now) problems.push(`${day} ${clock} has passed.`);
    return `${day}T${clock}`;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push(`“${timeZone}” is not a time zone we know. Write it like Europe/Berlin.`);
    return null;
  }
}

/** Only the order nobody can mistake: 20.11.2026 and 11/20/2026 are refused. */
function dayOf(text: string): string | null {
  const match = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  if (!match) return null;
  try {
    const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
    return Temporal.PlainDate.from({ year, month, day }, { overflow: "reject" }).toString();
  } catch {
    return null;
  }
}

function clockOf(text: string): string | null {
  const match = /^(\d{1,2})[:.](\d{2})(?::(\d{2}))?(?:\s*([ap])\.?m\.?)?$/i.exec(text);
  if (!match) return null;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1, 4).map((part) => Number(part ?? 0));
  const half = match[4]?.toLowerCase();
  if (half && (hours < 1 || hours > 12)) return null;
  const hour = half ? (hours % 12) + (half === "p" ? 12 : 0) : hours;
  if (hour > 23 || minutes > 59 || seconds > 59) return null;
  return [hour, minutes, ...(seconds ? [seconds] : [])].map((n) => String(n).padStart(2, "0")).join(":");
}

function mediaOf(text: string, problems: string[]): string | null {
  if (text === "") return null;
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && text.length <= 2_000) return text;
  problems.push("The media URL is not a web address. It begins with https://.");
  return null;
}

type Said = { title: string | null; parts: string[]; mediaUrl: string | null };

/** The network's own limits; of an image only its address is known yet, so it counts as one that fits. */
function limitsOf(network: NetworkId, { title, parts, mediaUrl }: Said): string[] {
  const rules = RULES[network];
  const image = { mediaType: rules.media.imageTypes[0] ?? "image/jpeg", bytes: 1, alt: "" };
  const checked = {
    title: rules.hasTitle ? (title ?? titleFrom(parts)) : null,
    parts: partsFor(network, parts).map((text, i) => ({ text, media: mediaUrl && i === 0 ? [image] : [] })),
  };
  return checkRendition(checked, rules)
    .filter(({ severity }) => severity === "error")
    .map(({ message }) => `${rules.name}: ${message}`);
}

/** The parts as a network takes them: one text where it has no threads. */
export const partsFor = (network: NetworkId, parts: string[]): string[] =>
  RULES[network].maxParts === 1 ? [parts.join("\n\n")] : parts;

/** The first line, where a network wants a title and the row has none. */
export const titleFrom = (parts: string[]): string =>
  (parts[0] ?? "")
    .split("\n")[0]
    ?.slice(0, 120)
    .replace(/[\uD800-\uDBFF]$/, "")
    .trim() || "Untitled";
