/** What a delta changes about a format's output. */
type Output = { id: string; seq: number; text: string; status: string };
type Delta = { id: string; seq: number; append: string; status: string };

/**
 * Adds a delta to the snapshot it follows. Null when the snapshot must be read again: a delta is missing, or the status
 * changed and with it more than the text. A delta the snapshot already holds changes nothing.
 */
export function applyOutput<O extends Output>(outputs: O[], delta: Delta): O[] | null {
  const known = outputs.find(({ id }) => id === delta.id);
  if (!known) return null;
  if (delta.seq <= known.seq) return outputs;
  if (delta.seq !== known.seq + 1 || delta.status !== known.status) return null;
  return outputs.map((output) =>
    output === known ? { ...output, seq: delta.seq, text: output.text + delta.append } : output,
  );
}
