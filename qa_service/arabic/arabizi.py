"""Arabizi: Arabic typed with Latin letters and digits (3 for ع, 7 for ح, 9 for ق), as folded Arabic spellings.

The table follows Darwish, "Arabizi Detection and Conversion to Arabic" (2014), with what French-speaking countries
write (ch, ou, gh). Short vowels may or may not be written, so a word has many spellings; what each departs from the
likeliest by is its cost, and which of them is a word is for the caller to say.
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
_LAST = {"a": "ا ه ي", "e": "ه _ ي", "i": "ي _", "o": "و ه", "u": "و", "ou": "و", "ah": "ه", "eh": "ه", "at": "ات ه"}
_PIECE = re.compile("|".join(sorted(map(re.escape, {*_GROUPS, "ah$", "eh$", "at$"}), key=len, reverse=True)).replace(r"\$", "$"))
_WORD = re.compile(r"[a-z2-9']+")
_DOUBLE = re.compile(r"([bcdfjklmnpqrstvwxz])\1")
_DIGIT_INSIDE = re.compile(r"[a-z]['2356789]|[2356789][a-z]", re.IGNORECASE)
_MOST = 768  # spellings of one word
_STEP = 0.15  # cost of each place down a list

_PREFIXES = (
    ("", ""), ("l", "ال"), ("el", "ال"), ("al", "ال"), ("il", "ال"), ("f", "ف"), ("fl", "في ال"), ("w", "و"),
    ("b", "ب"), ("bl", "بال"), ("bel", "بال"), ("lel", "لل"), ("d", ""), ("dl", "ال"),
    ("ka", ""), ("ta", ""), ("gha", ""), ("bi", ""), ("be", ""), ("b", ""), ("ha", ""), ("ma", ""),
)  # fmt: skip
_MARKERS = frozenset(
    """
chkoun chkon shkoun shkon chnou chno chnu shno shnou chnahiya achno ash ach achmen ashmen fin feen fen fayn wayn wen
ween mnin imta emta mta meta fuqash fou9ach wa9tach wa2tach waqtach kifach kifash kifesh kefach kayf kif ezay ezzay
izay shlon shlown 3lach 3lash 3lech alach leh leih lesh leish laysh wach wash chhal ch7al sh7al shhal chehal kam kaddesh
adesh addesh gaddesh min meen mino menou shu shou chou sho eh eih esh aysh dyal dial dyalo ta3 taa3 mta3 bta3 nta3
m3a ma3 lli elli illi li kayn kayna had hadi hadak dak dik fi men ila 3la 3ala 3an hiya howa houwa hia huwa
""".split()  # noqa: SIM905
)


def looks_like_arabizi(text: str) -> bool:
    """Whether a Latin text is Arabic: digits for letters inside words, or two words of speech, or one that opens it."""
    words = _WORD.findall(text.lower())
    if _DIGIT_INSIDE.search(text) and any(_DIGIT_INSIDE.search(word) and word in _MARKERS for word in words):
        return True
    marked = sum(word in _MARKERS for word in words)
    digits = sum(bool(re.search(r"[a-z][379][a-z]|^[379][a-z]|[a-z]{2}[379]$", word)) for word in words)
    return marked + digits >= 2 or (marked == 1 and bool(words) and words[0] in _MARKERS)


@lru_cache(maxsize=1 << 12)
def spellings(word: str) -> tuple[tuple[str, float], ...]:
    """The Arabic spellings of one Latin word with what each costs, cheapest first; at most some 700."""
    word = _DOUBLE.sub(r"\1", word.lower())
    found: dict[str, float] = {}
    for latin, arabic in _PREFIXES:
        if word.startswith(latin) and len(word) - len(latin) >= 2 * bool(latin):
            for spelling, cost in _spell(word[len(latin) :]):
                whole = arabic + spelling
                cost += 0.1 * bool(latin)
                if cost < found.get(whole, 9.0):
                    found[whole] = cost
    return tuple(sorted(found.items(), key=lambda item: item[1]))


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
            (spelled + option, cost + _STEP * rank)
            for spelled, cost in partial
            for rank, option in enumerate(options)
        ]
        partial = sorted(grown, key=lambda item: item[1])[:_MOST]
    return iter(pair for pair in partial if pair[0])
