// Asking the API.

const PATIENCE_MS = 30_000;

/** Why there is no answer: `kind` is "offline", "failed" (no sense in what came back) or "problem" with its detail. */
export class AskError extends Error {
  constructor(kind, detail = "") {
    super(kind);
    this.kind = kind;
    this.detail = detail;
  }
}

/** The answer to a question; `history` holds the turns before it, oldest first. Throws AskError. */
export async function ask(question, history) {
  let response;
  try {
    response = await fetch("/ask", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "Accept-Language": document.documentElement.lang },
      body: JSON.stringify({ question, history }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new AskError("offline");
  }
  const body = await response.json().catch(() => null);
  if (!body) throw new AskError("failed");
  if (!response.ok) throw new AskError("problem", body.detail);
  return body;
}
