/** What a piece of work says while it runs, as a generator that returns its result. Only the latest of what waits is kept. */
export async function* streamed<Piece, Result>(
  work: (push: (piece: Piece) => void) => Promise<Result>,
): AsyncGenerator<Piece, Result> {
  let waiting: { piece: Piece } | null = null;
  let wake: () => void = () => {};
  let ended = false;
  const done = work((piece) => {
    waiting = { piece };
    wake();
  }).finally(() => {
    ended = true;
    wake();
  });
  // Heard below; until then a failure is not unhandled.
  done.catch(() => undefined);
  for (;;) {
    const next = waiting as { piece: Piece } | null;
    waiting = null;
    if (next !== null) yield next.piece;
    else if (ended) return await done;
    else {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      await promise;
    }
  }
}
