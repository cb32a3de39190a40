// The chat: what the form does when scripts run.

import { act, openCiting, openPassage } from "./actions.js";
import { ask } from "./ask.js";
import { box, setBox, watchBox } from "./box.js";
import { deleteAll } from "./deleting.js";
import { conversationData, download, markdown } from "./export.js";
import { chosenFilters } from "./filters.js";
import { showHistory } from "./history.js";
import * as links from "./links.js";
import { conversations, keep } from "./store.js";
import { offer } from "./suggest.js";
import * as turn from "./turn.js";

const LONGEST_HISTORY_TURNS = 10;
const HAS_KEYS = window.matchMedia("(any-hover: hover) and (any-pointer: fine)").matches; // a phone has no arrow down
const SEARCHING_AFTER_MS = 250; // a quicker answer needs no notice

const form = document.getElementById("composer");
const send = form.querySelector("button");
const log = document.getElementById("log");
const intro = document.getElementById("intro");
const status = document.getElementById("status");
const records = new Map(); // the element of a turn -> {question, answer, verbatim}, in the order of the conversation
let conversation = newId();
let running = null; // the AbortController of the question under way
let editing = null; // the turn that the next question replaces

function newId() {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
}

const say = (words) => (status.textContent = words);
const turns = () => [...records.values()];
const save = () => keep(conversation, turns());

function historyBefore() {
  return turns().slice(-LONGEST_HISTORY_TURNS).map(({ question, answer }) => (
    { question, document_ids: [...new Set(answer.citations.map((each) => each.document_id))] }));
}

function setBusy(controller) {
  running = controller;
  form.toggleAttribute("data-busy", Boolean(controller));
  send.lastElementChild.textContent = turn.text(controller ? "stop" : "ask");
}

/** Put into the log what is not to be read out as news: what was said before, what an alert says by itself. */
function unannounced(change) {
  log.setAttribute("aria-live", "off");
  change();
  setTimeout(() => log.removeAttribute("aria-live"), 500); // screen readers hear of changes a moment later
}

function addTurn(question) {
  const block = document.createElement("div");
  block.className = "turn";
  block.append(turn.question(question));
  intro.hidden = true;
  log.append(block);
  return block;
}

async function put(question, history = historyBefore(), verbatim = false) {
  const block = addTurn(question);
  block.scrollIntoView({ block: "start" });
  const filters = chosenFilters();
  const controller = new AbortController();
  setBusy(controller);
  say("");
  const notice = setTimeout(() => say(turn.text("searching")), SEARCHING_AFTER_MS);
  let last = "";
  try {
    const answer = await ask(question, history, controller.signal, { verbatim, filters });
    if (!block.isConnected) return;
    block.append(turn.answer(answer));
    const record = { question, answer, ...(verbatim && { verbatim }), ...(filters && { filters }) };
    records.set(block, record);
    save();
    links.show(record, conversation);
  } catch (error) {
    if (!block.isConnected) return;
    if (!box.value) setBox(question);
    if (error.kind === "stopped") {
      block.remove();
      intro.hidden = records.size > 0;
      last = turn.text("stopped");
    } else {
      const told = error.detail || turn.text(error.kind ?? "failed");
      unannounced(() => block.append(turn.failure(told, () => retry(block, question), error.wait)));
    }
  } finally {
    clearTimeout(notice);
    if (running === controller) {
      setBusy(null);
      say(last);
    }
    block.scrollIntoView({ block: "start" });
  }
}

function retry(block, question) {
  if (running) return;
  block.remove();
  if (box.value === question) setBox("");
  put(question);
}

function drop(block) {
  records.delete(block);
  block.remove();
}

/** An empty page for another conversation; `step` as in links.js. */
function clear(step = "push") {
  running?.abort();
  log.replaceChildren();
  records.clear();
  editing = null;
  intro.hidden = false;
  conversation = newId();
  say("");
  links.leave(step);
}

/** Show a conversation that was kept, at its last turn or at the one in this place. */
function open(kept, place = kept.turns.length - 1, step = "push") {
  clear("stay");
  conversation = kept.id;
  unannounced(() => {
    for (const each of kept.turns) {
      const block = addTurn(each.question);
      block.append(turn.answer(each.answer));
      records.set(block, each);
    }
  });
  reach(place, step);
}

