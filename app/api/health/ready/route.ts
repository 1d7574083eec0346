import { readiness } from "@/server/health";

export async function GET(): Promise<Response> {
  const health = await readiness();
  return Response.json(health, { status: health.ready ? 200 : 503, headers: { "cache-control": "no-store" } });
}
