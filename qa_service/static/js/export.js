// Answers as text that can be taken elsewhere, always with their sources.

import { inLanguage, text } from "./turn.js";

const absolute = (link) => new URL(link, location.origin).href;
const source = (each) => `[${each.id}] ${each.title}${each.date ? ` · ${each.date}` : ""}\n${absolute(each.link)}`;

/** The address that asks the question again. */
export const shareLink = (question) => absolute(inLanguage(`/?q=${encodeURIComponent(question)}`));

/** What answers, without the sentences that only stand near the question. */
const answering = (answer) => answer.sentences.filter((each) => each.role !== "context");
const cited = (answer) => answer.citations.filter((each) => answering(answer).some((line) => line.citation === each.id));

/** Sentences with their numbers, then the sources. */
export function answerText(answer, lead) {
  const quoted = answering(answer).map((each) => `${each.text} [${each.citation}]`);
  if (!quoted.length) return lead;
  return [...quoted, "", `${text("sources")}:`, ...cited(answer).map(source)].join("\n");
}

const escaped = (words) => words.replace(/[\\`*_{}[\]<>#|]/g, "\\$&").replace(/\s*\n\s*/g, " ");

/** The conversation in Markdown: questions as headings, sentences as quotations, sources with links. */
export function markdown(turns, noAnswer) {
  return turns.map(({ question, answer }) => [
    `## ${escaped(question)}`, "",
    ...(answer.sentences.length ? answering(answer).flatMap((each) => [`> ${escaped(each.text)} [${each.citation}]`, ""]) : [answer.reply ? escaped(answer.reply) : noAnswer, ""]),
    ...cited(answer).map((each) => `${each.id}. [${escaped(each.title)}](<${absolute(each.link)}>)${each.date ? ` · ${each.date}` : ""}`),
  ].join("\n")).join("\n\n").trimEnd() + "\n";
}

/** Hand the text to the reader as a file. */
export function download(name, type, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
