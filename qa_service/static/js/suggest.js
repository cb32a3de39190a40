// Questions offered while one types. The list is chosen from by keyboard without leaving the box (WAI-ARIA, listbox).

import { suggest } from "./ask.js";
import { fill } from "./text.js";

const AFTER_MS = 150; // of rest
const LEAST_LETTERS = 2;

/** Offer questions under `box`; `take` gets the one that is chosen, `say` whether there are some now. */
export function offer(box, list, take, say) {
  let timer = 0;
  let asking = null;
  let active = -1;

  function close() {
    clearTimeout(timer);
    asking?.abort();
    if (!list.hidden) say(false);
    list.hidden = true;
    list.replaceChildren();
    activate(-1);
  }

  function activate(place) {
    active = place;
    [...list.children].forEach((each, at) => each.setAttribute("aria-selected", String(at === place)));
    if (place < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", list.children[place].id);
  }

  function show(questions) {
    const wasShown = !list.hidden;
    list.replaceChildren(...questions.map((question, place) => {
      const option = document.createElement("li");
      option.id = `completion-${place}`;
      option.role = "option";
      option.dataset.question = question;
      fill(option, question);
      return option;
    }));
    list.hidden = questions.length === 0;
    activate(-1);
    if (!list.hidden !== wasShown) say(!wasShown);
  }

  async function fetchFor(typed) {
    asking = new AbortController();
    try {
      const found = await suggest(typed, asking.signal);
      if (box.value === typed && document.activeElement === box) show(found.filter((each) => each !== typed.trim()));
    } catch {
      // Stopped, or no connection: nothing is offered.
    }
  }

  box.addEventListener("input", (event) => {
    clearTimeout(timer);
    asking?.abort();
    const typed = box.value;
    if (event.isComposing || typed.trim().length < LEAST_LETTERS || typed.includes("\n")) close();
    else timer = setTimeout(() => fetchFor(typed), AFTER_MS);
  });
  box.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const { question } = event.target.closest("li")?.dataset ?? {};
    if (!question) return;
    close();
    take(question);
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.keyCode === 229) return;
    const count = list.children.length;
    if (event.key === "ArrowDown") activate(active + 1 < count ? active + 1 : -1);
    else if (event.key === "ArrowUp") activate(active < 0 ? count - 1 : active - 1);
    else if (event.key === "Enter" && active >= 0) {
      const { question } = list.children[active].dataset;
      close();
      take(question);
    } else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  return close;
}
