/**
 * This machine's wall clock in milliseconds with fractions, as the database on the same machine reads it: node's own
 * fractional clock is set once, when a process starts, and drifts from then on. Right to some microseconds when called.
 */
export function wallClock(): () => number {
  let offset = Number.NEGATIVE_INFINITY;
  // An edge is seen after it happened, never before, so the largest of a few is the best.
  for (let i = 0; i < 20; i++) {
    const before = Date.now();
    let edge = before;
    while (edge === before) edge = Date.now();
    offset = Math.max(offset, edge - performance.now());
  }
  return () => performance.now() + offset;
}
