// Turns of the conversation built from the page's <template>s, the same markup that the server renders.

import { countDown } from "./countdown.js";
import { dateInWords, inDigits } from "./preferences.js";
import { atSentence, direct, direction, documentPath, fill, marked, webAddress } from "./text.js";

function copyOf(template) {
  return document.getElementById(template).content.firstElementChild.cloneNode(true);
}

export function slot(element, name) {
  return element.matches(`[data-slot="${name}"]`) ? element : element.querySelector(`[data-slot="${name}"]`);
}

/** An interface text that the page carries in its language. */
export function text(name) {
  return document.getElementById("tpl-texts").content.querySelector(`[data-text="${name}"]`).textContent;
}

/** A link of ours that keeps the language of the page. */
export function inLanguage(link) {
  const { lang } = document.documentElement;
  if (lang === "ar") return link;
  const [path, ...fragment] = link.split("#");
  return [`${path}${path.includes("?") ? "&" : "?"}lang=${lang}`, ...fragment].join("#");
}

export function question(asked) {
  const bubble = copyOf("tpl-question");
  bubble.dir = direction(asked);
  fill(slot(bubble, "text"), asked);
  return bubble;
}

export function answer(found) {
  const card = copyOf(`tpl-answer-${found.status}`);
  if (found.status === "conversation") return replied(card, found);
  if (found.interpreted_as) {
    const understood = slot(card, "understood");
    understood.hidden = false;
    fill(slot(understood, "text"), found.interpreted_as);
  }
  if (found.status === "no_answer") {
    const nearest = slot(card, "nearest");
    nearest.hidden = found.nearest.length === 0;
    slot(nearest, "list").append(...found.nearest.map(nearestDocument));
  } else {
    const byId = new Map(found.citations.map((each) => [each.id, each]));
    const lines = found.sentences.map((each, place) => [each, sentence(each, byId.get(each.citation), place === 0, found.citations)]);
    const [best, others] = [lines.filter(([each]) => each.role !== "context"), lines.filter(([each]) => each.role === "context")];
    for (const [kind, shown] of [["sentences", best], ["context", others]]) slot(card, kind).append(...shown.map(([, line]) => line));
    for (const [kind, shown] of [["sources", best], ["context-sources", others]]) {
      slot(card, kind).append(...byDocument(shown.map(([each]) => byId.get(each.citation))).map(source));
    }
    if (found.form) card.querySelector(".answer__lead").textContent = text(`${found.form}_lead`);
    if (found.verdict) {
      const verdict = slot(card, "verdict");
      verdict.hidden = false;
      verdict.textContent = text(`verdict_${found.verdict}`);
    }
    showTime(card, found.as_of);
    showAgreement(card, found);
    slot(card, "others").hidden = others.length === 0;
    for (const each of ["which", "neither"]) if (slot(card, each)) slot(card, each).hidden = found.sentences.length < 2;
  }
  const related = slot(card, "related");
  related.hidden = found.related_questions.length === 0;
  slot(related, "chips").append(...found.related_questions.map(chip));
  return card;
}

const DAY_MS = 86_400_000;

/** Until when an answer for the present is known to hold. */
function showTime(card, date) {
  if (!date) return;
  const line = slot(card, "as-of");
  line.hidden = false;
  dated(slot(line, "as-of-date"), date);
  slot(line, "old").hidden = (Date.now() - Date.parse(date)) / DAY_MS <= Number(line.dataset.oldAfter);
}

/** Whether articles agree, or what each gives. */
function showAgreement(card, { agreement, values }) {
  slot(card, "agreed").hidden = agreement !== "agree";
  slot(card, "differ").hidden = agreement !== "differ";
  if (agreement === "agree") slot(card, "count").textContent = inDigits(values[0].document_ids.length);
  if (agreement === "differ") slot(card, "values").append(...values.map(valueGiven));
}

function valueGiven(given) {
  const item = copyOf("tpl-value");
  fill(slot(item, "value"), given.value);
  slot(item, "document").href = inLanguage(documentPath(given.document_ids[0]));
  if (given.date) dated(slot(item, "date"), given.date);
  return item;
}

function dated(time, date) {
  time.dateTime = date;
  time.textContent = dateInWords(date);
  time.hidden = false;
}

/** A bubble without sources: nothing in it is about the world. */
function replied(bubble, found) {
  fill(slot(bubble, "text"), found.reply);
  slot(bubble, "list").append(...found.nearest.map(nearestDocument));
  slot(bubble, "list").hidden = found.nearest.length === 0;
  return bubble;
}

/** Why there is no answer; `wait`: seconds until another try is worth it. */
export function failure(detail, retry, wait = 0) {
  const card = copyOf("tpl-failure");
  if (wait) countDown(slot(card, "retry"), wait, inDigits);
  slot(card, "detail").textContent = detail;
  slot(card, "retry").addEventListener("click", retry);
  return card;
}

function sentence(quoted, citation, isBest, beside) {
  const line = copyOf("tpl-sentence");
  const words = slot(line, "text");
  line.dir = direction(quoted.text);
  direct(words, quoted.text);
  words.replaceChildren(...marked(quoted.text, quoted.highlights, isBest && quoted.short_answer ? "likeliest" : ""));
  slot(line, "cite").replaceWith(citationNumber(citation, beside));
  return line;
}

function citationNumber(citation, beside) {
  const link = copyOf("tpl-cite");
  link.href = inLanguage(atSentence(citation, beside));
  link.setAttribute("aria-label", `${link.getAttribute("aria-label")} ${citation.id}`);
  slot(link, "number").textContent = inDigits(citation.id);
  return link;
}

/** Fill a link whose only child holds its text. */
function fillLink(link, href, words) {
  link.href = inLanguage(href);
  direct(link, words);
  link.firstElementChild.replaceChildren(...marked(words));
}

function source(citations) {
  const [first] = citations;
  const card = copyOf("tpl-source");
  slot(card, "numbers").append(...citations.map((each) => citationNumber(each, citations)));
  fillLink(slot(card, "title"), atSentence(first, citations), first.title);
  slot(card, "address").textContent = webAddress(first.source_url) ?? new URL(first.link, location.origin).href;
  if (first.publisher) {
    fill(slot(card, "publisher"), first.publisher);
    slot(card, "publisher").hidden = false;
  }
  if (first.date) {
    dated(slot(card, "date"), first.date);
  }
  const address = webAddress(first.source_link) ?? webAddress(first.source_url);
  if (address) {
    const original = slot(card, "original");
    original.href = address;
    original.hidden = false;
  }
  slot(card, "citing").dataset.citations = citations.map((each) => each.id).join(" ");
  Object.assign(slot(card, "passage").dataset, { document: first.document_id, start: first.start_utf16, end: first.end_utf16 });
  return card;
}

function nearestDocument(near) {
  const item = copyOf("tpl-nearest");
  fillLink(slot(item, "document"), documentPath(near.document_id), near.title);
  return item;
}

function chip(related) {
  const item = copyOf("tpl-chip");
  fillLink(slot(item, "chip"), `/?q=${encodeURIComponent(related)}`, related);
  return item;
}

function byDocument(citations) {
  const groups = new Map();
  for (const each of citations) groups.set(each.document_id, [...(groups.get(each.document_id) ?? []), each]);
  return [...groups.values()];
}
