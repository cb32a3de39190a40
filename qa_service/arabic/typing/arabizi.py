"""Arabizi: Arabic typed with Latin letters and digits (3 for ع, 7 for ح, 9 for ق), as folded Arabic spellings.

The table follows Darwish, "Arabizi Detection and Conversion to Arabic" (2014), with what French-speaking countries
write (ch, ou, gh). Short vowels may or may not be written, so a word has many spellings. The cost of a spelling is its
distance from the likeliest; the caller decides which spellings are words.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

# Each letter or group: its spellings, likeliest first. Longer groups are read first.
_GROUPS = {
    "tch": "تش", "ch": "ش", "sh": "ش", "kh": "خ", "gh": "غ", "dh": "ذ ض ظ", "th": "ث ذ ت", "ou": "و _", "oo": "و",
    "ee": "ي", "ei": "ي", "ai": "ي اي", "ay": "ي اي", "aa": "ا", "ii": "ي", "uu": "و", "aw": "و او", "au": "و او",
    "3'": "غ", "7'": "خ", "9'": "ض", "6'": "ظ", "'": "_ ع",
    "2": "ا _ ي و", "3": "ع", "4": "ذ", "5": "خ", "6": "ط", "7": "ح", "8": "ق", "9": "ق ص",
    "a": "_ ا ع", "e": "_ ي ا", "i": "_ ي", "o": "_ و", "u": "_ و", "y": "ي", "w": "و",
    "b": "ب", "p": "ب", "t": "ت ط", "j": "ج", "d": "د ض ذ", "r": "ر", "z": "ز ظ ذ", "s": "س ص ث", "f": "ف", "v": "ف",
    "q": "ق", "k": "ك ق", "c": "ك س", "x": "كس", "l": "ل", "m": "م", "n": "ن", "h": "ه ح", "g": "ق ج غ ك",
}  # fmt: skip
_FIRST = {"a": "ا ع", "e": "ا ي ع", "i": "ا ي ع", "o": "ا و ع", "u": "ا و ع", "ou": "و او", "ai": "اي", "ei": "اي"}
_LAST = {"a": "ا ه ي _", "e": "ه _ ي", "i": "ي _", "o": "و ه", "u": "و", "ou": "و", "ah": "ه", "eh": "ه", "at": "ات ه"}
_PIECE = re.compile("[ae]h$|at$|" + "|".join(sorted(_GROUPS, key=len, reverse=True)))
WORD = re.compile(r"[a-z2-9']+")
_DOUBLE = re.compile(r"([bcdfjklmnpqrstvwxz])\1")
_DIGIT_INSIDE = re.compile(r"[a-z]['2356789]|[2356789][a-z]", re.IGNORECASE)
_MOST, _MOST_GIVEN = 768, 150  # spellings of one word after a prefix, and of all of them
_PREFIX_COST = 0.1
_STEP = 0.15  # cost of each position down a list

_PREFIXES = (
    ("", ""), ("l", "ال"), ("el", "ال"), ("al", "ال"), ("il", "ال"), ("f", "ف"), ("fl", "فال"), ("w", "و"),
    ("b", "ب"), ("bl", "بال"), ("bel", "بال"), ("lel", "لل"), ("d", ""), ("dl", "ال"), ("wl", "وال"),
    ("ka", ""), ("ta", ""), ("gha", ""), ("bi", ""), ("be", ""), ("b", ""), ("ha", ""), ("ma", ""),
)  # fmt: skip
# Spoken function words with their Arabic; they also distinguish Arabizi from other languages.
_FUNCTION_WORDS = {
    latin: arabic
    for arabic, latins in (
        ("شكون", "chkoun chkon shkoun shkon"), ("شنو", "chnou chno chnu shno shnou chnowa chnahowa"),
        ("اش", "achno ash ach aych aysh"), ("اشمن", "achmen ashmen"), ("فين", "fin feen fen fayn"),
        ("وين", "wayn wen ween"), ("منين", "mnin"), ("متى", "imta emta mta meta ymta"),
        ("فوقاش", "fuqash fou9ach fo9ach waqtach wa9tach wa2tach waktach"), ("كيف", "kif kayf keef kifach kifash"),
        ("ازاي", "ezay ezzay izay izzay"), ("شلون", "shlon shlown chlon"), ("علاش", "3lach 3lash 3lech 3ala9 alach"),
        ("ليه", "leh leih lih"), ("ليش", "lesh leish laysh lech"), ("واش", "wach wash wech"),
        ("شحال", "chhal ch7al sh7al chehal"), ("كم", "kam"), ("قديش", "kaddesh addesh addeish gaddesh"),
        ("من", "min meen mino menou mn men"), ("شو", "shu shou chou sho"), ("ايه", "eh eih"),
        ("ديال", "dyal dial dyalo dyalha"), ("تاع", "ta3 mta3 nta3"), ("بتاع", "bta3 beta3"), ("مع", "m3a ma3 ma3a"),
        ("اللي", "lli elli illi ely eli"), ("كاين", "kayn kayna kayen"), ("هاد", "had hadi hadak hada"), ("في", "fi f"),
        ("الى", "ila"), ("على", "3la 3ala"), ("عن", "3an 3en"), ("هي", "hiya heya"), ("هو", "howa houwa huwa howwa"),
    )
    for latin in latins.split()
}  # fmt: skip


def looks_like_arabizi(text: str) -> bool:
    """Return whether a Latin text is Arabic: digits inside words, two spoken function words, or one at the start."""
    words = WORD.findall(text.lower())
    if _DIGIT_INSIDE.search(text) and any(_DIGIT_INSIDE.search(word) and word in _FUNCTION_WORDS for word in words):
        return True
    marked = sum(word in _FUNCTION_WORDS for word in words)
    digits = sum(bool(re.search(r"[a-z][379][a-z]|^[379][a-z]|[a-z]{2}[379]$", word)) for word in words)
    return marked + digits >= 2 or (marked == 1 and bool(words) and words[0] in _FUNCTION_WORDS)


@lru_cache(maxsize=64)  # of 20 KB each and more
def spellings(word: str) -> tuple[tuple[str, float], ...]:
    """Return the Arabic spellings of one Latin word with their costs, cheapest first; at most 150."""
    if word in _FUNCTION_WORDS:
        return ((_FUNCTION_WORDS[word], 0.0),)
    word = _DOUBLE.sub(r"\1", word.lower())
    found: dict[str, float] = {}
    for latin, arabic in _PREFIXES:
        if word.startswith(latin) and len(word) - len(latin) >= 2 * bool(latin):
            for spelling, cost in _spell(word[len(latin) :]):
                whole = arabic + spelling
                total = cost + _PREFIX_COST * (bool(latin) - arabic.endswith("ال"))
                if total < found.get(whole, 9.0):
                    found[whole] = total
    return tuple(sorted(found.items(), key=lambda item: item[1])[:_MOST_GIVEN])


def _spell(word: str) -> Iterator[tuple[str, float]]:
    partial: list[tuple[str, float]] = [("", 0.0)]
    pieces = [match.group() for match in _PIECE.finditer(word)]
    for place, piece in enumerate(pieces):
        choices = _GROUPS.get(piece, "_")
        if place == len(pieces) - 1:
            choices = _LAST.get(piece, choices)
        if place == 0:
            choices = _FIRST.get(piece, choices)
        options = [choice.replace("_", "") for choice in choices.split()]
        grown = [
            (spelled + option, cost + _STEP * rank) for spelled, cost in partial for rank, option in enumerate(options)
        ]
        partial = sorted(grown, key=lambda item: item[1])[:_MOST]
    return iter(pair for pair in partial if pair[0])
