"""Generator: Arabic-like documents and questions of any number, the same for the same seed.

Words are drawn by the frequencies of real ones (`qa_service/arabic/analysis/background.tsv`: 49,000 stems, from
wordfreq), with 200,000 made-up names after them whose frequencies go on as 1 / rank. Two words in five are stop words;
three in ten are of forty words of the document's own, each always in the same form, so that documents have topics.
Clitics and endings are set around the stems of the others. The sentences mean nothing: what is measured on them is time
and size, never quality.

The vocabulary grows with the corpus as that of real text does. Different words among the first 10,000 / 20,000 / 40,000
that are no stop words: 5,446 / 9,668 / 15,692 in 868 paragraphs of Wikipedia (ARCD, TyDi QA, XQuAD), 5,487 / 10,029 /
17,940 here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa_service.arabic.analysis import background
from qa_service.arabic.analysis.stopwords import STOP_WORDS
from qa_service.corpus.document import Document
from qa_service.native.arrays import Bools, Floats, Ints

SEED = 20240229
PARAGRAPHS_PER_DOCUMENT = 8
_SENTENCES_PER_PARAGRAPH = 4
_SENTENCE_WORDS = (12, 26)  # at least, less than: 74 words a paragraph on average
_NAMES, _NAME_LETTERS = 200_000, (4, 8)
_STOP_SHARE, _OWN_SHARE, _NUMBER_SHARE = 0.4, 0.3, 0.02
_OWN_WORDS, _OWN_FLATTENING = 40, 0.8  # topics are made of rarer words: probabilities to this power
_LETTERS = np.array(list("ابتجحخدرزسشصضطعغفقكلمنهوي"))
_BEFORE = {"": 0.53, "ال": 0.25, "و": 0.07, "ب": 0.05, "ل": 0.04, "وال": 0.04, "لل": 0.02}
_AFTER = {"": 0.74, "ات": 0.06, "ين": 0.05, "ها": 0.06, "ه": 0.06, "هم": 0.03}
_ASKING = ("من", "ما", "متى", "أين", "كم", "كيف", "لماذا")


@dataclass(frozen=True, slots=True)
class _Words:
    """All words that can be drawn, stop words last, and the cumulative probabilities of drawing each content word."""

    words: list[str]
    stops: int  # how many of them
    general: Floats  # cumulative, over the content words
    topical: Floats  # cumulative, over the content words


def _stems() -> tuple[list[str], list[float]]:
    """The stems of the background list and the share of each."""
    stems: list[str] = []
    shares: list[float] = []
    for line in Path(background.__file__).with_name("background.tsv").read_text(encoding="utf-8").splitlines():
        tenths, listed = line.split("\t")
        found = listed.split(" ")
        stems += found
        shares += [10 ** (int(tenths) / 10 - 9)] * len(found)
    return stems, shares


def _words(random: np.random.Generator) -> _Words:
    stems, shares = _stems()
    lengths = random.integers(*_NAME_LETTERS, size=_NAMES)
    letters = "".join(random.choice(_LETTERS, int(lengths.sum())))
    ends = np.cumsum(lengths)
    names = [letters[end - length : end] for end, length in zip(ends.tolist(), lengths.tolist(), strict=True)]
    rank = np.arange(_NAMES)
    share = np.concatenate((shares, shares[-1] * len(stems) / (len(stems) + rank)))
    stops = sorted(STOP_WORDS)
    flat = share**_OWN_FLATTENING
    return _Words([*stems, *names, *stops], len(stops), np.cumsum(share / share.sum()), np.cumsum(flat / flat.sum()))


def _drawn(cumulative: Floats, random: np.random.Generator, count: int) -> Ints:
    return np.minimum(np.searchsorted(cumulative, random.random(count)), len(cumulative) - 1)


def _affixes(shares: dict[str, float], random: np.random.Generator, own: int, owned: Ints, content: Bools) -> list[str]:
    """An affix for each word: for one of the `own` words of a document (`owned`: which, -1 for none) always the same;
    none for stop words.
    """
    affixes, cumulative = list(shares), np.cumsum(list(shares.values()))
    drawn = np.where(owned < 0, _drawn(cumulative, random, len(owned)), _drawn(cumulative, random, own)[owned])
    return [affixes[number] for number in np.where(content, drawn, 0).tolist()]


def _tokens(words: _Words, random: np.random.Generator, count: int, own: Ints) -> list[str]:
    """The words of one document, in a row."""
    content_count = len(words.general)
    is_own = random.random(count) < _OWN_SHARE / (1 - _STOP_SHARE)
    owned = np.where(is_own, random.integers(0, len(own), count), -1)
    drawn = np.where(is_own, own[owned], _drawn(words.general, random, count))
    # Stop words follow 1 / rank among themselves.
    stop = content_count + (words.stops ** random.random(count)).astype(np.int64) - 1
    content = random.random(count) >= _STOP_SHARE
    picked = np.where(content, drawn, stop).tolist()
    before, after = (_affixes(shares, random, len(own), owned, content) for shares in (_BEFORE, _AFTER))
    tokens = [a + words.words[i] + b for a, i, b in zip(before, picked, after, strict=True)]
    for place in np.flatnonzero(random.random(count) < _NUMBER_SHARE).tolist():
        tokens[place] = str(random.integers(1, 2025))
    return tokens


def _document(number: int, words: _Words, random: np.random.Generator, paragraphs: int) -> Document:
    lengths = random.integers(*_SENTENCE_WORDS, size=paragraphs * _SENTENCES_PER_PARAGRAPH)
    own = _drawn(words.topical, random, _OWN_WORDS)
    tokens = _tokens(words, random, int(lengths.sum()), own)
    ends = np.cumsum(lengths).tolist()
    sentences = [" ".join(tokens[end - n : end]) + "." for end, n in zip(ends, lengths.tolist(), strict=True)]
    step = _SENTENCES_PER_PARAGRAPH
    text = "\n\n".join(" ".join(sentences[i : i + step]) for i in range(0, len(sentences), step))
    title = " ".join(words.words[i] for i in own[:3].tolist())
    return Document(id=f"d{number:07}", title=title, text=text, date="2024-02-29", language="ar")


def documents(paragraphs: int, seed: int = SEED) -> Iterator[Document]:
    """Documents that hold this many paragraphs (each a passage) together, in a fixed order."""
    random = np.random.default_rng(seed)
    words = _words(random)
    for number, first in enumerate(range(0, paragraphs, PARAGRAPHS_PER_DOCUMENT)):
        yield _document(number, words, random, min(PARAGRAPHS_PER_DOCUMENT, paragraphs - first))


def questions(asked: list[Document], count: int, seed: int = SEED) -> list[str]:
    """Questions each made of a question word and five to ten words in a row of a document."""
    random = np.random.default_rng(seed + 1)
    made = []
    for _ in range(count):
        words = asked[random.integers(len(asked))].text.replace(".", "").split()
        length = int(random.integers(5, 11))
        first = int(random.integers(0, len(words) - length))
        made.append(f"{random.choice(_ASKING)} {' '.join(words[first : first + length])}؟")
    return made
