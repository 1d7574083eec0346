import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { env } from "@/server/env";
import { errorView } from "@/server/rest/errors";
import type { Route } from "@/server/rest/route";
import { ROUTES } from "@/server/rest/routes/all";

export type OpenApiDocument = ReturnType<typeof createDocument>;

const ERRORS: Record<string, string> = {
  400: "The request does not fit its schema, or is no JSON.",
  401: "The access token (or what was to become one) is missing, old or not valid.",
  403: "The role of the token's person does not allow it.",
  404: "There is nothing by that id in this workspace.",
  409: "What it is about has changed meanwhile, or the same request is still running.",
  422: "The Idempotency-Key was used for another request, or the content cannot be used.",
  429: "Too many tries; see Retry-After.",
};

/** The REST API as OpenAPI 3.1, from the same routes that answer. */
export function openApiDocument(): OpenApiDocument {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of ROUTES)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Reprise",
      version: "1.0.0",
      description:
        "From one long piece to a week of posts. Lists answer { items, nextCursor }; times are ISO 8601, UTC, with milliseconds; ids are opaque.",
    },
    servers: [{ url: `${env().appUrl}/api/v1` }],
    components: { securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } },
    paths,
  });
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  const { params, rest } = inputsOf(route);
  const open = route.permission === "public";
  const inBody = route.method !== "GET" && Object.keys(rest.shape).length > 0;
  const header = z.object({
    "Idempotency-Key": z
      .string()
      .max(200)
      .optional()
      .meta({ description: "The same key and body again has no second effect; for 24 hours." }),
  });
  return {
    operationId: operationId(route),
    summary: route.summary,
    ...(route.description ? { description: route.description } : {}),
    tags: [route.path.split("/")[1] ?? ""],
    ...(open ? { security: [] } : { security: [{ bearer: [] }] }),
    requestParams: {
      ...(Object.keys(params.shape).length > 0 ? { path: params } : {}),
      ...(route.method === "GET" && Object.keys(rest.shape).length > 0 ? { query: rest } : {}),
      ...(takesKey(route) ? { header } : {}),
    },
    ...(inBody ? { requestBody: { required: true, content: contentOf(route, rest) } } : {}),
    responses: {
      [String(route.status)]: { description: "Done", content: { "application/json": { schema: route.output } } },
      ...Object.fromEntries(errorsOf(route).map((status) => [status, errorResponse(ERRORS[status] ?? "")])),
    },
  } as ZodOpenApiOperationObject;
}

const operationId = ({ method, path }: Route): string =>
  method.toLowerCase() +
  path
    .split("/")
    .map((word) => word.replace(/\W/g, ""))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");

/** Path parameters and the rest of a route's input, as the two objects they travel in. */
function inputsOf({ path, input }: Route): { params: z.ZodObject; rest: z.ZodObject } {
  const inPath = (name: string) => path.includes(`{${name}}`);
  const pick = (wanted: boolean) =>
    z.object(Object.fromEntries(Object.entries(input.shape).filter(([name]) => inPath(name) === wanted)));
  return { params: pick(true), rest: pick(false) };
}

function contentOf(route: Route, body: z.ZodObject) {
  const json = { "application/json": { schema: body } };
  if (route.permission === "public" || !route.upload) return json;
  const file = z.string().meta({ override: { type: "string", format: "binary" } });
  return { ...json, "multipart/form-data": { schema: z.object({ file, title: z.string().optional() }) } };
}

/** Whether it honours an Idempotency-Key. */
const takesKey = (route: Route): boolean =>
  route.method === "POST" && (route.permission !== "public" || route.keyed !== null);

const errorsOf = (route: Route): string[] => {
  const { permission, method, path } = route;
  return [
    "400",
    ...(path === "/users" ? [] : ["401"]),
    ...(permission === "public" ? [] : ["403"]),
    ...(path.includes("{") ? ["404"] : []),
    ...(method === "GET" || path.startsWith("/auth/") ? [] : ["409"]),
    ...(takesKey(route) ? ["422"] : []),
    ...(permission === "public" ? ["429"] : []),
  ];
};

const errorResponse = (description: string) => ({
  description,
  content: { "application/json": { schema: errorView } },
});
