// The dialog of earlier conversations: open, delete, delete all.

import { dateInWords } from "./preferences.js";
import { conversations, forget } from "./store.js";
import { fill } from "./text.js";
import { text } from "./turn.js";

const dialog = document.getElementById("history");
const list = document.getElementById("conversations");

/** Show what is kept; `open(conversation)` and `forgotten(id)` are called on the reader's choice. */
export function showHistory(open, forgotten) {
  const items = conversations().map((kept) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "conversation";
    fill(button, kept.turns[0].question);
    button.addEventListener("click", () => {
      dialog.close();
      open(kept);
    });
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "button button--quiet";
    remove.textContent = text("delete");
    remove.setAttribute("aria-label", `${text("delete")}: ${kept.turns[0].question}`);
    remove.addEventListener("click", () => {
      forget(kept.id);
      forgotten(kept.id);
      showHistory(open, forgotten);
    });
    const when = document.createElement("time");
    when.dateTime = kept.at.slice(0, 10);
    when.textContent = dateInWords(when.dateTime);
    item.append(button, when, remove);
    return item;
  });
  if (!items.length) {
    const none = document.createElement("li");
    none.textContent = text("no_history");
    items.push(none);
  }
  list.replaceChildren(...items);
}
