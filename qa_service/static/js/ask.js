// Asking the API, as this page does it: in its language, with its filters, and without a second try of its own.

import { Client } from "./client/client.js";

const client = () => new Client({ language: document.documentElement.lang, retries: 0 });

/** What the embedded chat is limited to, else what the reader chose, as members of the body. */
function scope(chosen) {
  const { filters } = document.getElementById("composer")?.dataset ?? {};
  return filters ? { filters: JSON.parse(filters) } : chosen ? { filters: chosen } : {};
}

/**
 * The answer to a question; `history` holds the turns before it, oldest first; `verbatim`: word for word, without them; `filters` limit it.
 * Throws ServiceError.
 */
export const ask = (question, history, stop, { verbatim = false, filters = null } = {}) =>
  client().ask(question, { history, ...scope(filters), ...(verbatim && { verbatim }), signal: stop });

/** Complete questions for what has been typed; throws ServiceError. */
export const suggest = (typed, stop) => client().suggest(typed, { signal: stop });

/** Whether the server took the opinion of an answer. */
export const giveFeedback = ({ request_id, vote, ...more }) =>
  client().vote({ request_id }, vote, more).then(() => true, () => false);

/** A document with its text, null if it can't be had. */
export const fetchDocument = (id) => client().document(id).catch(() => null);
