import { randomBytes } from "node:crypto";
import { type OpenApiDocument, openApiDocument } from "@/server/rest/openapi";

/** The little of JSON Schema that our routes come to. */
type Schema = {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  $ref?: string;
};
type Operation = {
  summary?: string;
  description?: string;
  security?: unknown[];
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>;
};

/** The REST API for people: one page, made from the same document, with nothing loaded from elsewhere. */
export function docsPage(): Response {
  const nonce = randomBytes(16).toString("base64url");
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": policy };
  return new Response(pageOf(openApiDocument(), nonce), { headers });
}

function pageOf(document: OpenApiDocument, nonce: string): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({ path, method, operation })),
  );
  const base = document.servers?.[0]?.url ?? "";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Reprise REST API</title><style nonce="${nonce}">${STYLE}</style></head><body><main>
<h1>Reprise REST API</h1>
<p>${text(document.info.description ?? "")} The same as data: <a href="openapi.json">openapi.json</a>.</p>
<h2>Begin</h2>
<pre tabindex="0"><code>curl -X POST ${text(base)}/users -H 'content-type: application/json' \\
  -d '{"email":"ada@example.com","password":"a long password","name":"Ada","workspace":"Engine"}'
curl -X POST ${text(base)}/auth/token -H 'content-type: application/json' \\
  -d '{"email":"ada@example.com","password":"a long password"}'
curl ${text(base)}/channels -H "authorization: Bearer $ACCESS_TOKEN"</code></pre>
<p>An access token is good for 15 minutes, a refresh token once within 7 days. Every error looks like this:</p>
<pre tabindex="0"><code>{ "error": { "type": "not_found", "message": "…", "details": {}, "requestId": "…", "timestamp": "2026-11-20T09:00:00.000Z" } }</code></pre>
<h2>Routes</h2>
<nav><ul>${operations.map(({ path, method }) => `<li><a href="#${idOf(method, path)}"><b>${method.toUpperCase()}</b> ${text(path)}</a></li>`).join("")}</ul></nav>
${operations.map(sectionOf).join("\n")}
</main></body></html>`;
}

function sectionOf({ path, method, operation }: { path: string; method: string; operation: Operation }): string {
  const parameters = operation.parameters ?? [];
  const bodies = Object.entries(operation.requestBody?.content ?? {});
  const done = Object.entries(operation.responses).find(([status]) => status.startsWith("2"));
  const failures = Object.entries(operation.responses).filter(([status]) => !status.startsWith("2"));
  const answer = done?.[1].content?.["application/json"]?.schema;
  return `<section id="${idOf(method, path)}"><h3><b>${method.toUpperCase()}</b> <code>${text(path)}</code></h3>
<p>${text(operation.summary ?? "")}. ${operation.security?.length ? "Needs an access token." : "Needs no token."} ${text(operation.description ?? "")}</p>
${
  parameters.length > 0
    ? table(
        "Parameters",
        parameters.map((p) => row(`${p.name} <small>${p.in}</small>`, p.schema ?? {}, p.required ?? false)),
      )
    : ""
}
${bodies.map(([type, { schema }]) => table(`Body, ${type}`, rowsOf(schema))).join("")}
${answer ? table(`Answer ${done?.[0]}`, rowsOf(answer)) : ""}
<p class="failures">${failures.map(([status, { description }]) => `<b>${status}</b> ${text(description)}`).join(" ")}</p></section>`;
}

const table = (caption: string, rows: string[]): string =>
  `<div class="scroll" tabindex="0"><table><caption>${text(caption)}</caption><thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">About</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;

const rowsOf = (schema: Schema): string[] =>
  Object.entries(schema.properties ?? {}).map(([name, field]) =>
    row(text(name), field, schema.required?.includes(name) ?? false),
  );

const row = (name: string, schema: Schema, required: boolean): string =>
  `<tr><th scope="row">${name}</th><td><code>${text(typeOf(schema))}</code></td><td>${required ? "" : "optional. "}${text(schema.description ?? "")}</td></tr>`;

/** A type as one reads it: string, "a" | "b", { id, name }[]. */
function typeOf(schema: Schema): string {
  const choices = schema.anyOf ?? schema.oneOf;
  if (schema.$ref) return schema.$ref.split("/").at(-1) ?? "";
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (choices) return choices.map(typeOf).join(" | ");
  if (schema.type === "array") return `${typeOf(schema.items ?? {})}[]`;
  if (schema.properties) return `{ ${Object.keys(schema.properties).join(", ")} }`;
  const types = Array.isArray(schema.type) ? schema.type.join(" | ") : (schema.type ?? "any");
  return schema.format ? `${types} (${schema.format})` : types;
}

const idOf = (method: string, path: string): string => `${method}${path.replace(/\W+/g, "-")}`.replace(/-$/, "");

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const text = (value: string): string => value.replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c);

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#16181d, #eceae4); --paper: light-dark(#fbfaf7, #141517); --line: light-dark(#e8e5de, #2b2e33); --accent: light-dark(#a83013, #f08a6c); }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.6 system-ui, sans-serif; }
main { max-width: 960px; margin: 0 auto; padding: 48px 20px; }
h1, h2, h3 { letter-spacing: -.02em; line-height: 1.2; } h2 { margin-top: 48px; }
a { color: var(--accent); } b { font-weight: 650; }
nav ul { columns: 2 320px; padding: 0; list-style: none; }
section { border-top: 1px solid var(--line); padding-top: 12px; margin-top: 32px; }
pre, .scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; } pre { padding: 14px; font-size: 14px; }
.scroll { margin: 12px 0; } table { width: 100%; border-collapse: collapse; font-size: 14px; }
caption { text-align: left; padding: 8px 12px; font-weight: 650; } th, td { text-align: left; vertical-align: top; padding: 6px 12px; border-top: 1px solid var(--line); font-weight: 400; }
tbody th { font-family: ui-monospace, monospace; } thead th { font-weight: 650; } th:first-child { width: 24%; } td:nth-child(2), thead th:nth-child(2) { width: 38%; } h3 code { font-size: inherit; font-weight: 500; } code { font-size: 13px; overflow-wrap: anywhere; } .failures { font-size: 14px; }
`;
