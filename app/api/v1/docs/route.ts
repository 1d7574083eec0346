import { docsPage } from "@/server/rest/docs-page";

export function GET(): Response {
  return docsPage();
}
