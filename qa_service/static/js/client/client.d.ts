/** One sentence of an answer; `citation` is the `id` of its citation. Spans are [start, end) in code points of `text`. */
export interface Sentence {
  text: string;
  citation: number;
  highlights: [number, number][];
  short_answer: [number, number] | null;
  role: "answer" | "context";
}

/** The source of a sentence: `text.slice(start_utf16, end_utf16) === quote`, of the document's text. */
export interface Citation {
  id: number;
  document_id: string;
  title: string;
  source_url: string | null;
  date: string | null;
  passage_id: string;
  quote: string;
  start: number;
  end: number;
  start_utf16: number;
  end_utf16: number;
  retrieval_score: number;
  rerank_score: number;
  link: string;
  source_link: string | null;
  publisher: string | null;
}

/** A value that articles give for what is asked. */
export interface Value {
  value: string;
  date: string | null;
  document_ids: string[];
}

/** The answer to one question; later releases of the server may add keys. */
export interface Answer {
  question: string;
  status: "answered" | "uncertain" | "no_answer" | "conversation";
  confidence: number;
  reason?: string;
  reply?: string;
  agreement?: "single" | "agree" | "differ";
  values?: Value[];
  as_of?: string;
  form?: "articles" | "summary" | "comparison";
  verdict?: "yes" | "no";
  sentences: Sentence[];
  citations: Citation[];
  interpreted_as: string | null;
  related_questions: string[];
  nearest: { document_id: string; title: string }[];
  index: { version: string; documents: number; passages: number };
  took_ms: number;
  request_id: string;
}

/** Which documents may answer; of a list any value, of all keys each. Dates are YYYY-MM-DD, inclusive. */
export interface Filters {
  document_id?: string[];
  publisher?: string[];
  tags?: string[];
  language?: string[];
  date_from?: string;
  date_to?: string;
}

/** The keys of a question's body beside `question`. */
export interface Options {
  max_sentences?: number;
  min_confidence?: number;
  verbatim?: boolean;
  history?: { question: string; document_ids?: string[] }[];
  filters?: Filters;
}

/** A problem (RFC 9457) of the server. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  request_id: string;
  errors?: { pointer?: string; parameter?: string; code: string; detail: string; suggestion?: string }[];
}

/** What is known of a document without its text. */
export interface DocumentMetadata {
  id: string;
  title: string | null;
  date: string | null;
  author: string | null;
  source_url: string | null;
  publisher: string | null;
  language: string | null;
  tags: string[];
}

/** A document with its text. */
export interface Document extends DocumentMetadata {
  text: string;
}

/** With it a call can be ended. */
export interface Stoppable {
  signal?: AbortSignal;
}

/** Why there is no result. */
export class ServiceError extends Error {
  readonly kind: "stopped" | "offline" | "failed" | "problem";
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly wait: number;
  readonly problem: Partial<Problem>;
}

/** What a client is made with. */
export interface ClientOptions {
  url?: string;
  key?: string;
  language?: "ar" | "en" | "fr";
  timeoutMs?: number;
  retries?: number;
  fetch?: typeof globalThis.fetch;
}

/** A client of the service at `url`. Every method throws ServiceError. */
export class Client {
  constructor(options?: ClientOptions);
  ask(question: string, more?: Options & Stoppable): Promise<Answer>;
  askBatch(questions: (string | ({ question: string } & Options))[], more?: Stoppable): Promise<(Answer | Problem)[]>;
  suggest(typed: string, more?: Stoppable): Promise<string[]>;
  vote(answer: Pick<Answer, "request_id">, vote: "up" | "down", more?: { comment?: string } & Stoppable): Promise<void>;
  documents(filters?: Filters & Stoppable): AsyncGenerator<DocumentMetadata, void, undefined>;
  document(id: string, more?: Stoppable): Promise<Document>;
}
