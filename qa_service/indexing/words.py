"""Words: the words of the titles and sentences of a batch, found, folded and numbered in the kernel."""

import ctypes
import re
from dataclasses import dataclass
from functools import cache
from itertools import compress, pairwise
from typing import NamedTuple

import numpy as np

from qa_service.arabic.analysis.folding import ALONE
from qa_service.arabic.analysis.tokens import KINDS, fold
from qa_service.index.vocabulary.byte_alphabet import CODES
from qa_service.native.arrays import Array, Bools, Bytes, Ints, offsets
from qa_service.native.library import LONG_KERNEL, Address, address, of_kernel

_NARROW, _CODES, _WIDEST = 1 << 16, 0x110000, 4


class Written(NamedTuple):
    """Texts one after the other, each in characters of its width: `ends` says how many bytes each has."""

    block: Bytes
    ends: Ints
    widths: Bytes


class Spans(NamedTuple):
    """Sentences, half-open in characters of the text of their document, none over another; how many each one has."""

    starts: Ints
    ends: Ints
    counts: Ints


@dataclass(frozen=True, slots=True)
class Words:
    """What was read: the folded `forms` of the words and their numbers, in the order of first sight, each title before
    its sentences; a form may be empty.

    The others are the numbers and how many words each title and each sentence has; int32. `cues` are those of the
    punctuation of each sentence, as bits; uint16.
    """

    forms: dict[str, int]
    title_words: Ints
    title_counts: Ints
    words: Ints
    counts: Ints
    cues: Ints


def read_words(titles: Written, texts: Written, sentences: Spans) -> Words:
    """The words of each document: a title, and sentences of a text.

    Raises ValueError for sentences that reach out of their text.
    """
    documents, chars = len(sentences.counts), np.repeat(texts.ends // texts.widths, sentences.counts)
    if (len(titles.ends), len(texts.ends)) != (documents, documents) or len(chars) != len(sentences.starts):
        raise ValueError("a title and a text for each document and all its sentences are needed")
    if (sentences.starts < 0).any() or (sentences.ends > chars).any():
        raise ValueError("a sentence reaches out of its text")
    return _read(titles, texts, sentences)


@of_kernel("Texts")
class _Texts(ctypes.Structure):
    _fields_ = (("bytes", Address), ("starts", Address), ("widths", Address))


@of_kernel("Sentences")
class _Sentences(ctypes.Structure):
    _fields_ = (("starts", Address), ("ends", Address), ("reach", Address))


@of_kernel("Alphabet")
class _Alphabet(ctypes.Structure):
    _fields_ = (("codes", Address), ("kinds", Address), ("alone", Address))


@of_kernel("Met")
class _Met(ctypes.Structure):
    _fields_ = tuple((name, Address) for name in (
        "letters", "ends", "is_plain", "title_words", "title_counts", "words", "counts", "cues"))  # fmt: skip


def _read(titles: Written, texts: Written, sentences: Spans) -> Words:
    documents, title_chars, chars = (
        len(titles.ends),
        *(int((each.ends // each.widths).sum()) for each in (titles, texts)),
    )
    # One a character: pages that are not written to take no memory.
    letters, ends = np.empty(title_chars + chars, np.uint32), np.empty(title_chars + chars + 1, np.int64)
    ends[0] = 0
    is_plain = np.empty(title_chars + chars, np.bool_)
    title_words, words = np.empty(title_chars, np.int32), np.empty(chars, np.int32)
    title_counts, counts = np.empty(documents, np.int32), np.empty(len(sentences.starts), np.int32)
    cues = np.empty(len(counts), np.uint16)
    is_wide = bool((titles.widths == _WIDEST).any() or (texts.widths == _WIDEST).any())
    given: list[tuple[type[ctypes.Structure], list[Array]]] = [
        (_Texts, [titles.block, offsets(titles.ends), titles.widths]),
        (_Texts, [texts.block, offsets(texts.ends), texts.widths]),
        (_Sentences, [np.ascontiguousarray(sentences.starts, np.int32), np.ascontiguousarray(sentences.ends, np.int32),
                      offsets(sentences.counts)]),
        (_Alphabet, [CODES, _kinds(is_wide), _alone()]),
        (_Met, [letters, ends, is_plain, title_words, title_counts, words, counts, cues]),
    ]  # fmt: skip
    structures = [kind(*map(address, arrays)) for kind, arrays in given]
    found = int(LONG_KERNEL.kernel_words(documents, *map(ctypes.byref, structures)))
    if found < 0:
        raise MemoryError
    forms, number_of = _forms(letters, ends[: found + 1], is_plain[:found])
    read = title_words[: int(title_counts.sum())], words[: int(counts.sum())]
    in_titles, in_sentences = read if number_of is None else (number_of[each] for each in read)
    return Words(forms, in_titles, title_counts, in_sentences, counts, cues)


def _forms(letters: Ints, ends: Ints, is_plain: Bools) -> tuple[dict[str, int], Ints | None]:
    """The forms of the distinct words of these letters, and the number of each word's form; None where they are the
    same. Plain words are folded already.
    """
    block = letters[: int(ends[-1])].tobytes().decode("utf-32-le", "surrogatepass")
    words = [block[start:end] for start, end in pairwise(ends.tolist())]
    for place in np.flatnonzero(~is_plain).tolist():
        words[place] = fold(words[place])
    count = len(words)
    first = dict(zip(reversed(words), range(count - 1, -1, -1), strict=True))  # where each form was met first
    if len(first) == count:
        return dict(zip(words, range(count), strict=True)), None
    met = np.fromiter(map(first.__getitem__, words), np.int64, count)
    is_first = met == np.arange(count)
    forms = compress(words, is_first.tolist())
    return {form: number for number, form in enumerate(forms)}, (np.cumsum(is_first, dtype=np.int32) - 1)[met]


@cache
def _kinds(is_wide: bool) -> Bytes:
    """What each code point may be, a bit for each of KINDS; of 16 bits only unless `is_wide`, which takes longer."""
    kinds = np.zeros(_CODES if is_wide else _NARROW, np.uint8)
    characters = np.arange(len(kinds), dtype=np.uint32).tobytes().decode("utf-32-le", "surrogatepass")
    for bit, kind in enumerate(KINDS):
        for run in re.compile(f"{kind}+").finditer(characters, 0, _NARROW if bit else len(kinds)):
            kinds[run.start() : run.end()] |= 1 << bit
    return kinds


@cache
def _alone() -> Ints:
    """What each code unit is folded to whatever stands beside it, 0 where that tells."""
    alone = np.zeros(1 << 16, np.uint16)
    for char, folded in ALONE.items():
        alone[ord(char)] = ord(folded)
    return alone
