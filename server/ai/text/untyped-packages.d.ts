declare module "stopword" {
  const lists: Record<string, string[] | undefined>;
  export = lists;
}

declare module "snowball-stemmers" {
  export function newStemmer(language: string): { stem: (word: string) => string };
}
