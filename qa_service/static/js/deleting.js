// Deleting all conversations: asked first, and undone on the reader's wish while the page is open.

import { conversations, forgetAll, restore } from "./store.js";
import { text } from "./turn.js";

const sure = document.getElementById("sure");

/** Ask, then delete; `then` clears the page, and `status` offers to undo it. */
export function deleteAll(status, then) {
  const kept = conversations();
  if (!kept.length) {
    then();
    return;
  }
  sure.returnValue = "";
  sure.addEventListener("close", () => {
    if (sure.returnValue !== "delete") return;
    forgetAll();
    then();
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "button button--plain";
    undo.textContent = text("undo");
    undo.addEventListener("click", () => {
      restore([...conversations(), ...kept]);
      status.textContent = text("undone");
    });
    status.replaceChildren(text("all_deleted"), " ", undo);
  }, { once: true });
  sure.showModal();
}
