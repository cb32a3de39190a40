// Answers as text that can be taken elsewhere, always with their sources.

import { inMarkdown } from "./citing.js";
import { addressOf, understood } from "./links.js";
import { text } from "./turn.js";

const absolute = (link) => new URL(link, location.origin).href;
const source = (each) => `[${each.id}] ${each.title}${each.date ? ` · ${each.date}` : ""}\n${absolute(each.link)}`;

/** The address that gives the answer again. */
export const shareLink = (record) => absolute(addressOf(record));

/** What answers, without the sentences that only stand near the question. */
const answering = (answer) => answer.sentences.filter((each) => each.role !== "context");
const cited = (answer) => answer.citations.filter((each) => answering(answer).some((line) => line.citation === each.id));

/** Sentences with their numbers, then the sources. */
export function answerText(answer, lead) {
  const quoted = answering(answer).map((each) => `${each.text} [${each.citation}]`);
  if (!quoted.length) return lead;
  return [...quoted, "", `${text("sources")}:`, ...cited(answer).map(source)].join("\n");
}

/** The conversation in Markdown: questions as headings, sentences as quotations, sources with links. */
export function markdown(turns, noAnswer) {
  return turns.map((record) => [record, record.answer]).map(([record, answer]) => [
    `## ${inMarkdown(record.question)}`, "",
    ...(answer.interpreted_as ? [`${text("understood")} ${inMarkdown(understood(record))}`, ""] : []),
    ...(answer.sentences.length ? answering(answer).flatMap((each) => [`> ${inMarkdown(each.text)} [${each.citation}]`, ""]) : [answer.reply ? inMarkdown(answer.reply) : noAnswer, ""]),
    ...cited(answer).map((each) => `${each.id}. [${inMarkdown(each.title)}](<${absolute(each.link)}>)${each.date ? ` · ${each.date}` : ""}`),
  ].join("\n")).join("\n\n").trimEnd() + "\n";
}

/** The conversation as data: each turn with the question as understood and the address of its answer. */
export const conversationData = (turns) => JSON.stringify(
  { turns: turns.map((each) => ({ question: each.question, understood: understood(each), address: shareLink(each), answer: each.answer })) }, null, 2);

/** Hand the text to the reader as a file. */
export function download(name, type, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
