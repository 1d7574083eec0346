import type { z } from "zod";
import type { ModelCall } from "@/server/errors";

export type { ModelCall, TokenUsage } from "@/server/errors";

/** One sentence-level passage of a source version, as a model sees it. */
export type PassageText = {
  id: string;
  text: string;
  heading: string | null;
  /** Which paragraph of the source it stands in, where that is known: sentences of one paragraph belong together. */
  paragraph?: number;
  /** What it was in the source, where that is known: headings, code and table rows are never posted. */
  kind?: "heading" | "paragraph" | "list_item" | "quote" | "code" | "table_row";
};

/** One idea worth saying, with the passages that carry it; `salience` is 0…1 within its source. */
export type Idea = { title: string; passageIds: string[]; salience: number };

/** The voice a draft is written in; empty lists and nulls mean "no preference". */
export type Voice = {
  name: string;
  audience: string | null;
  tone: string | null;
  dos: string[];
  donts: string[];
  bannedPhrases: string[];
  hashtags: string[];
  /** How the author's own texts are written, as measured: rules in plain words. */
  measured?: string[];
};

/** The shape one format asks for. `measure` counts a part's text the way its network does (unit of `limit`). */
export type DraftShape = {
  format: string;
  networkName: string;
  minParts: number;
  maxParts: number;
  /** Longest part, in the network's own unit. */
  limit: number;
  /** What a good part of this format aims at, same unit. */
  target: number;
  measure: (text: string) => number;
  maxHashtags: number;
  /** A format with a headline (Hub) wants `title`; others leave it null. */
  hasTitle: boolean;
  /** In characters; absent where there is no title or no limit. */
  titleLimit?: number;
  /** False where a link in the text cannot be opened (Instagram captions). */
  withLink?: boolean;
  /** What is shown or spoken beside the post: slides of a carousel, scenes of a script, quote cards. */
  slides?: SlideShape;
};

/** Texts beside a post, each on its own; lengths in characters. Cards hold one quotation each. */
export type SlideShape = { role: "slide" | "scene" | "card"; min: number; max: number; limit: number; target: number };

/** What is asked, as data: `built-in` writes from this alone, language models from the words in the request. */
export type ModelTask =
  | { kind: "edit"; language: string; passages: PassageText[] }
  | { kind: "outline"; title: string; language: string; passages: PassageText[]; maxIdeas: number }
  | {
      kind: "draft";
      title: string;
      author: string | null;
      sourceUrl: string | null;
      language: string;
      ideas: Idea[];
      passages: PassageText[];
      shape: DraftShape;
      voice: Voice | null;
      /** What the job's other posts say already, as text: this one should say something else. */
      others?: readonly string[];
    };

/** One call: the words for a language model, the task as data for `built-in`, and the schema both must meet. */
export type ModelRequest<T> = {
  task: ModelTask;
  instructions: string;
  prompt: string;
  schema: z.ZodType<T>;
  schemaName: string;
  /** Which of a vendor's two configured models fits: outline and repair are small, drafting is large. */
  size: "small" | "large";
  maxOutputTokens: number;
  signal: AbortSignal;
  /** Called with all JSON text so far, as it streams; a new try starts again from the empty string. */
  onText?: (textSoFar: string) => void;
};

/** A reply that met the schema, and every call it took, failed ones included. */
export type ModelReply<T> = { value: T; provider: string; model: string; calls: ModelCall[] };

/** A writer: a vendor's, any OpenAI-compatible endpoint's, or `built-in`. Throws ModelError. */
export type Model = {
  provider: string;
  /** What a person reads in the UI, e.g. "Anthropic · claude-sonnet-5-5". */
  label: string;
  /** Names what fails together (endpoint, key and model) for the circuit breaker; absent: nothing outside can fail. */
  circuit?: (size: "small" | "large") => string;
  /** How many ms to wait until the vendor's own rate limits let this request through; 0: now, and it is counted. */
  waitMs?: (request: Asked) => number;
  /** The most a request can cost, in millionths of a US dollar; null when the price is unknown; absent: nothing. */
  mostMicros?: (request: Asked) => number | null;
  /** A hash of everything that makes the reply; absent: not worth keeping. */
  fingerprint?: (request: Asked) => string;
  /** A reply already paid for, if there is one. */
  recall?<T>(request: ModelRequest<T>): Promise<ModelReply<T> | null>;
  generate<T>(request: ModelRequest<T>): Promise<ModelReply<T>>;
};

/** A request as its cost and its reply depend on it. */
export type Asked = Pick<
  ModelRequest<unknown>,
  "instructions" | "prompt" | "schema" | "schemaName" | "size" | "maxOutputTokens"
>;
