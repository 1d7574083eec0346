import { metricsFor } from "@/server/metrics";

export async function GET(request: Request): Promise<Response> {
  return metricsFor(request.headers);
}
