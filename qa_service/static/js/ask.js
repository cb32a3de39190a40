// Asking the API.

const PATIENCE_MS = 30_000;

/** Why there is no answer: "stopped", "offline", "failed" (no sense in what came back) or "problem" with its detail, and the seconds to wait. */
export class AskError extends Error {
  constructor(kind, detail = "", wait = 0) {
    super(kind);
    this.kind = kind;
    this.detail = detail;
    this.wait = wait;
  }
}

const headers = () => ({
  "Content-Type": "application/json", Accept: "application/json", "Accept-Language": document.documentElement.lang,
});

/** What the embedded chat is limited to, else what the reader chose, as members of the body. */
function scope(chosen) {
  const { filters } = document.getElementById("composer")?.dataset ?? {};
  return filters ? { filters: JSON.parse(filters) } : chosen ? { filters: chosen } : {};
}

/**
 * The answer to a question; `history` holds the turns before it, oldest first; `verbatim`: word for word, without them; `filters` limit it.
 * Throws AskError.
 */
export async function ask(question, history, stop, { verbatim = false, filters = null } = {}) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  stop.addEventListener("abort", () => patience.abort());
  let response;
  let body;
  try {
    response = await fetch("/ask", {
      method: "POST", headers: headers(), body: JSON.stringify({ question, history, ...scope(filters), ...(verbatim && { verbatim }) }), signal: patience.signal,
    });
    body = await response.json().catch(() => null);
  } catch {
    throw new AskError(stop.aborted ? "stopped" : "offline");
  } finally {
    clearTimeout(timer);
  }
  if (stop.aborted) throw new AskError("stopped");
  if (!body) throw new AskError("failed");
  if (!response.ok) throw new AskError("problem", body.detail, Number(response.headers.get("Retry-After")) || 0);
  return body;
}

/** Whether the server took the opinion of an answer. */
export async function giveFeedback(opinion) {
  try {
    return (await fetch("/feedback", { method: "POST", headers: headers(), body: JSON.stringify(opinion) })).ok;
  } catch {
    return false;
  }
}

/** A document with its text, null if it can't be had. */
export async function fetchDocument(path) {
  try {
    const response = await fetch(path, { headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
