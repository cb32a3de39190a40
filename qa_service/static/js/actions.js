// What can be done with an answer: copy, share, judge, choose between two, read the passage around a sentence.

import { fetchDocument, giveFeedback } from "./ask.js";
import { STYLES } from "./citing.js";
import { answerText, shareLink } from "./export.js";
import { direct, keepDirection, marked, webAddress } from "./text.js";
import { inDigits } from "./preferences.js";
import { slot, text } from "./turn.js";

const AROUND_CHARS = 280;

async function copy(words, say) {
  try {
    await navigator.clipboard.writeText(words);
    say(text("copied"));
  } catch {
    say(text("not_copied"));
  }
}

async function judge(card, record, vote, say) {
  for (const each of ["up", "down"]) {
    card.querySelector(`[data-action="${each}"]`).setAttribute("aria-pressed", String(each === vote));
  }
  const form = slot(card, "comment");
  form.hidden = false;
  keepDirection(form.elements.comment);
  form.onsubmit = async (event) => {
    event.preventDefault();
    const comment = form.elements.comment.value.trim();
    if (comment) await tell(record, { vote, comment }, say);
    form.hidden = true;
  };
  await tell(record, { vote }, say);
}

async function tell(record, opinion, say) {
  const taken = await giveFeedback({ request_id: record.answer.request_id, ...opinion });
  say(text(taken ? "thanks" : "no_thanks"));
}

function choose(card, button) {
  const undone = button.getAttribute("aria-pressed") === "true";
  slot(card, "neither").hidden = !undone;
  for (const line of slot(card, "sentences").querySelectorAll(".sentence")) {
    const chosen = !undone && line.contains(button);
    const own = line.querySelector('[data-action="choose"]');
    line.hidden = !undone && !chosen;
    own.setAttribute("aria-pressed", String(chosen));
    own.textContent = text(chosen ? "both_again" : "this_one");
  }
  slot(card, "which").hidden = !undone;
}

/** Neither of the two: both go, and the reader may say what is missing; a second press brings them back. */
async function refuse(card, button, record, say) {
  const undone = button.getAttribute("aria-pressed") === "true";
  button.setAttribute("aria-pressed", String(!undone));
  button.textContent = text(undone ? "neither" : "both_again");
  for (const each of [slot(card, "sentences"), slot(card, "which")]) each.hidden = !undone;
  if (!undone) await judge(card, record, "down", say);
}

/** Act on a press within a card; `say` puts a line into the status. */
export function act(button, card, record, say) {
  const { action } = button.dataset;
  if (action === "copy") copy(answerText(record.answer, card.querySelector(".answer__lead").textContent), say);
  else if (action === "share") copy(shareLink(record), say);
  else if (action === "up" || action === "down") judge(card, record, action, say);
  else if (action === "choose") choose(card, button);
  else if (action === "neither") refuse(card, button, record, say);
}

/** A row of styles for each quote of a source; its author is fetched when it is opened first. */
export async function openCiting(details, record, say) {
  const place = details.querySelector(".citing__quotes");
  if (!details.open || place.childElementCount) return;
  const quotes = record.answer.citations.filter((each) => details.dataset.citations.split(" ").includes(String(each.id)));
  const found = await fetchDocument(quotes[0].document_id);
  if (place.childElementCount) return;
  place.append(...quotes.map((each) => {
    const url = webAddress(each.source_url) ?? new URL(each.link, location.origin).href;
    const source = { ...each, author: found?.author, publisher: each.publisher ?? found?.publisher, url };
    const row = document.createElement("li");
    const number = document.createElement("span");
    number.dataset.number = "";
    number.textContent = inDigits(each.id);
    row.append(number, ...Object.entries(STYLES).map(([style, write]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--quiet";
      button.textContent = text(`cite_${style}`);
      button.addEventListener("click", () => copy(write(source), say));
      return button;
    }));
    return row;
  }));
}

/** The sentence with what stands around it in its paragraph, fetched when it is opened first. */
export async function openPassage(details) {
  const place = details.querySelector(".passage__text");
  if (!details.open || place.textContent) return;
  place.textContent = text("loading");
  const { document: id, start, end } = details.dataset;
  const found = await fetchDocument(id);
  if (!found) {
    place.textContent = text("no_passage");
    details.addEventListener("toggle", () => place.replaceChildren(), { once: true });
    return;
  }
  const line = document.createElement("p");
  const words = around(found.text, Number(start), Number(end));
  direct(line, words.text);
  line.append(...marked(words.text, [words.span]));
  place.replaceChildren(line);
}

/** The paragraphs that hold [start, end) in UTF-16 units, cut at words when they are long; the span in code points. */
function around(raw, start, end) {
  let low = Math.max(raw.lastIndexOf("\n", Math.max(0, start - 1)) + 1, 0);
  let high = raw.indexOf("\n", end);
  if (high < 0) high = raw.length;
  if (start - low > AROUND_CHARS) low = raw.indexOf(" ", start - AROUND_CHARS) + 1;
  if (high - end > AROUND_CHARS) high = raw.lastIndexOf(" ", end + AROUND_CHARS);
  low = Math.min(low, start);
  high = Math.max(high, end);
  const points = (from, to) => Array.from(raw.slice(from, to)).length;
  const before = points(low, start);
  return { text: raw.slice(low, high), span: [before, before + points(start, end)] };
}
