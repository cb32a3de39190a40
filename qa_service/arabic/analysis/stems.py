"""Light stems: the light10 stemmer of Larkey, Ballesteros and Connell (2007), on folded words.

light10 drops a leading و, one definite article with its clitic, and any of ten endings, in one pass each,
as long as enough letters remain; here a و is kept if the word is more frequent with it in general Arabic («وقعت»).
Folded words have ه for ة and ي for ى, so the list of endings is shorter here.
"""

import re
from functools import lru_cache

from qa_service.arabic.analysis.words import frequency_as_written

_PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال")
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_PREFIX = re.compile(rf"\A(?:{'|'.join(_PREFIXES)})(?=..)", re.DOTALL)
_KEPT = frozenset(
    """
الله اليوم المان المانيا ايران ايطاليا لبنان عمان السودان باكستان افغانستان الي الان الذي التي كلمه اكتوبر
امين ماي واحد ولايه وجه وسط وفد ولي ولد وضع وطن وصف وقع وادي والد والده والي
""".split()
)
_SURER = 0.3  # Zipf by which a word must be more frequent than without its و for that و to be part of it


@lru_cache(maxsize=1 << 13)
def light_stem(word: str) -> str:
    """Return the light10 stem of a folded word, at least two letters long."""
    if word in _KEPT or not "\u0621" <= word[0] <= "\u064a":
        return word
    stem = word
    if stem[0] == "و" and len(stem) >= 4 and not stem.startswith("وال") and not _begins_with_waw(stem):
        stem = stem[1:]
    if stem.startswith(_PREFIXES) and stem not in _KEPT:
        stem = _PREFIX.sub("", stem, count=1)
    if stem.endswith(_SUFFIXES):
        for suffix in _SUFFIXES:
            if stem.endswith(suffix) and len(stem) - len(suffix) >= 2:
                stem = stem[: -len(suffix)]
    return stem


def _begins_with_waw(word: str) -> bool:
    """Return whether the و is part of the word («وقعت») or a conjunction («وقال»), by the frequency of both forms."""
    whole, rest = frequency_as_written(word), frequency_as_written(word[1:])
    return whole is not None and (rest is None or whole > rest + _SURER)
