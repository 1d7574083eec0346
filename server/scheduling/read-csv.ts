import { CsvError, parse } from "csv-parse/sync";
import { AppError } from "@/server/errors";
import { LIMITS } from "@/server/scheduling/input";

/** The columns of an import, in the order of the template. */
export const COLUMNS = ["title", "text", "channels", "date", "time", "zone", "media_url", "media_alt"] as const;
export type Column = (typeof COLUMNS)[number];
/** One row by its number in a spreadsheet (the header is row 1), with every column, trimmed, empty where it has none. */
export type CsvRow = { row: number; cells: Record<Column, string> };

const NEEDED: readonly Column[] = ["text", "channels"];
const SEPARATORS = [",", ";", "\t"];

/**
 * Reads a CSV file as spreadsheets write it: comma, semicolon or tab, quoted or not, with or without a byte order mark.
 * Throws PAYLOAD_TOO_LARGE and UNPROCESSABLE_CONTENT with what to do about a file that cannot be read at all.
 */
export function readCsv(text: string): CsvRow[] {
  if (Buffer.byteLength(text) > LIMITS.importBytes)
    throw new AppError("PAYLOAD_TOO_LARGE", "This file is larger than 2 MB. Split it.");
  if (text.includes("\uFFFD") || text.includes("\0"))
    throw refusal("This file is not UTF-8. In Excel, save it as “CSV UTF-8 (comma delimited)”.");
  const records = parsed(
    text
      .toWellFormed()
      .replace(/^\uFEFF/, "")
      .replace(/^sep=.\r?\n/i, ""),
  );
  const [header, ...rows] = records;
  if (!header) throw refusal("This file is empty. Start from the template.");
  const columns = header.cells.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, "_"),
  );
  const missing = NEEDED.find((name) => !columns.includes(name));
  if (missing) throw refusal(`The first row names no column “${missing}”. Start from the template.`);
  const twice = COLUMNS.find((name) => columns.filter((other) => other === name).length > 1);
  if (twice) throw refusal(`The first row names the column “${twice}” twice.`);
  if (rows.length === 0) throw refusal("There is nothing under the first row.");
  if (rows.length > LIMITS.importRows)
    throw refusal(`This file has ${rows.length} rows; one import takes ${LIMITS.importRows}. Split it.`);
  return rows.map(({ row, cells }) => ({
    row,
    cells: Object.fromEntries(
      COLUMNS.map((name) => [name, cells[columns.indexOf(name)]?.trim() ?? ""]),
    ) as CsvRow["cells"],
  }));
}

/** An example that can be filled in; every spreadsheet opens it. */
export function csvTemplate(): string {
  const example = [
    "Ferries",
    "First part of a thread.\n---\nSecond part.",
    "My Bluesky, Hub",
    "2031-01-15",
    "09:30",
    "Europe/Berlin",
    "",
    "",
  ];
  const queued = ["", "Without a date it goes to the queue.", "Hub", "", "", "", "", ""];
  const line = (cells: readonly string[]) =>
    cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",");
  return `\uFEFF${[COLUMNS, example, queued].map(line).join("\r\n")}\r\n`;
}

/** Rows that are all empty are left out and counted all the same. */
function parsed(text: string): { row: number; cells: string[] }[] {
  const [line = ""] = text.split(/\r?\n/, 1);
  const count = (separator: string) => line.split(separator).length;
  const delimiter = SEPARATORS.reduce((best, other) => (count(other) > count(best) ? other : best));
  try {
    const records = parse(text, { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: false });
    return records
      .map((cells, index) => ({ row: index + 1, cells }))
      .filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw refusal("A quotation mark in this file is never closed. Save it again as CSV from your spreadsheet.", cause);
  }
}

const refusal = (message: string, cause?: unknown) => new AppError("UNPROCESSABLE_CONTENT", message, { cause });
