/**
 * How arrays travel. The driver would ask Postgres for this on every connect, in a promise nobody holds: a connection that
 * dies just then ends the process (postgres 3.4.9).
 */
export const arrayTypes = {
  texts: { to: 1009, from: [1009, 1015, 2951], serialize: literal, parse: elements },
  integers: { to: 1007, from: [1005, 1007], serialize: literal, parse: (text: string) => elements(text).map(Number) },
  bigints: { to: 1016, from: [1016], serialize: literal, parse: elements },
};

/** One-dimensional and without NULLs. Drizzle's own array columns come as literals already. */
function literal(values: string | readonly (string | number | bigint)[]): string {
  if (typeof values === "string") return values;
  return `{${values.map((value) => `"${String(value).replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
}

function elements(text: string): string[] {
  const found = text.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,"]+)/gs);
  return Array.from(found, ([, quoted, plain]) => quoted?.replace(/\\(.)/gs, "$1") ?? plain ?? "");
}
