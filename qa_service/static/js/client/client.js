// A client of the HTTP API of qa-service, for browsers, Node (18 and later), Deno and Bun; it needs nothing else.

const BUSY = [429, 503];
const LONGEST_WAIT_MS = 60_000;

/**
 * Why there is no result. `kind`: "stopped" (by the caller's signal), "offline" (no reply in time), "failed" (no sense in what came
 * back) or "problem": the server's, with its `status`, stable `code`, `detail`, all members as `problem`, and the seconds to `wait`.
 */
export class ServiceError extends Error {
  constructor(kind, { status = 0, problem = {}, wait = 0, cause } = {}) {
    super(kind === "problem" ? `${status} ${problem.code}: ${problem.detail}` : kind, { cause });
    this.name = "ServiceError";
    Object.assign(this, { kind, status, code: problem.code ?? "", detail: problem.detail ?? "", wait, problem });
  }
}

/** A client of the service at `url` (in a page of its own: ""). Every method throws ServiceError. */
export class Client {
  #url;
  #headers;
  #timeoutMs;
  #retries;
  #fetch;

  /** A request to a busy server (429, 503) is sent again up to `retries` times, after the time that it asks for. */
  constructor({ url = "", key, language = "ar", timeoutMs = 30_000, retries = 3, fetch = (...sent) => globalThis.fetch(...sent) } = {}) {
    this.#url = url.replace(/\/+$/, "");
    this.#headers = { Accept: "application/json", "Accept-Language": language, ...(key && { Authorization: `Bearer ${key}` }) };
    this.#timeoutMs = timeoutMs;
    this.#retries = retries;
    this.#fetch = fetch;
  }

  /** The answer to a question; `more`: the other keys of the body (max_sentences, history, filters…). */
  ask(question, { signal, ...more } = {}) {
    return this.#send("/ask", { body: { question, ...more }, signal });
  }

  /** An answer or a problem for each question (a text, or the keys of a body), in order. */
  async askBatch(questions, { signal } = {}) {
    const bodies = questions.map((each) => (typeof each === "string" ? { question: each } : each));
    return (await this.#send("/ask/batch", { body: { questions: bodies }, signal })).answers;
  }

  /** Complete questions for what has been typed so far. */
  async suggest(typed, { signal } = {}) {
    return (await this.#send(`/suggest?q=${encodeURIComponent(typed)}`, { signal })).suggestions;
  }

  /** Send a reader's vote, "up" or "down", on an answer. */
  async vote({ request_id }, vote, { comment = "", signal } = {}) {
    await this.#send("/feedback", { body: { request_id, vote, comment }, signal });
  }

  /** Every document that matches the filters, without its text; pages are fetched as they are needed. */
  async *documents({ signal, ...filters } = {}) {
    const query = new URLSearchParams({ limit: 100 });
    for (const [name, value] of Object.entries(filters)) for (const each of [value].flat()) query.append(name, each);
    for (let cursor = ""; cursor !== null; ) {
      query.set("cursor", cursor);
      const page = await this.#send(`/documents?${query}`, { signal });
      yield* page.documents;
      cursor = page.next_cursor;
    }
  }

  /** One document with its `text`. */
  document(id, { signal } = {}) {
    return this.#send(`/documents/${encodeURIComponent(id)}`, { signal });
  }

  async #send(path, { body, signal }) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#sendOnce(path, body, signal);
      } catch (error) {
        if (!BUSY.includes(error.status) || attempt >= this.#retries) throw error;
        await rest(Math.min(error.wait * 1000 || 500 * 2 ** attempt, LONGEST_WAIT_MS), signal);
      }
    }
  }

  async #sendOnce(path, body, signal) {
    const ending = new AbortController();
    const end = () => ending.abort();
    const timer = setTimeout(end, this.#timeoutMs);
    signal?.addEventListener("abort", end);
    if (signal?.aborted) end();
    const given = body && { method: "POST", body: JSON.stringify(body), headers: { ...this.#headers, "Content-Type": "application/json" } };
    let response;
    let found;
    try {
      response = await this.#fetch(this.#url + path, { headers: this.#headers, ...given, signal: ending.signal });
      found = await response.json().catch(() => null);
    } catch (cause) {
      throw new ServiceError(signal?.aborted ? "stopped" : "offline", { cause });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
    }
    if (signal?.aborted) throw new ServiceError("stopped");
    const { status } = response;
    const wait = Number(response.headers.get("Retry-After")) || 0;
    if (!found) throw new ServiceError("failed", { status, wait });
    if (!response.ok) throw new ServiceError("problem", { status, problem: found, wait });
    return found;
  }
}

/** Wait; throws ServiceError "stopped" as soon as the signal says so. */
function rest(ms, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new ServiceError("stopped"));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
    if (signal?.aborted) stop();
  });
}
