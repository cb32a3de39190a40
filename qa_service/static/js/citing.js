// A quote with its source in the styles that editors and researchers use, each escaped by its own rules.

const oneLine = (words) => words.replace(/\s+/g, " ").trim();
const address = (url) => url.replace(/[\s<>{}\\"|^`]/g, encodeURIComponent);
const facts = ({ author, title, publisher, date }) => ({
  author: oneLine(author ?? ""), title: oneLine(title), publisher: oneLine(publisher ?? ""), date: date ?? "",
});
const isArabic = (words) => /[\u0620-\u064a]/.test(words);

function plain(source) {
  const { author, title, publisher, date } = facts(source);
  const named = [author, `«${title}»`, publisher, date].filter(Boolean);
  return `«${oneLine(source.quote)}»\n${named.join(isArabic(source.quote) ? "، " : ", ")}\n${source.url}`;
}

/** Text that Markdown shows as it is, also where a line begins with it. */
export const inMarkdown = (words) => oneLine(words)
  .replace(/[\\`*_{}[\]<>#|&~!$]/g, "\\$&").replace(/^([-+=])/, "\\$1").replace(/^(\d+)([.)])/, "$1\\$2");

function markdown(source) {
  const { author, title, publisher, date } = facts(source);
  const named = [author && inMarkdown(author), `[${inMarkdown(title)}](<${address(source.url)}>)`, publisher && inMarkdown(publisher), date];
  return `> ${inMarkdown(source.quote)}\n>\n> — ${named.filter(Boolean).join(", ")}`;
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const inHtml = (words) => words.replace(/[&<>"']/g, (each) => ENTITIES[each]);

function html(source) {
  const { author, title, publisher, date } = facts(source);
  const named = [
    inHtml(author), `<cite><a href="${inHtml(address(source.url))}">${inHtml(title)}</a></cite>`, inHtml(publisher),
    date && `<time datetime="${inHtml(date)}">${inHtml(date)}</time>`,
  ];
  const direction = isArabic(source.quote) ? ' lang="ar" dir="rtl"' : "";
  return `<blockquote${direction} cite="${inHtml(address(source.url))}">\n<p>${inHtml(oneLine(source.quote))}</p>\n`
    + `<footer>${named.filter(Boolean).join(", ")}</footer>\n</blockquote>`;
}

const TEX = {
  "\\": "\\textbackslash{}", "{": "\\textbraceleft{}", "}": "\\textbraceright{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
};
/** Braces by name: BibTeX counts them, escaped or not. */
const inTex = (words) => words.replace(/[\\{}~^$&#%_]/g, (each) => TEX[each] ?? `\\${each}`);

function bibtex(source) {
  const { author, title, publisher, date } = facts(source);
  const key = [source.document_id.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "") || "article", source.start].join("-");
  const fields = [
    ["author", author && `{${inTex(author)}}`], // in braces of its own, or «and» and commas would cut a name
    ["title", `{${inTex(title)}}`], ["publisher", inTex(publisher)], ["year", date.slice(0, 4)], ["date", date],
    ["url", address(source.url)], ["note", inTex(oneLine(source.quote))],
  ];
  return `@misc{${key},\n${fields.filter(([, value]) => value).map(([name, value]) => `  ${name} = {${value}},\n`).join("")}}`;
}

function ris(source) {
  const { author, title, publisher, date } = facts(source);
  const lines = [
    ["TY", "NEWS"], ["AU", author], ["TI", title], ["PB", publisher], ["PY", date.slice(0, 4)], ["DA", date.replaceAll("-", "/")],
    ["UR", address(source.url)], ["N1", oneLine(source.quote)],
  ];
  return [...lines.filter(([, value]) => value).map(([tag, value]) => `${tag}  - ${value}`), "ER  - ", ""].join("\r\n");
}

/** Styles by name; each makes a text of {quote, title, author, publisher, date, url, document_id, start}. */
export const STYLES = { plain, markdown, html, bibtex, ris };
