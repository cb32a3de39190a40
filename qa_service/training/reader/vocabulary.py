"""The vocabulary: which word pieces of the pretrained encoder are kept, and the tokenizer that cuts texts into them.

Of 250,000 pieces in a hundred languages those are kept that Arabic, English and French take.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from qa_service.reader.inputs import BEGIN, END, PADDING, UNKNOWN

_INVISIBLE = "[\u064b-\u0652\u0670\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
_WORD_START = "▁"
_ARABIC = re.compile("▁?[\u0621-\u064a\u0660-\u0669٪،؛؟]+")
_SCRIPTS = ("ARABIC", "LATIN")
_DECIMALS = 5  # of a log-probability: with fewer some words are cut otherwise, more only make a larger file
_AT_ONCE = 4096  # texts


def tokenizer_of(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """The tokenizer of some pieces.

    Args:
        pieces: each with its log-probability, the four marks first.

    Returns:
        One that leaves out vowel marks, tatweel and what can't be seen, and knows a word's start.
    """
    tokenizer = Tokenizer(
        models.Unigram([(piece, round(float(score), _DECIMALS)) for piece, score in pieces], UNKNOWN, False)
    )
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(_INVISIBLE), ""),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    return tokenizer


def kept_pieces(pieces: Sequence[tuple[str, float]], texts: Iterable[str]) -> list[int]:
    """The pieces that are kept.

    Args:
        pieces: all of the pretrained encoder's, with their log-probabilities.
        texts: words and sentences; whatever they take is kept.

    Returns:
        Numbers of pieces, ascending: the marks, what the texts take, all of Arabic letters alone, and single
        characters of Arabic and Latin, digits, punctuation and signs.
    """
    tokenizer = tokenizer_of(pieces)
    kept = {BEGIN, PADDING, END, UNKNOWN}
    for part in _portions(texts):
        for found in tokenizer.encode_batch(part, add_special_tokens=False):
            kept.update(found.ids)
    for number, (piece, _) in enumerate(pieces):
        if _ARABIC.fullmatch(piece) or _is_plain_character(piece):
            kept.add(number)
    return sorted(kept)


def _is_plain_character(piece: str) -> bool:
    """Whether a piece is one character that may stand in a text of ours, or a word's start alone."""
    letter = piece.strip(_WORD_START)
    if len(letter) > 1:
        return False
    if not letter:
        return True
    if unicodedata.category(letter)[0] in "NPSZ" and ord(letter) < 0x3000:
        return True
    return unicodedata.name(letter, "?").split()[0] in _SCRIPTS


def _portions(texts: Iterable[str]) -> Iterator[list[str]]:
    """The texts, so many at once."""
    part: list[str] = []
    for text in texts:
        part.append(text)
        if len(part) == _AT_ONCE:
            yield part
            part = []
    yield part
