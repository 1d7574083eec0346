/** Documents read at once by this process: each may take a core and a gigabyte. */
const PLACES = 2;

const waiting: (() => void)[] = [];
let taken = 0;

/** Waits for a free place and returns the function that gives it back. Rejects with the signal's reason when aborted. */
export async function takeTurn(signal: AbortSignal | undefined): Promise<() => void> {
  signal?.throwIfAborted();
  if (taken >= PLACES) await queue(signal);
  else taken++;
  return () => {
    const next = waiting.shift();
    if (next) next();
    else taken--;
  };
}

function queue(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const enter = () => {
      signal?.removeEventListener("abort", leave);
      resolve();
    };
    const leave = () => {
      const index = waiting.indexOf(enter);
      if (index >= 0) waiting.splice(index, 1);
      reject(signal?.reason as Error);
    };
    signal?.addEventListener("abort", leave, { once: true });
    waiting.push(enter);
  });
}
