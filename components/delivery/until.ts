/** "in 42 s", "in 3 min 20 s", "in 12 min": how long until an instant within the next hour; null when it is further or past. */
export function untilText(dueAt: Date, now: number): string | null {
  const seconds = Math.ceil((dueAt.getTime() - now) / 1000);
  if (seconds <= 0 || seconds > 3600) return null;
  if (seconds < 60) return `in ${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 10 && seconds % 60 > 0 ? `in ${minutes} min ${seconds % 60} s` : `in ${minutes} min`;
}
