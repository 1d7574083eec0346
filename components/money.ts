/** "$1.24", "$0.0031": dollars as people read them, small ones with the digits that say something. */
export const dollars = (usd: number): string =>
  usd.toLocaleString("en", {
    style: "currency",
    currency: "USD",
    ...(usd > 0 && usd < 0.1 ? { maximumSignificantDigits: 2, minimumFractionDigits: 2 } : {}),
  });

/** The same from millionths of a dollar, as the ledger has them. */
export const dollarsOf = (micros: number): string => dollars(micros / 1_000_000);
