import { timingSafeEqual } from "node:crypto";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { env } from "@/server/env";
import { outboxAge } from "@/server/health";

type Metrics = { registry: Registry; requests: Histogram<"route" | "outcome"> };
// Next loads modules more than once; the numbers are one set per process.
const shared = globalThis as typeof globalThis & { repriseMetrics?: Metrics };

function metrics(): Metrics {
  if (shared.repriseMetrics) return shared.repriseMetrics;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "reprise_request_seconds",
    help: "Time to answer, by tRPC procedure or REST route.",
    labelNames: ["route", "outcome"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  new Gauge({
    name: "reprise_outbox_age_seconds",
    help: "Age of the oldest event that has not reached the executor.",
    registers: [registry],
    async collect() {
      this.set(await outboxAge());
    },
  });
  shared.repriseMetrics = { registry, requests };
  return shared.repriseMetrics;
}

/** Starts a clock; the returned function stops it and gives the milliseconds. `route` must come from a fixed list: every value is a series. */
export function timeRequest(route: string): (outcome: string) => number {
  const end = metrics().requests.startTimer({ route });
  return (outcome) => Math.round(end({ outcome }) * 1000);
}

/** Prometheus text for whoever holds METRICS_TOKEN; without one set there is nothing here. */
export async function metricsFor(headers: Headers): Promise<Response> {
  const wanted = env().METRICS_TOKEN;
  const given = headers.get("authorization")?.replace(/^Bearer /i, "") ?? "";
  if (!wanted) return new Response(null, { status: 404 });
  if (!same(given, wanted)) return new Response(null, { status: 401, headers: { "www-authenticate": "Bearer" } });
  const { registry } = metrics();
  return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } });
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
