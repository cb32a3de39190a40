// The address of each answer, and the way back and forward through the conversation. The embedded panel keeps its own address.

import { isolated } from "./text.js";
import { inLanguage, text } from "./turn.js";

const BACK = "qa.back"; // for js/back.js of an article
const CONVERSATION = "qa.conversation"; // which one this tab shows
const LONGEST_TITLE_CHARS = 80;
const isPanel = document.body.classList.contains("embed");
if (!isPanel) window.history.scrollRestoration = "manual"; // turns are scrolled to, wherever the window stood

/** The question as it was understood, which needs no conversation before it. */
export const understood = ({ question, answer }) => answer.interpreted_as ?? question;

/** The path that gives the answer again, and says which index gave it. */
export function addressOf(record) {
  const asked = new URLSearchParams({ q: understood(record), index: record.answer.index.version });
  if (record.verbatim || record.answer.interpreted_as) asked.set("verbatim", "1");
  for (const [name, values] of Object.entries(record.filters ?? {})) for (const each of [values].flat()) asked.append(name, each);
  return inLanguage(`/?${asked}`);
}

const here = () => location.pathname + location.search;

function entitle(question = "") {
  const short = question.length > LONGEST_TITLE_CHARS ? `${question.slice(0, LONGEST_TITLE_CHARS)}…` : question;
  document.title = question ? `${isolated(short)} – ${text("brand")}` : text("brand");
}

function keepInTab(values) {
  try {
    for (const [key, value] of Object.entries(values)) {
      if (value) sessionStorage.setItem(key, value);
      else sessionStorage.removeItem(key);
    }
  } catch {
    // a browser without a store: articles lead back to the empty page only
  }
}

/** The answer is in sight: address, title and history follow; `step`: "push" a new entry, "replace" it, or "stay". */
export function show(record, conversation, step = "push") {
  if (isPanel) return;
  const address = addressOf(record);
  entitle(record.question);
  keepInTab({ [BACK]: address, [CONVERSATION]: conversation });
  if (step === "replace" || (step === "push" && address === here())) window.history.replaceState({ conversation }, "", address);
  else if (step === "push") window.history.pushState({ conversation }, "", address);
}

/** No answer is in sight. */
export function leave(step = "push") {
  if (isPanel) return;
  entitle();
  keepInTab({ [BACK]: "", [CONVERSATION]: "" });
  if (step === "stay" || !location.search.includes("q=")) return;
  if (step === "push") window.history.pushState(null, "", inLanguage("/"));
  else window.history.replaceState(null, "", inLanguage("/"));
}

/** The conversation of `kept` that this tab showed when it was at this address, and the place of the turn; null without one. */
export function resumed(kept, id = conversationOfTab()) {
  const found = kept.find((each) => each.id === id);
  const place = found ? found.turns.findLastIndex((each) => addressOf(each) === here()) : -1;
  return place < 0 ? null : { found, place };
}

function conversationOfTab() {
  try {
    return sessionStorage.getItem(CONVERSATION);
  } catch {
    return null;
  }
}
