import { configureHttp } from "@/server/networks/http";

/** Lets the guard reach these local servers and nothing else that is private. */
export function reachOnly(...servers: { url: string }[]): void {
  configureHttp({ allow: servers.map(({ url }) => new URL(url).host) });
}
