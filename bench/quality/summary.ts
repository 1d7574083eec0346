import type { SourceGrade, Trial } from "./grade";

/** The figures of a run: shares 0…1, counts as they are. */
export type RunFigures = {
  sources: number;
  languages: number;
  posts: number;
  networkRules: number;
  traceable: number;
  citationCoverage: number;
  blockedBuiltIn: number;
  recallNumber: number;
  recallQuote: number;
  recallEntity: number;
  recallNegation: number;
  recallRole: number;
  scriptedReplies: number;
  scriptedCaught: number;
  scriptedFalseBlocks: number;
  falseBlocks: number;
  paraphrases: number;
  seeded: number;
  ideaCoverage: number;
  redundancy: number;
  redundancyAllFormats: number;
  slop: number;
};

/** What must be reached: [least, most]. */
export const GOALS: Readonly<Partial<Record<keyof RunFigures, readonly [number, number]>>> = {
  sources: [40, Number.POSITIVE_INFINITY],
  languages: [5, Number.POSITIVE_INFINITY],
  paraphrases: [120, Number.POSITIVE_INFINITY],
  networkRules: [1, 1],
  traceable: [1, 1],
  citationCoverage: [0.98, 1],
  blockedBuiltIn: [0, 0],
  recallNumber: [0.95, 1],
  recallQuote: [0.95, 1],
  recallEntity: [0.95, 1],
  recallNegation: [0.7, 1],
  recallRole: [0.7, 1],
  scriptedCaught: [0.95, 1],
  scriptedFalseBlocks: [0, 0.05],
  falseBlocks: [0, 0.05],
  ideaCoverage: [0.7, 1],
  redundancy: [0, 0.3],
  slop: [0, 0],
};

/** Sums up graded sources. `redundancy` is the highest overlap of any two posts of a usual job, `redundancyAllFormats` of any two of all formats; `ideaCoverage` the mean over sources. */
export function figuresOfRun(grades: readonly SourceGrade[]): RunFigures {
  const posts = grades.flatMap((grade) => grade.posts);
  const trials = grades.flatMap((grade) => grade.trials);
  const scripted = grades.flatMap((grade) => grade.scripted);
  const faithful = trials.filter(({ kind }) => kind === "faithful");
  const sound = posts.filter((post) =>
    [post.figures, post.quotes, post.links, post.people, post.copied].every((list) => list.length === 0),
  );
  return {
    sources: grades.length,
    languages: new Set(grades.map(({ language }) => language)).size,
    posts: posts.length,
    networkRules: share(posts.filter(({ network }) => network.length === 0).length, posts.length),
    traceable: share(sound.length, posts.length),
    citationCoverage: share(
      sum(posts, ({ covered }) => covered),
      sum(posts, ({ sentences }) => sentences),
    ),
    blockedBuiltIn: posts.filter(({ blocked }) => blocked.length > 0).length,
    recallNumber: recall(trials, "number"),
    recallQuote: recall(trials, "quote"),
    recallEntity: recall(trials, "entity"),
    recallNegation: recall(trials, "negation"),
    recallRole: recall(trials, "role"),
    scriptedReplies: scripted.length,
    scriptedCaught: share(scripted.filter(({ caught }) => caught).length, scripted.length),
    scriptedFalseBlocks: share(
      sum(scripted, ({ blocked }) => blocked),
      sum(scripted, ({ faithful }) => faithful),
    ),
    falseBlocks: share(faithful.filter(({ caught }) => caught.length > 0).length, faithful.length),
    paraphrases: faithful.length,
    seeded: trials.length - faithful.length,
    ideaCoverage: share(
      sum(grades, ({ ideas }) => ideas.filter(Boolean).length / ideas.length),
      grades.length,
    ),
    redundancy: rounded(Math.max(0, ...posts.map(({ mostAlikeInJob }) => mostAlikeInJob))),
    redundancyAllFormats: rounded(Math.max(0, ...posts.map(({ mostAlike }) => mostAlike))),
    slop: sum(posts, ({ slop }) => slop.length),
  };
}

/** The goals a run did not reach, in words. */
export function missed(figures: RunFigures): string[] {
  return Object.entries(GOALS).flatMap(([name, [least, most]]) => {
    const value = Object.entries(figures).find(([other]) => other === name)?.[1] ?? Number.NaN;
    return value >= least && value <= most
      ? []
      : [`${name} is ${value}, not ${least === most ? least : `${least} to ${most}`}`];
  });
}

const recall = (trials: readonly Trial[], kind: Trial["kind"]): number => {
  const seeded = trials.filter((trial) => trial.kind === kind);
  return share(seeded.filter(({ caught }) => caught.length > 0).length, seeded.length);
};
const sum = <T>(items: readonly T[], value: (item: T) => number): number =>
  items.reduce((total, item) => total + value(item), 0);
const share = (part: number, whole: number): number => (whole === 0 ? 1 : rounded(part / whole));
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
