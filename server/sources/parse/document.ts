/** The kinds of document that can be read. */
export type MediaType =
  | "text/plain"
  | "text/markdown"
  | "text/html"
  | "application/pdf"
  | "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/** One unit of text in reading order. `level` is 1…6 on headings; `page` counts from 1 and exists for PDF only. */
export type Block = {
  kind: "heading" | "paragraph" | "list_item" | "quote" | "code" | "table_row";
  level?: number;
  text: string;
  page?: number;
};

/** What every format is reduced to. `language` is ISO 639-1, or "und" when it cannot be told. */
export type ParsedDocument = {
  mediaType: MediaType;
  title: string | null;
  byline: string | null;
  language: string;
  blocks: Block[];
  wordCount: number;
};

/** What one format's parser finds; `languageHint` is what the document says of itself. */
export type Extracted = {
  title: string | null;
  byline: string | null;
  languageHint: string | null;
  blocks: Block[];
};

/** What the child process is told besides the bytes. */
export type ParseHints = { fileName: string | null; url: string | null; declaredType: string | null };

/** What the child process answers: exactly one JSON value on its standard output. */
export type WorkerAnswer =
  | { ok: true; document: ParsedDocument }
  | { ok: false; reason: RefusalReason; message: string; cause: string | null };

/** Why a document was not read, for code; the words for people are in the message. */
export type RefusalReason =
  | "empty"
  | "scanned_pdf"
  | "encrypted_pdf"
  | "damaged"
  | "zip_bomb"
  | "too_large"
  | "too_slow"
  | "login_page"
  | "no_text"
  | "unsupported";
