import { openApiDocument } from "@/server/rest/openapi";

export function GET(): Response {
  return Response.json(openApiDocument());
}
