// Text of the corpus and of the reader made into DOM nodes: always as text, never as markup.

const CONTROL = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g;
const LINE_END = /[\r\u000b\u000c\u0085\u2028\u2029]/g;
const ARABIC_LETTER = /[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c7\ufb50-\ufdff\ufe70-\ufefc]/;
const ISOLATE = /[\u2066-\u2069\n]/g;

// The units of qa_service/web/rendering/bidi.py, letter by letter; the two renderings are held equal by a test.
const D = "[0-9\\u0660-\\u0669\\u06f0-\\u06f9]";
const L = "[A-Za-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u024f]";
const WORD = `(?:${L}|[0-9])(?:${L}|[0-9_'’])*[+#]*`;
const URL_END = "[^\\s<>\"«»،؛؟.,:?!)\\]}…\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]";
const UNIT = new RegExp([
  `(?:https?://|www\\.)(?:[.,:?!)\\]]*${URL_END})+`,
  "[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+",
  `(?:\\+${D}{1,3}|\\(\\+?${D}{1,5}\\)|0${D}{1,4})(?:[ .\\u00a0-]?\\(?${D}{1,6}\\)?){2,6}(?!${D})`,
  `${D}{1,4}(?=-${D}{1,4}(?!${D}|[-/.:]${D}))`,
  `[@#.]?(?=[0-9]*${L})${WORD}(?:(?:[ \\u00a0]?[&/,.:@–-][ \\u00a0]?|[ \\u00a0])[@#.]?${WORD}`
    + `|[ \\u00a0]?\\(${WORD}(?:[ &/.,-]{1,2}${WORD})*\\))*`,
  `(?:(?:(?<![^\\s(\\[«"“‘])|(?<=\\s[وفبكل]))[+\\-\\u2212±])?[$€£¥%٪]?${D}+(?:[/.:,٫٬\\u2212-]${D}+)*`
    + "(?:[ \\u00a0]?[%٪‰°$€£¥])?",
].join("|"), "g");

/** The text, of the same length, with U+2060 for isolate controls without a partner on their line. */
function contained(text) {
  const stray = [];
  let opened = [];
  for (const found of text.matchAll(ISOLATE)) {
    if (found[0] === "\n") {
      stray.push(...opened);
      opened = [];
    } else if (found[0] !== "\u2069") opened.push(found.index);
    else if (opened.length) opened.pop();
    else stray.push(found.index);
  }
  const units = [...stray, ...opened];
  if (!units.length) return text;
  const letters = text.split("");
  for (const at of units) letters[at] = "\u2060";
  return letters.join("");
}

/** The text as it is shown, of the same length: U+FFFD for control characters, a newline for every line end. */
export const shown = (text) => contained(text.replace(CONTROL, "\ufffd").replace(LINE_END, "\n"));

/** The base direction: rtl with any Arabic letter in it, wherever it stands. */
export const direction = (text) => (ARABIC_LETTER.test(text) ? "rtl" : "auto");

/** Let a field take the direction of what is typed into it. */
export const keepDirection = (field) => field.addEventListener("input", () => (field.dir = direction(field.value)));

const unitsOf = (text) =>
  direction(text) === "rtl" ? [...text.matchAll(UNIT)].map((found) => [found.index, found.index + found[0].length]) : [];

/** Plain text for a title, where no markup can isolate: between RLI or FSI and PDI, its units in LRI and PDI. */
export function isolated(raw) {
  const text = shown(raw);
  let at = 0;
  let made = "";
  for (const [start, end] of unitsOf(text)) {
    made += `${text.slice(at, start)}\u2066${text.slice(start, end)}\u2069`;
    at = end;
  }
  return `${direction(text) === "rtl" ? "\u2067" : "\u2068"}${made}${text.slice(at)}\u2069`;
}

function unit(...children) {
  const element = document.createElement("bdi");
  element.dir = "ltr";
  element.append(...children);
  return element;
}

/** Start, end and number of each mark, in UTF-16 units, null between them, over the whole text. */
function runs(text, spans) {
  const points = Array.from(text);
  const offsets = [0];
  for (const point of points) offsets.push(offsets.at(-1) + point.length);
  const found = [];
  let at = 0;
  const marks = spans.map(([start, end], number) => [Math.max(0, start), Math.min(points.length, end), number]);
  for (const [start, end, number] of marks.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (end <= Math.max(start, at)) continue;
    if (start > at) found.push([offsets[at], offsets[start], null]);
    found.push([offsets[Math.max(start, at)], offsets[end], number]);
    at = end;
  }
  if (at < points.length) found.push([offsets[at], text.length, null]);
  return found;
}

function parts(text, whole, start, end) {
  const nodes = [];
  let at = start;
  for (const [low, high] of whole) {
    if (low < at || high > end) continue;
    if (low > at) nodes.push(text.slice(at, low));
    nodes.push(unit(text.slice(low, high)));
    at = high;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

/** Nodes for the text with its units and marks; `spans` are [start, end) in code points; the one given first takes the class. */
export function marked(raw, spans = [], firstClass = "") {
  const text = shown(raw);
  const whole = unitsOf(text);
  const all = runs(text, spans);
  const cut = whole.filter(([start, end]) => all.some(([edge]) => start < edge && edge < end));
  const nodes = [];
  let open = null;
  for (const [start, end, number] of all) {
    const inner = cut.flat().filter((at) => start < at && at < end);
    const bounds = [...new Set([start, end, ...inner])].sort((a, b) => a - b);
    for (let i = 0; i + 1 < bounds.length; i += 1) {
      const [low, high] = [bounds[i], bounds[i + 1]];
      const inside = cut.find((span) => span[0] <= low && high <= span[1]);
      let made = inside ? [text.slice(low, high)] : parts(text, whole, low, high);
      if (number !== null) {
        const mark = document.createElement("mark");
        if (number === 0 && firstClass) mark.className = firstClass;
        mark.append(...made);
        made = [mark];
      }
      if (inside && inside[0] === low) nodes.push((open = unit()));
      (inside ? open : { append: (...each) => nodes.push(...each) }).append(...made);
    }
  }
  return nodes;
}

/** Give an element the direction of its text and, where that is in Arabic letters, the language. */
export function direct(element, text) {
  element.dir = direction(text);
  if (element.dir === "rtl") element.lang = "ar";
  else element.removeAttribute("lang");
}

/** Fill an element with text of its own direction. */
export function fill(element, text) {
  direct(element, text);
  element.replaceChildren(...marked(text));
}

/** The address if it leads to the web, else null: `javascript:` and its kind never become links. */
export function webAddress(address) {
  return address && /^https?:\/\/[^/]/i.test(address) ? address : null;
}

/** A citation's link to the reader page, with the fragment that scrolls to the marked sentence. */
export function atSentence(citation, beside) {
  const spans = beside.filter((each) => each.document_id === citation.document_id).map((each) => `${each.start}-${each.end}`);
  return `${citation.link}${spans.length > 1 ? `&cited=${spans.join(",")}` : ""}#cited`;
}

/** The address of a document's reader page. */
export const documentPath = (id) => `/documents/${id.split("/").map(encodeURIComponent).join("/")}`;
