// Conversations, kept in this browser only, newest first: [{id, at, turns: [{question, answer}]}].

const KEY = "qa.conversations";
const MOST = 30;

/** All that are kept. */
export function conversations() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

function write(kept) {
  try {
    if (kept.length) localStorage.setItem(KEY, JSON.stringify(kept));
    else localStorage.removeItem(KEY);
    return true;
  } catch {
    return kept.length > 1 && write(kept.slice(0, -1)); // full: the oldest goes
  }
}

/** Keep the conversation as it is now; one without turns is forgotten. */
export function keep(id, turns) {
  const others = conversations().filter((each) => each.id !== id);
  write(turns.length ? [{ id, at: new Date().toISOString(), turns }, ...others].slice(0, MOST) : others);
}

/** Forget one. */
export const forget = (id) => write(conversations().filter((each) => each.id !== id));

/** Keep these again, newest first. */
export const restore = (kept) => write(kept.slice(0, MOST));

/** Forget all. */
export const forgetAll = () => write([]);
