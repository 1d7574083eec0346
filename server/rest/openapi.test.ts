import { expect, test } from "vitest";
import { docsPage } from "@/server/rest/docs-page";
import { openApiDocument } from "@/server/rest/openapi";
import { ROUTES } from "@/server/rest/routes/all";

test("every route is in the document, with its input, output and errors", () => {
  const paths = openApiDocument().paths as Record<string, Record<string, { responses: Record<string, unknown> }>>;
  for (const { method, path, status } of ROUTES) {
    const operation = paths[path]?.[method.toLowerCase()];
    expect(Object.keys(operation?.responses ?? {}), `${method} ${path}`).toEqual(
      expect.arrayContaining([String(status), "400"]),
    );
  }
  const add = paths["/sources"]?.["post"] as unknown as { requestBody: { content: Record<string, unknown> } };
  expect(Object.keys(add.requestBody.content)).toEqual(["application/json", "multipart/form-data"]);
  expect(JSON.stringify(paths)).toContain('"format":"date-time"');
});

test("every POST says whether it takes an Idempotency-Key", () => {
  type Operation = { parameters?: { name: string }[]; description?: string; responses: Record<string, unknown> };
  const paths = openApiDocument().paths as Record<string, Record<string, Operation>>;
  for (const { path } of ROUTES.filter(({ method }) => method === "POST")) {
    const { parameters = [], description, responses } = paths[path]?.["post"] ?? { responses: {} };
    const takes = parameters.some(({ name }) => name === "Idempotency-Key");
    expect(takes, path).toBe(!path.startsWith("/auth/"));
    expect("422" in responses, path).toBe(takes);
    if (!takes) expect(description, path).toMatch(/Idempotency-Key is ignored/);
  }
});

test("the page for people names every route and loads nothing", async () => {
  const response = docsPage();
  const html = await response.text();
  for (const { path } of ROUTES) expect(html).toContain(`<code>${path}</code>`);
  expect(html).not.toMatch(/<script|<link|src=|style="/);
  const nonce = /<style nonce="([\w-]+)">/.exec(html)?.[1];
  expect(response.headers.get("content-security-policy")).toContain(`style-src 'nonce-${nonce}'`);
});
