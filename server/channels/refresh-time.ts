const HALF_AN_HOUR = 30 * 60_000;
const LONGEST_LEAD = 7 * 24 * 3_600_000;

type Life = { expiresAt: Date | null; endsAt: Date | null; renewable: boolean };

/**
 * When to renew credentials ahead of their end: with a quarter of their life left, at least half an hour and at most a
 * week, and a little earlier by chance, so that those connected together are not renewed together. Null: not at all.
 */
export function refreshTime({ expiresAt, endsAt, renewable }: Life, now = Date.now()): Date | null {
  if (!renewable || !expiresAt || (endsAt && endsAt <= expiresAt)) return null;
  const life = Math.max(0, expiresAt.getTime() - now);
  const lead = Math.min(Math.max(life / 4, HALF_AN_HOUR), life / 2, LONGEST_LEAD);
  return new Date(expiresAt.getTime() - lead * (1 + Math.random() / 4));
}