function reach(place, step) {
  const [block, record] = [...records][place] ?? [];
  if (!block) return;
  block.scrollIntoView({ block: "start" });
  links.show(record, conversation, step);
}

function edit() {
  const block = [...records.keys()].at(-1);
  if (!block) return;
  editing = block;
  setBox(records.get(block).question);
  box.setSelectionRange(box.value.length, box.value.length);
  say(turn.text("editing"));
}

/** Not what was meant: the question again, word for word. */
function reword(block) {
  const { question } = records.get(block);
  if (running) return;
  drop(block);
  put(question, [], true);
}

function submit() {
  const question = box.value.trim();
  if (!question || running) return;
  closeOffers();
  setBox("");
  box.focus();
  if (editing?.isConnected) drop(editing);
  editing = null;
  put(question);
}

// Before the box's own keys: while questions are offered, arrows, Enter and Escape are theirs.
const closeOffers = offer(box, document.getElementById("completions"), (question) => {
  setBox(question);
  submit();
}, (isOffered) => say(isOffered ? turn.text(HAS_KEYS ? "completions_shown" : "completions_offered") : ""));

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});

send.addEventListener("click", (event) => {
  if (!running) return;
  event.preventDefault(); // stop, even where the empty box would not let the form be sent
  running.abort();
});

box.addEventListener("keydown", (event) => {
  // While an input method composes, Enter chooses its suggestion (keyCode 229 in Safari, which ends composing first).
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    submit();
  } else if (event.key === "ArrowUp" && !box.value) {
    event.preventDefault();
    edit();
  } else if (event.key === "Escape" && editing) {
    editing = null;
    setBox("");
    say("");
  }
});

const EXPORTS = {
  new: () => {
    clear();
    box.focus();
  },
  "export-md": () => download("conversation.md", "text/markdown", markdown(turns(), document
    .getElementById("tpl-answer-no_answer").content.querySelector(".answer__lead").textContent)),
  "export-json": () => download("conversation.json", "application/json", conversationData(turns())),
  print: () => window.print(),
  "delete-all": () => deleteAll(status, () => clear("replace")),
};

const dialog = document.getElementById("history");
document.querySelector('[data-opens="history"]').addEventListener("click", () => showHistory((kept) => open(kept), (id) => {
  if (id === conversation) clear("replace");
}));
dialog.addEventListener("click", (event) => {
  const action = event.target.closest("[data-action]")?.dataset.action;
  if (!EXPORTS[action]) return;
  dialog.close();
  EXPORTS[action]();
});

document.getElementById("main").addEventListener("click", (event) => {
  const chip = event.target.closest("a.chip");
  if (chip && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    if (!running) put(new URL(chip.href).searchParams.get("q"));
    return;
  }
  const button = event.target.closest(".answer [data-action]");
  const block = button?.closest(".turn");
  if (!records.has(block)) return;
  if (button.dataset.action === "reword") reword(block);
  else act(button, button.closest(".answer"), records.get(block), say);
});
log.addEventListener("toggle", ({ target }) => {
  if (target.matches(".passage")) openPassage(target);
  else if (target.matches(".citing")) openCiting(target, records.get(target.closest(".turn")), say);
}, true);

const served = log.querySelector(".turn[data-answer]");
const arrival = performance.getEntriesByType("navigation")[0]?.type;
const earlier = served && links.resumed(conversations());
if (earlier) open(earlier.found, earlier.place, "replace");
else if (served) {
  const asked = new URLSearchParams(location.search);
  const record = { question: asked.get("q"), answer: JSON.parse(served.dataset.answer), ...(asked.has("verbatim") && { verbatim: true }) };
  if (chosenFilters()) record.filters = chosenFilters();
  records.set(served, record);
  served.removeAttribute("data-answer");
  if (!log.querySelector(".changed")) links.show(record, conversation, "replace");
} else if ((arrival === "reload" || arrival === "back_forward") && !log.childElementCount && conversations().length) {
  open(conversations()[0]);
}
watchBox(say);

window.addEventListener("popstate", ({ state }) => {
  const found = state && links.resumed([{ id: conversation, turns: turns() }, ...conversations()], state.conversation);
  if (!found) clear("stay");
  else if (found.found.id === conversation) reach(found.place, "stay");
  else open(found.found, found.place, "stay");
});
