import { flat } from "./text";

/** An idea of the gold file: any one of several sets of phrases that stand together. */
export type Idea = string[][];

/** How many of the ideas the posts say: all phrases of a set stand in one paragraph or part. */
export function ideasSaid(ideas: readonly Idea[], posts: readonly string[]): boolean[] {
  const paragraphs = posts.flatMap((post) => post.split(/\n\n/u)).map(flat);
  return ideas.map((idea) =>
    idea.some((phrases) => paragraphs.some((text) => phrases.every((phrase) => text.includes(flat(phrase))))),
  );
}
