"""Character n-grams inside words, as numbers: the view that tolerates endings, clitics and misspellings."""

import re
from collections.abc import Sequence
from functools import lru_cache
from struct import Struct

GRAM_CHARS = 4
_GRAM_BYTES = 2 * GRAM_CHARS
_code = Struct(">Q").unpack_from

ARTICLES = ("وال", "بال", "كال", "فال", "لل", "ال")
EDGE = "_"
_ARTICLE = re.compile(rf"\A(?:{'|'.join(ARTICLES)})(?=..)", re.DOTALL)


@lru_cache(maxsize=512)  # a word of a thousand letters takes 40 KB
def gram_codes(word: str) -> Sequence[int]:
    """Return the overlapping 4-grams of a folded word without its article, edges marked, each packed into 64 bits.

    A gram is four code units of 16 bits; characters above U+FFFF are truncated to their low 16 bits, which at worst
    makes two emoji equal. A word shorter than a gram is padded. Why edges are marked: decision 0006.
    """
    if word.startswith(ARTICLES):
        word = _ARTICLE.sub("", word, count=1)
    marked = f"{EDGE}{word}{EDGE}".ljust(GRAM_CHARS, "\0")
    units = marked.encode("utf-16-be", "surrogatepass")
    if len(units) > 2 * len(marked):
        units = b"".join([(ord(letter) & 0xFFFF).to_bytes(2) for letter in marked])
    return tuple([_code(units, place)[0] for place in range(0, len(units) - _GRAM_BYTES + 1, 2)])
