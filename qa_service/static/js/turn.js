// Turns of the conversation built from the page's <template>s, the same markup that the server renders.

import { dateInWords, direction, documentPath, marked, shown, webAddress } from "./text.js";

function copyOf(template) {
  return document.getElementById(template).content.firstElementChild.cloneNode(true);
}

function slot(element, name) {
  return element.matches(`[data-slot="${name}"]`) ? element : element.querySelector(`[data-slot="${name}"]`);
}

/** An interface text that the page carries in its language. */
export function text(name) {
  return document.getElementById("tpl-texts").content.querySelector(`[data-text="${name}"]`).textContent;
}

export function question(asked) {
  const bubble = copyOf("tpl-question");
  bubble.dir = direction(asked);
  slot(bubble, "text").textContent = shown(asked);
  return bubble;
}

export function answer(found) {
  const card = copyOf(`tpl-answer-${found.status}`);
  if (found.interpreted_as) {
    const understood = slot(card, "understood");
    understood.hidden = false;
    slot(understood, "text").textContent = shown(found.interpreted_as);
  }
  if (found.status === "no_answer") {
    const nearest = slot(card, "nearest");
    nearest.hidden = found.nearest.length === 0;
    slot(nearest, "list").append(...found.nearest.map(nearestDocument));
  } else {
    const byId = new Map(found.citations.map((each) => [each.id, each]));
    slot(card, "sentences").append(...found.sentences.map((each) => sentence(each, byId.get(each.citation))));
    slot(card, "sources").append(...byDocument(found.citations).map(source));
  }
  return card;
}

export function failure(detail, retry) {
  const card = copyOf("tpl-failure");
  slot(card, "detail").textContent = detail;
  slot(card, "retry").addEventListener("click", retry);
  return card;
}

function sentence(quoted, citation) {
  const line = copyOf("tpl-sentence");
  line.dir = direction(quoted.text);
  slot(line, "text").replaceChildren(...marked(quoted.text, quoted.highlights));
  slot(line, "cite").replaceWith(citationNumber(citation));
  return line;
}

function citationNumber(citation) {
  const link = copyOf("tpl-cite");
  link.href = citation.link;
  slot(link, "number").textContent = citation.id;
  return link;
}

function source(citations) {
  const [first] = citations;
  const card = copyOf("tpl-source");
  slot(card, "numbers").append(...citations.map(citationNumber));
  const title = slot(card, "title");
  title.href = first.link;
  title.dir = direction(first.title);
  title.textContent = shown(first.title);
  if (first.date) {
    const date = slot(card, "date");
    date.dateTime = first.date;
    date.textContent = dateInWords(first.date);
    date.hidden = false;
  }
  const address = webAddress(first.source_link) ?? webAddress(first.source_url);
  if (address) {
    const original = slot(card, "original");
    original.href = address;
    original.hidden = false;
  }
  return card;
}

function nearestDocument(near) {
  const item = copyOf("tpl-nearest");
  const link = slot(item, "document");
  link.href = documentPath(near.document_id);
  link.dir = direction(near.title);
  link.textContent = shown(near.title);
  return item;
}

function byDocument(citations) {
  const groups = new Map();
  for (const each of citations) groups.set(each.document_id, [...(groups.get(each.document_id) ?? []), each]);
  return [...groups.values()];
}
