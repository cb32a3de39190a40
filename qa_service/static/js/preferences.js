// What the reader prefers: theme, text size, how dates are written. Kept in this browser, applied to every <time>.

import "./dialogs.js";

const KEY = "qa.preferences";
const DEFAULTS = { theme: "auto", size: "normal", months: "EG", digits: "latn", hijri: "no" };
const root = document.documentElement;
const form = document.getElementById("preferences");

function stored() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return { ...DEFAULTS };
  }
}

let chosen = stored();

function written(locale, calendar, date) {
  const words = new Intl.DateTimeFormat(`${locale}-u-nu-${chosen.digits}-ca-${calendar}`, { dateStyle: "long", timeZone: "UTC" });
  if (!locale.startsWith("ar")) return words.format(date);
  const part = (type) => words.formatToParts(date).find((each) => each.type === type)?.value ?? "";
  return `${part("day")} ${part("month")} ${part("year")}`;
}

/** `2023-05-16` in the words of the interface's language and the reader's region, the Hijri date beside it if wanted. */
export function dateInWords(iso) {
  const date = new Date(`${iso}T00:00:00Z`);
  const locale = root.lang === "ar" ? `ar-${chosen.months}` : { en: "en-US", fr: "fr-FR" }[root.lang];
  const common = written(locale, "gregory", date);
  return chosen.hijri === "yes" ? `${common} (${written(locale, "islamic-umalqura", date)})` : common;
}

function apply() {
  for (const [name, initial] of [["theme", "auto"], ["size", "normal"]]) {
    if (chosen[name] === initial) delete root.dataset[name];
    else root.dataset[name] = chosen[name];
  }
  for (const time of document.querySelectorAll("time[datetime]")) time.textContent = dateInWords(time.dateTime);
}

if (form) {
  for (const [name, value] of Object.entries(chosen)) if (form.elements[name]) form.elements[name].value = value;
  form.addEventListener("change", () => {
    chosen = { ...chosen, ...Object.fromEntries(new FormData(form)) };
    try {
      localStorage.setItem(KEY, JSON.stringify(chosen));
    } catch {
      // a browser without a store keeps the choice for this page
    }
    apply();
  });
}
if (JSON.stringify(chosen) !== JSON.stringify(DEFAULTS)) apply();
