type Idea = { title: string; passageIds: string[]; salience: number };

/** Two ideas that share this much of the smaller one's passages are one, 0…1. */
const SAME = 0.5;

/** The ideas of several jobs, strongest first, each once; those without a passage are left out. */
export function mergeIdeas(ideas: readonly Idea[]): Idea[] {
  const kept: Idea[] = [];
  for (const idea of ideas.toSorted((a, b) => b.salience - a.salience)) {
    const ids = new Set(idea.passageIds);
    const known = kept.some(({ passageIds }) => {
      const shared = passageIds.filter((id) => ids.has(id)).length;
      return shared > 0 && shared / Math.min(passageIds.length, ids.size) >= SAME;
    });
    if (ids.size > 0 && !known) kept.push({ ...idea, passageIds: [...ids] });
  }
  return kept;
}
