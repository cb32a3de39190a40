"""Turn table: the phrases, cues and words of `turns.tsv`, read once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qa_service.arabic.analysis.tokens import tokenize

FILLER = "-"
SHORTEST_SLIP = 4
"""Letters of a word that may be misspelled."""
REPEATED = re.compile(r"(.)\1+")

_FILE = Path(__file__).with_name("turns.tsv")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a phrase says, in which variant and register."""

    kind: str
    variant: str
    register: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases by their words, and the words by the letters that a slip leaves."""

    by_words: dict[tuple[str, ...], Phrase]
    longest: int
    words: frozenset[str]
    squeezed: dict[str, str]
    near: dict[str, list[str]]


def shortened(word: str) -> Iterator[str]:
    """Yield a word, and it without each of its letters."""
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


@cache
def registers() -> dict[str, frozenset[str]]:
    """Return the registers of the phrases in which each word stands."""
    found: dict[str, set[str]] = {}
    for key, phrase in phrases().by_words.items():
        for word in key:
            found.setdefault(word, set()).add(phrase.register)
    return {word: frozenset(registers) for word, registers in found.items()}


@cache
def loose() -> dict[str, tuple[tuple[frozenset[str], ...], frozenset[str]]]:
    """Return the groups of cues and the vocabulary of each kind that may be said in other words."""
    own: dict[str, set[str]] = {}
    for key, phrase in phrases().by_words.items():
        own.setdefault(phrase.kind, set()).update(key)
    more = {name[1:]: _folded(said) for name, _, said in _rows() if name[0] == "+"}
    found = {}
    for name, _, said in _rows():
        if name[0] == "~":
            groups = tuple(map(_folded, said.split("&")))
            kind = name[1:]
            vocabulary = own[kind] | own[FILLER] | more[""] | more.get(kind, frozenset()) | set().union(*groups)
            found[kind] = groups, frozenset(vocabulary)
    return found


def _folded(words: str) -> frozenset[str]:
    return frozenset(token.text for token in tokenize(words))


@cache
def _rows() -> list[list[str]]:
    """Return the rows of the table: name, register, what is said."""
    return [line.split("\t") for line in _FILE.read_text("utf-8").splitlines() if line and not line.startswith("#")]


@cache
def phrases() -> Phrases:
    """Return the phrases of the table; the first row that has one counts, fillers last."""
    by_words: dict[tuple[str, ...], Phrase] = {}
    rows = [row for row in _rows() if row[0][0] not in "~+"]
    for name, register, said in sorted(rows, key=lambda row: row[0] == FILLER):
        kind, _, variant = name.partition(":")
        for each in said.split("|"):
            key = tuple(token.text for token in tokenize(each))
            by_words.setdefault(key, Phrase(kind, variant, register))
    for key in [key for key, phrase in by_words.items() if 1 < len(key) <= 3 and phrase.kind != FILLER]:  # run together
        by_words.setdefault(("".join(key),), by_words[key])
    words = frozenset(word for key in by_words for word in key)
    words |= _folded(" ".join(said for name, _, said in _rows() if name[0] in "~+"))
    near: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        if len(word) >= SHORTEST_SLIP and not word.isascii():
            for piece in shortened(word):
                near.setdefault(piece, []).append(word)
    return Phrases(
        by_words,
        max(map(len, by_words)),
        words,
        {REPEATED.sub(r"\1", word): word for word in sorted(words, reverse=True)},
        near,
    )
