// The maintainer's page: files are shown before they are added, then followed until answers come from them.

import { direction, documentPath, fill, keepDirection } from "./text.js";

const POLL_MS = 700;
const PATIENCE_MS = 120_000;
const element = (id) => document.getElementById(id);
const words = (name) => element("tpl-texts").content.querySelector(`[data-text="manage_${name}"]`).textContent;
const say = (name) => (element("status").textContent = name ? words(name) : "");
const inbox = new Map(); // card -> {file, state, added}
let place = 1; // the page of the list of articles
const finding = element("finding");
let version = "";

async function call(method, path, parameters = {}, body = undefined, type = "application/octet-stream") {
  const response = await fetch(`${path}?${new URLSearchParams(parameters)}`, {
    method, body, headers: {
      Accept: "application/json", "Accept-Language": document.documentElement.lang, ...(body && { "Content-Type": type }),
    },
  });
  if (response.status === 401) say("ended");
  return { ok: response.ok, status: response.status, body: await response.json().catch(() => ({})) };
}

function part(tag, className, text = "", dir = direction(text)) {
  const made = document.createElement(tag);
  made.className = className;
  if (text) {
    fill(made, text);
    made.dir = dir;
  }
  return made;
}

/** The name of a file stands left to right, whatever letters it has. */
const fileName = (name) => part("p", "card__fine", name, "ltr");

/** What is wrong, in the language of the page. */
function problem(each) {
  const line = part("p", "card__fine");
  if (each.line) line.append(part("span", "", `${words("line")} ${each.line}`, "auto"), " · ");
  line.append(part("bdi", "", each.message));
  return line;
}

function cardOf(title, state, fine = []) {
  const card = part("li", "card");
  card.dataset.state = state;
  const head = part("div", "card__head");
  head.append(part("span", "card__title", title));
  card.append(head, ...fine.filter(Boolean).map((line) => (typeof line === "string" ? part("p", "card__fine", line) : line)));
  return card;
}

function button(label, title, press) {
  const made = part("button", "button button--quiet");
  made.type = "button";
  made.textContent = label;
  made.setAttribute("aria-label", `${label}: ${title}`);
  made.addEventListener("click", () => press(made));
  return made;
}

function describe(card, read) {
  const [first] = read.documents;
  const facts = first ? [`${words("sentences")} ${first.sentences}`, first.date, first.author].filter(Boolean).join(" · ") : "";
  const lines = [
    facts,
    ...(first?.left_out ?? []).map((line) => `${words("left_out")} ${line}`),
    ...read.found.map((each) => `${words(each.key)}: ${each.value} («${each.quote}»)`),
  ];
  card.querySelector(".card__title").replaceChildren();
  fill(card.querySelector(".card__title"), first?.title || read.source);
  if (read.target) card.append(fileName(read.target));
  card.append(...lines.filter(Boolean).map((line) => part("p", "card__fine", line)), ...read.problems.map(problem));
}

function mark(card, state) {
  card.dataset.state = state;
  card.querySelector(".card__state").textContent = words(state);
}

async function preview(file) {
  const card = cardOf(file.name, "reading");
  card.querySelector(".card__head").append(part("span", "card__state"));
  mark(card, "reading");
  inbox.set(card, { file });
  element("read").append(card);
  element("inbox").hidden = false;
  const { ok, body } = await call("POST", "/manage/preview", { name: file.name }, file).catch(() => ({ ok: false, body: {} }));
  if (!ok) {
    mark(card, "failed");
    if (body.detail) card.append(part("p", "card__fine", body.detail));
    return;
  }
  describe(card, body);
  mark(card, body.target ? "ready" : "rejected");
}

async function previewAll(files) {
  for (const file of files) await preview(file);
}

async function addAll() {
  element("add-all").disabled = true;
  const ids = new Map();
  for (const [card, record] of inbox) {
    if (card.dataset.state !== "ready") continue;
    const { ok, body } = await call("POST", "/manage/files", { name: record.file.name }, record.file).catch(() => ({ ok: false, body: {} }));
    mark(card, ok ? "added" : "failed");
    if (ok) ids.set(card, body.file.replace(/\.[^.]*$/, ""));
    else if (body.detail) card.append(part("p", "card__fine", body.detail));
  }
  element("add-all").disabled = false;
  await follow(() => {
    for (const card of ids.keys()) mark(card, "served");
  });
}

/** Wait until the index is another one, then show what is served. */
async function follow(then = () => {}) {
  say("indexing");
  const until = Date.now() + PATIENCE_MS;
  const before = version;
  let quiet = 0;
  while (Date.now() < until && quiet < 3) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const known = version;
    await refresh();
    quiet = version !== before && version === known ? quiet + 1 : 0; // more may come: the last file was indexed later
  }
  then();
  say("current");
}

