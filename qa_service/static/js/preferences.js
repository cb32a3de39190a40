// What the reader prefers: theme, text size, how dates are written. Kept in this browser, applied to every <time>.

import "./dialogs.js";

const KEY = "qa.preferences";
const DEFAULTS = { theme: "auto", size: "normal", ...regional(navigator.language), hijri: "no" };
const formats = new Map(); // making one takes a phone 70 ms, using it none
const SERVED = { theme: "auto", size: "normal", months: "EG", digits: "latn", hijri: "no" }; // as pages come
const root = document.documentElement;
const form = document.getElementById("preferences");

/** Month names and digits where the browser says which Arab country it is set to; else those that most know. */
function regional(tag) {
  const region = /^ar-([A-Z]{2})/i.exec(tag)?.[1].toUpperCase();
  const months = { MA: "MA", EH: "MA", DZ: "DZ", TN: "DZ", SY: "SY", LB: "SY", JO: "SY", PS: "SY", IQ: "SY" }[region] ?? "EG";
  return { months, digits: region ? new Intl.NumberFormat(`ar-${region}`).resolvedOptions().numberingSystem : "latn" };
}

function stored() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return { ...DEFAULTS };
  }
}

let chosen = stored();

function format(tag) {
  if (!formats.has(tag)) formats.set(tag, new Intl.DateTimeFormat(tag, { dateStyle: "long", timeZone: "UTC" }));
  return formats.get(tag);
}

function written(locale, calendar, date) {
  if (!locale.startsWith("ar")) return format(`${locale}-u-ca-${calendar}`).format(date);
  const words = format(`${locale}-u-nu-${chosen.digits}-ca-${calendar}`);
  const part = (type) => words.formatToParts(date).find((each) => each.type === type)?.value ?? "";
  return `${part("day")} ${part("month")} ${part("year")}`;
}

/** A number of the interface in the digits that the reader prefers, whichever it is written in. */
export function inDigits(number) {
  const common = String(number).replace(/[٠-٩]/g, (each) => "٠١٢٣٤٥٦٧٨٩".indexOf(each));
  return root.lang === "ar" && chosen.digits === "arab" ? common.replace(/[0-9]/g, (each) => "٠١٢٣٤٥٦٧٨٩"[each]) : common;
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
  for (const each of document.querySelectorAll("[data-number]")) each.textContent = inDigits(each.textContent);
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
if (JSON.stringify(chosen) !== JSON.stringify(SERVED)) apply();
(window.requestIdleCallback ?? setTimeout)(() => dateInWords("2000-01-01")); // before the first answer needs it
