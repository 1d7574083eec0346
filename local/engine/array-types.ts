/**
 * Array types for the driver. Its own come from a query on every connect, whose promise nobody holds: a connection that
 * dies just then would end the process (postgres 3.4.9).
 */
export const arrayTypes = {
  textArray: { to: 1009, from: [1009], serialize: literal, parse: elements },
  intArray: { to: 1007, from: [1007], serialize: literal, parse: (text: string) => elements(text).map(Number) },
  bigintArray: { to: 1016, from: [1016], serialize: literal, parse: elements },
};

/** One-dimensional, without NULLs: all this schema has. */
function literal(values: readonly (string | number)[]): string {
  return `{${values.map((value) => `"${String(value).replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
}

function elements(text: string): string[] {
  const found = text.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,"]+)/gs);
  return Array.from(found, ([, quoted, plain]) => quoted?.replace(/\\(.)/gs, "$1") ?? plain ?? "");
}