/** A form in the card of a document for what its front matter says. */
function editor(each) {
  const folded = part("details", "editor");
  const form = document.createElement("form");
  for (const key of ["title", "date", "author", "publisher", "source_url"]) {
    const label = part("label", "card__fine");
    const input = document.createElement("input");
    input.name = key;
    input.value = each[key] ?? "";
    input.dir = direction(input.value);
    keepDirection(input);
    label.append(words(key), input);
    form.append(label);
  }
  const save = part("button", "button");
  save.textContent = words("save");
  form.append(save);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const changed = Object.fromEntries([...new FormData(form)].filter(([key, value]) => value.trim() !== (each[key] ?? "")));
    if (!Object.keys(changed).length) return;
    save.disabled = true;
    const { ok, body } = await call("POST", "/manage/metadata", { id: each.id }, JSON.stringify(changed), "application/json");
    if (ok) await follow();
    else element("status").textContent = body.detail ?? words("failed");
    save.disabled = false;
  });
  folded.append(document.createElement("summary"), form);
  folded.firstChild.textContent = words("edit");
  return folded;
}

/** The page of articles that the fields ask for; a later call goes before one that is still under way. */
let asked = 0;
async function listDocuments(page = 1) {
  asked += 1;
  const own = asked;
  const { ok, body } = await call("GET", "/manage/documents", { ...Object.fromEntries(new FormData(finding)), page }).catch(() => ({ ok: false }));
  if (ok && own === asked) showDocuments(body);
}

function showDocuments(found) {
  const cards = found.documents.map((each) => {
    const card = cardOf("", "served", [[each.id, each.date, each.author].filter(Boolean).join(" · ")]);
    const link = part("a", "", each.title || each.id);
    link.href = documentPath(each.id);
    card.querySelector(".card__title").append(link);
    card.querySelector(".card__head").append(button(words("remove"), each.title || each.id, async (pressed) => {
      pressed.disabled = true;
      const { ok, body } = await call("POST", "/manage/remove", { id: each.id });
      if (ok) await follow();
      else element("status").textContent = body.detail ?? words("failed");
      pressed.disabled = false;
    }));
    card.append(editor(each));
    return card;
  });
  element("documents").replaceChildren(...(cards.length ? cards : [part("li", "card__fine", words("none_found"))]));
  place = found.page;
  element("pages").hidden = found.pages < 2;
  element("page-place").textContent = `${found.page} / ${found.pages}`;
  element("page-before").disabled = found.page === 1;
  element("page-after").disabled = found.page === found.pages;
}

function showRest(found) {
  element("problems").replaceChildren(...found.problems.map((each) => cardOf(each.file, each.level, [problem(each)])));
  if (!found.problems.length) element("problems").append(part("li", "card__fine", words("no_problems")));
  element("removed-section").hidden = !found.removed.length;
  element("removed").replaceChildren(...found.removed.map((each) => {
    const card = cardOf(each.file, "removed", [each.time]);
    card.querySelector(".card__head").append(button(words("restore"), each.file, async (pressed) => {
      pressed.disabled = true;
      const { ok, body } = await call("POST", "/manage/restore", { kept: each.kept });
      if (ok) await follow();
      else element("status").textContent = body.detail ?? words("failed");
    }));
    return card;
  }));
}

async function showUnanswered() {
  const { ok, body } = await call("GET", "/manage/unanswered").catch(() => ({ ok: false }));
  if (!ok) return;
  const list = element("unanswered");
  if (!body.groups.length) {
    list.replaceChildren(part("li", "card__fine", words(body.kept ? "none" : "not_kept")));
    return;
  }
  list.replaceChildren(...body.groups.map((group) => {
    const card = cardOf(group.questions[0], "unanswered", group.questions.slice(1));
    card.querySelector(".card__head").append(part("bdi", "card__fine", `× ${group.times}`, "ltr"));
    return card;
  }));
}

async function showGolden() {
  const { ok, body } = await call("GET", "/manage/golden").catch(() => ({ ok: false }));
  if (!ok) return;
  element("golden-count").textContent = `${body.right} / ${body.asked}`;
  element("golden").replaceChildren(...body.failed.map((each) => cardOf(each.question, "error", [
    each.expected && `${words("expected")} ${each.expected}`,
    `${words("instead")} ${each.quotes[0] ?? each.status}`,
  ])));
  if (!body.failed.length) element("golden").append(part("li", "card__fine", words("golden_right")));
}

async function refresh() {
  const { ok, body } = await call("GET", "/manage/state", { limit: 1 }).catch(() => ({ ok: false }));
  if (!ok || body.index.version === version && element("documents").childElementCount) {
    if (ok) showRest(body);
    return;
  }
  version = body.index.version;
  element("count").textContent = body.index.documents;
  await listDocuments(place);
  showRest(body);
  showUnanswered();
  showGolden();
}

const drop = element("drop");
for (const name of ["dragover", "dragenter"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.dataset.over = "";
  });
}
drop.addEventListener("dragleave", () => delete drop.dataset.over);
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  delete drop.dataset.over;
  previewAll([...event.dataTransfer.files]);
});
element("files").addEventListener("change", (event) => {
  previewAll([...event.target.files]);
  event.target.value = "";
});
element("add-all").addEventListener("click", addAll);
element("forget").addEventListener("click", () => {
  inbox.clear();
  element("read").replaceChildren();
  element("inbox").hidden = true;
});
let typing = 0;
finding.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => listDocuments(), 200);
});
finding.addEventListener("submit", (event) => event.preventDefault());
element("page-before").addEventListener("click", () => listDocuments(place - 1));
element("page-after").addEventListener("click", () => listDocuments(place + 1));
refresh();
