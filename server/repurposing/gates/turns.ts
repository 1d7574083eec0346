const LABEL = /^([\p{Lu}][\p{L}\p{M}.'’ -]{1,40}?)\s?:\s/u;

/** Whose turn a passage belongs to in an interview or transcript: passage id → the name on the label before it. */
export function turnsOf(passages: ReadonlyMap<string, string>): Map<string, string> {
  const labels = [...passages.values()].map((text) => LABEL.exec(text)?.[1]);
  const speaks = (name: string) => labels.filter((other) => other === name).length > 1;
  const turns = new Map<string, string>();
  let speaker: string | null = null;
  for (const [id, text] of passages) {
    const label = LABEL.exec(text)?.[1];
    if (label !== undefined && speaks(label)) speaker = label;
    if (speaker !== null) turns.set(id, speaker);
  }
  return turns;
}
