"""Inputs of the model: texts as numbers of word pieces, for a sentence alone and for a question beside a sentence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tokenizers import Encoding, Tokenizer

BEGIN, PADDING, END, UNKNOWN = 0, 1, 2, 3  # numbers of the marks among the pieces
QUESTION_PIECES, SENTENCE_PIECES, TITLE_PIECES, BEFORE_PIECES = 32, 96, 16, 24
_MARKS_AT_END = re.compile(r"[^\w)]+\Z")
PLACES = 192  # of the model: no row is longer
assert QUESTION_PIECES + SENTENCE_PIECES + TITLE_PIECES + BEFORE_PIECES + 5 <= PLACES  # noqa: S101  # with five marks


class Passage(NamedTuple):
    """A sentence and what is read beside it."""

    sentence: str
    title: str  # of its document
    before: str  # the sentence before it in the document, or nothing
    question: str = ""  # the printed question that it follows, which is read as its beginning in the place of `before`


@dataclass(frozen=True, slots=True)
class Pair:
    """A question beside a sentence, as the model takes them."""

    ids: list[int]
    first: int  # the place of the sentence's first piece in `ids`
    offsets: list[tuple[int, int]]  # of each of the sentence's pieces in its text, in code points


class Inputs:
    """Turns texts into what the model takes. Safe to share between threads.

    Example: `Inputs(Tokenizer.from_file("tokenizer.json")).question("كم طول النيل؟")`.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._query, self._passage = self._pieces("query:").ids, self._pieces("passage:").ids

    def question(self, question: str) -> list[int]:
        """A question alone, for its vector."""
        return [BEGIN, *self._query, *self._pieces(question).ids[:QUESTION_PIECES], END]

    def sentence(self, sentence: str, title: str) -> list[int]:
        """A sentence with the title of its document, for its vector."""
        return self._sentence(self._pieces(sentence), self._pieces(title))

    def sentences(self, texts: Iterable[tuple[str, str]]) -> list[list[int]]:
        """The same for many of (sentence, title), on all cores."""
        pairs = list(texts)
        titles = self._tokenizer.encode_batch([title for _, title in pairs], add_special_tokens=False)
        found = self._tokenizer.encode_batch([sentence for sentence, _ in pairs], add_special_tokens=False)
        return [self._sentence(pieces, title) for pieces, title in zip(found, titles, strict=True)]

    def pairs(self, question: str, passages: Sequence[Passage]) -> list[Pair]:
        """The question beside each of the sentences."""
        asked = [BEGIN, *self._pieces(question).ids[:QUESTION_PIECES], END]
        found = []
        for passage in passages:
            pieces, before = self._pieces(passage.sentence), self._pieces(passage.before).ids
            printed: list[int] = []
            if passage.question:
                printed, before = self._printed(passage.question), []
            ids = pieces.ids[: SENTENCE_PIECES - len(printed)]
            around = [*self._pieces(passage.title).ids[:TITLE_PIECES], END, *before[-BEFORE_PIECES:], END]
            first = len(asked) + len(printed)
            found.append(Pair([*asked, *printed, *ids, END, *around], first, pieces.offsets[: len(ids)]))
        return found

    def _printed(self, question: str) -> list[int]:
        """A printed question as the beginning of a statement: the model learned to find statements, not questions."""
        return self._pieces(f"{_MARKS_AT_END.sub('', question)}:").ids[-QUESTION_PIECES:]

    def _sentence(self, sentence: Encoding, title: Encoding) -> list[int]:
        return [BEGIN, *self._passage, *title.ids[:TITLE_PIECES], END, *sentence.ids[:SENTENCE_PIECES], END]

    def _pieces(self, text: str) -> Encoding:
        return self._tokenizer.encode(text, add_special_tokens=False)
