// The box a question is written in: as tall as its text, in its direction.

import { direction } from "./text.js";
import { text } from "./turn.js";

export const box = document.getElementById("question");

export function fitBox() {
  const empty = document.documentElement.lang === "ar" ? "rtl" : "auto";
  box.dir = box.value ? direction(box.value) : empty;
  box.style.blockSize = "auto";
  box.style.blockSize = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
}

export function setBox(words) {
  box.value = words;
  fitBox();
}

/** Follow what is typed; `say` hears of it when no more will go in. */
export function watchBox(say) {
  box.addEventListener("input", () => {
    fitBox();
    if (box.value.length >= box.maxLength) say(text("longest"));
  });
  fitBox();
}
