// Text of the corpus and of the reader made into DOM nodes: always as text, never as markup.

const CONTROL = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g;
const LINE_END = /[\r\u000b\u000c\u0085\u2028\u2029]/g;
const ARABIC_LETTER = /[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c7\ufb50-\ufdff\ufe70-\ufefc]/;

/** The text as it is shown, of the same length: U+FFFD for control characters, a newline for every line end. */
export const shown = (text) => text.replace(CONTROL, "\ufffd").replace(LINE_END, "\n");

/** The base direction: rtl with any Arabic letter in it, wherever it stands. */
export const direction = (text) => (ARABIC_LETTER.test(text) ? "rtl" : "auto");

/** Nodes for the text with its marks; `spans` are [start, end) in code points, the likeliest short answer first. */
export function marked(text, spans) {
  const points = Array.from(shown(text));
  const nodes = [];
  let at = 0;
  for (const span of [...spans].sort((a, b) => a[0] - b[0])) {
    const [start, end] = span;
    if (end <= Math.max(start, at)) continue;
    if (start > at) nodes.push(points.slice(at, start).join(""));
    const mark = document.createElement("mark");
    if (span === spans[0]) mark.className = "likeliest";
    mark.textContent = points.slice(Math.max(start, at), end).join("");
    nodes.push(mark);
    at = Math.min(end, points.length);
  }
  nodes.push(points.slice(at).join(""));
  return nodes;
}

/** The address if it leads to the web, else null: `javascript:` and its kind never become links. */
export function webAddress(address) {
  return address && /^https?:\/\/[^/]/i.test(address) ? address : null;
}

const LONG_DATE = new Intl.DateTimeFormat("ar-EG-u-nu-latn-ca-gregory", { dateStyle: "long", timeZone: "UTC" });

/** `2023-05-16` as «16 مايو 2023». */
export function dateInWords(iso) {
  const words = LONG_DATE.formatToParts(new Date(`${iso}T00:00:00Z`));
  const part = (type) => words.find((each) => each.type === type).value;
  return `${part("day")} ${part("month")} ${part("year")}`;
}

/** The address of a document's reader page. */
export const documentPath = (id) => `/documents/${id.split("/").map(encodeURIComponent).join("/")}`;
