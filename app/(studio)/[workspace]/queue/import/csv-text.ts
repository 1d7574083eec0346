import { parse } from "csv-parse/browser/esm/sync";

/** A CSV file as its rows of cells, the header first, numbered as the server numbers them. The server has checked it before. */
export function toRows(csv: string): string[][] {
  const table = csv.replace(/^\uFEFF/, "").replace(/^sep=.\r?\n/i, "");
  return parse(table, { delimiter: delimiterOf(table), relax_column_count: true, relax_quotes: true });
}

/** The rows as a CSV file again. */
export const toCsv = (rows: string[][]): string => rows.map((row) => row.map(quoted).join(",")).join("\r\n");

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** What separates the cells, by the header: spreadsheets of some countries write semicolons. */
function delimiterOf(csv: string): string {
  const header = csv.slice(0, csv.search(/[\r\n]|$/));
  const [best] = [",", ";", "\t"].sort((a, b) => header.split(b).length - header.split(a).length);
  return best ?? ",";
}

/** A file's text; what is not UTF-8 is read as the spreadsheets of Windows write it. */
export async function readText(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
