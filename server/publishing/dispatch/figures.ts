const SPAN_MS = 60_000;

/** What one process sent within the last minute; lateness is from the chosen instant to the start of the write. */
export type Figures = {
  sent: number;
  failed: number;
  unknown: number;
  early: number;
  p50Ms: number | null;
  p99Ms: number | null;
};

export type FigureLog = {
  sent: (latenessMs: number) => void;
  count: (what: "failed" | "unknown") => void;
  lastMinute: () => Figures;
};

export function createFigureLog(): FigureLog {
  let entries: { at: number; lateness: number | null; what: "sent" | "failed" | "unknown" }[] = [];
  const add = (what: "sent" | "failed" | "unknown", lateness: number | null): void => {
    entries.push({ at: performance.now(), lateness, what });
    if (entries.length > 200_000) entries = entries.slice(-100_000);
  };
  return {
    sent: (latenessMs) => add("sent", latenessMs),
    count: (what) => add(what, null),
    lastMinute: () => {
      const since = performance.now() - SPAN_MS;
      entries = entries.filter(({ at }) => at >= since);
      const lateness = entries.flatMap((e) => e.lateness ?? []).sort((a, b) => a - b);
      const quantile = (q: number) => lateness[Math.min(lateness.length - 1, Math.floor(q * lateness.length))] ?? null;
      const count = (what: string) => entries.filter((e) => e.what === what).length;
      return {
        sent: lateness.length,
        failed: count("failed"),
        unknown: count("unknown"),
        early: lateness.filter((ms) => ms < 0).length,
        p50Ms: quantile(0.5),
        p99Ms: quantile(0.99),
      };
    },
  };
}
