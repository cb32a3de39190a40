// The chat: what the form does when scripts run. The conversation lives in the page, nothing is stored.

import { ask } from "./ask.js";
import { direction } from "./text.js";
import * as turn from "./turn.js";

const LONGEST_HISTORY_TURNS = 10;
const SEARCHING_AFTER_MS = 250; // a quicker answer needs no notice

const form = document.getElementById("composer");
const box = document.getElementById("question");
const send = form.querySelector("button");
const log = document.getElementById("log");
const status = document.getElementById("status");
const history = [];

function remember(question, documentIds) {
  history.push({ question, document_ids: [...new Set(documentIds)] });
  if (history.length > LONGEST_HISTORY_TURNS) history.shift();
}

function adoptServerTurn() {
  const card = log.querySelector(".answer[data-documents]");
  const asked = new URLSearchParams(location.search).get("q");
  if (card && asked) remember(asked, JSON.parse(card.dataset.documents));
}

function fitBox() {
  box.dir = box.value && direction(box.value) === "auto" ? "auto" : "rtl";
  box.style.blockSize = "auto";
  box.style.blockSize = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
}

function setBusy(busy) {
  form.toggleAttribute("data-busy", busy);
  send.setAttribute("aria-disabled", String(busy));
  if (!busy) status.textContent = "";
}

async function put(question) {
  const block = document.createElement("div");
  block.className = "turn";
  block.append(turn.question(question));
  document.getElementById("intro").hidden = true;
  log.append(block);
  block.scrollIntoView({ block: "start" });
  setBusy(true);
  const notice = setTimeout(() => (status.textContent = turn.text("searching")), SEARCHING_AFTER_MS);
  try {
    const found = await ask(question, history);
    remember(question, found.citations.map((each) => each.document_id));
    block.append(turn.answer(found));
  } catch (error) {
    block.append(turn.failure(error.detail || turn.text(error.kind ?? "failed"), () => {
      if (form.hasAttribute("data-busy")) return;
      block.remove();
      if (box.value === question) empty();
      put(question);
    }));
    if (!box.value) {
      box.value = question;
      fitBox();
    }
  } finally {
    clearTimeout(notice);
    setBusy(false);
    block.scrollIntoView({ block: "start" });
  }
}

function empty() {
  box.value = "";
  fitBox();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const question = box.value.trim();
  if (!question || form.hasAttribute("data-busy")) return;
  empty();
  box.focus();
  put(question);
});

box.addEventListener("keydown", (event) => {
  // While an input method composes, Enter chooses its suggestion (keyCode 229 in Safari, which ends composing first).
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  form.requestSubmit();
});

box.addEventListener("input", fitBox);
adoptServerTurn();
fitBox();
