import { RouteError } from "@/server/rest/errors";
import type { Method, Route } from "@/server/rest/route";
import { ROUTES } from "@/server/rest/routes/all";

/** The route of a path below /api/v1 and the parameters in it. Throws 404, and 405 with what is allowed. */
export function matchRoute(method: string, path: string): { route: Route; params: Record<string, string> } {
  const wanted = method === "HEAD" ? "GET" : method;
  const allowed = new Set<Method>();
  for (const route of ROUTES) {
    const params = paramsOf(route.path, path);
    if (params && route.method === wanted) return { route, params };
    if (params) allowed.add(route.method);
  }
  if (allowed.size === 0)
    throw new RouteError("There is no such route. See /api/v1/docs.", { status: 404, type: "not_found" });
  const allow = [...allowed].join(", ");
  const problem = { status: 405, type: "method_not_allowed" };
  throw new RouteError(`This route takes ${allow}.`, problem, { allow: [...allowed] }, { allow });
}

function paramsOf(pattern: string, path: string): Record<string, string> | null {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [i, segment] of wanted.entries()) {
    const value = given[i] ?? "";
    if (segment.startsWith("{")) params[segment.slice(1, -1)] = value;
    else if (segment !== value) return null;
  }
  return params;
}
