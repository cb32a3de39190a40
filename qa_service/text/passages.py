"""Passages: the unit of retrieval, a paragraph or an even part of one, and its sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from qa_service.corpus.document import Document, Span
from qa_service.text.layout import Unit, split_units
from qa_service.text.sentences import Sentence, unit_sentences

LONG_PASSAGE_WORDS = 180  # a longer one is cut at sentence ends
PART_WORDS = 100  # into even parts of about this length
JOINED_MIN_WORDS = 60  # lines of one block (one-line paragraphs, list items) are joined until they have so many
JOINED_MAX_WORDS = 120  # and further while they don't exceed this
SHORT_PARAGRAPH_WORDS = 8  # a shorter paragraph belongs to the next one, as headings do


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval: `[start, end)` in code points of the raw text, from its first sentence to its last."""

    start: int
    end: int
    sentences: tuple[Sentence, ...]  # never empty


@dataclass(slots=True)
class _Group:
    """Sentences being collected for a passage, with their numbers of words."""

    sentences: list[tuple[Sentence, int]]
    words: int
    body_words: int  # without headings and printed questions

    def add(self, other: "_Group") -> None:
        self.sentences += other.sentences
        self.words += other.words
        self.body_words += other.body_words


def split_document(document: Document) -> tuple[Passage, ...]:
    """Return the passages of a document in order, disjoint; none spans boilerplate.

    A block (text between blank lines) is a passage. Long ones are split into even parts at sentence ends; blocks
    of several lines, as in texts without blank lines, are split between lines; headings, questions and very short
    blocks begin the next passage.
    """
    text = document.text
    return tuple(
        _passage(part)
        for start, end in _articles(document)
        for group in _groups(text, split_units(text, start, end))
        for part in _parts(group)
    )


def _articles(document: Document) -> Iterator[Span]:
    """Yield the spans between boilerplate."""
    start = 0
    for begin, end in sorted(document.boilerplate):
        if begin > start:
            yield start, begin
        start = max(start, end)
    yield start, len(document.text)


def _groups(text: str, units: list[Unit]) -> Iterator[_Group]:
    group = _Group([], 0, 0)
    in_block = 0  # units of the current block in the group
    for unit in units:
        new = _sized(text, unit)
        if unit.after_blank or not new.body_words:
            is_complete = group.body_words >= SHORT_PARAGRAPH_WORDS
            in_block = 0
        else:
            grows = group.words < JOINED_MIN_WORDS or group.words + new.words <= JOINED_MAX_WORDS
            is_complete = in_block > 0 and group.body_words > 0 and not grows
        if is_complete:
            yield group
            group, in_block = new, 0
        else:
            group.add(new)
        in_block += 1
    if group.sentences:
        yield group


def _sized(text: str, unit: Unit) -> _Group:
    sentences = [(s, text.count(" ", s.start, s.end) + 1) for s in unit_sentences(text, unit)]
    words = sum(count for _, count in sentences)
    opens = unit.is_heading or all(sentence.is_question for sentence, _ in sentences)
    return _Group(sentences, words, 0 if opens else words)


def _parts(group: _Group) -> Iterator[list[Sentence]]:
    """Yield the sentences of a group in parts of about equal length, one part if it isn't too long; a question stays
    with what follows.
    """
    if group.words <= LONG_PASSAGE_WORDS:
        yield [sentence for sentence, _ in group.sentences]
        return
    count = round(group.words / PART_WORDS)
    seen = 0
    numbered: list[tuple[int, Sentence]] = []
    for sentence, words in group.sentences:
        number = (seen + words // 2) * count // group.words
        numbered.append((numbered[-1][0] if numbered and numbered[-1][1].is_question else number, sentence))
        seen += words
    for _, part in groupby(numbered, key=lambda entry: entry[0]):
        yield [sentence for _, sentence in part]


def _passage(sentences: list[Sentence]) -> Passage:
    return Passage(sentences[0].start, sentences[-1].end, tuple(sentences))
