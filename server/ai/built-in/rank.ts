import type { Sentence } from "./read-source";

/** Sparse weights of a sentence's terms, of length 1. */
export type Vector = Map<string, number>;

/** Longest graph ranked at once; more sentences than this are thinned out first. */
const MAX_NODES = 600;
const DAMPING = 0.85;
const ROUNDS = 20;
const MIN_SIMILARITY = 0.06;

/** Weights terms by how rare they are in the source. */
export function vectorsOf(sentences: readonly Sentence[]): Vector[] {
  const documents = new Map<string, number>();
  for (const sentence of sentences)
    for (const term of sentence.terms) documents.set(term, (documents.get(term) ?? 0) + 1);
  return sentences.map((sentence) => {
    const vector: Vector = new Map();
    let square = 0;
    for (const term of sentence.terms) {
      const weight = Math.log(1 + sentences.length / (documents.get(term) ?? 1));
      vector.set(term, weight);
      square += weight * weight;
    }
    const length = Math.sqrt(square) || 1;
    for (const [term, weight] of vector) vector.set(term, weight / length);
    return vector;
  });
}

/** Cosine of two vectors, 0…1. */
export function similarity(a: Vector, b: Vector): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [term, weight] of small) sum += weight * (large.get(term) ?? 0);
  return sum;
}

/** LexRank: how central each sentence is among the others, 0…1. `weight` thins out long sources. */
export function centrality(vectors: readonly Vector[], weight: readonly number[]): number[] {
  const nodes = chooseNodes(vectors.length, weight);
  const postings = new Map<string, { node: number; weight: number }[]>();
  for (const [node, at] of nodes.entries()) {
    for (const [term, value] of vectors[at] ?? []) {
      const list = postings.get(term);
      if (list === undefined) postings.set(term, [{ node, weight: value }]);
      else list.push({ node, weight: value });
    }
  }
  const edges = nodes.map((at, node) => {
    const row = new Map<number, number>();
    for (const [term, value] of vectors[at] ?? []) {
      for (const other of postings.get(term) ?? []) {
        if (other.node !== node) row.set(other.node, (row.get(other.node) ?? 0) + value * other.weight);
      }
    }
    return [...row].filter(([, value]) => value >= MIN_SIMILARITY);
  });
  const ranks = power(edges);
  const top = Math.max(...ranks, Number.MIN_VALUE);
  const result = new Array<number>(vectors.length).fill(0);
  for (const [node, at] of nodes.entries()) result[at] = (ranks[node] ?? 0) / top;
  return result;
}

/** The heaviest sentences of every stretch, so that a long source is covered from end to end. */
function chooseNodes(count: number, weight: readonly number[]): number[] {
  if (count <= MAX_NODES) return Array.from({ length: count }, (_, at) => at);
  const stretch = Math.ceil(count / (MAX_NODES / 4));
  const nodes: number[] = [];
  for (let from = 0; from < count; from += stretch) {
    const here = Array.from({ length: Math.min(stretch, count - from) }, (_, at) => from + at);
    here.sort((a, b) => (weight[b] ?? 0) - (weight[a] ?? 0));
    nodes.push(...here.slice(0, 4));
  }
  return nodes.sort((a, b) => a - b);
}

function power(edges: readonly (readonly (readonly [number, number])[])[]): number[] {
  const count = edges.length;
  const totals = edges.map((row) => row.reduce((sum, [, value]) => sum + value, 0));
  let ranks = new Array<number>(count).fill(1 / Math.max(1, count));
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = new Array<number>(count).fill((1 - DAMPING) / Math.max(1, count));
    for (const [from, row] of edges.entries()) {
      const share = (DAMPING * (ranks[from] ?? 0)) / (totals[from] || 1);
      for (const [to, value] of row) next[to] = (next[to] ?? 0) + share * value;
    }
    ranks = next;
  }
  return ranks;
}
