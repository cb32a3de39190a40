"""Transliteration: possible Arabic spellings of a name in Latin letters, by its consonants first and its vowels second.

A skeleton is the sequence of a word's consonant classes, similar sounds in one class: Boukhobza and «بوخبزة» are both
B-X-B-S. Vowels only measure how well two words with the same skeleton match.
"""

from dataclasses import dataclass
from functools import lru_cache

LONGEST = 14  # consonants of a skeleton; a class takes four bits of a key

_GROUPS = ("ب", "تطث", "ج", "حه", "خ", "دضذ", "ر", "زسصظ", "ش", "غ", "ف", "قك", "ل", "م", "ن")
LETTER_CLASSES: dict[str, int] = {letter: number for number, group in enumerate(_GROUPS, 1) for letter in group}
"""The class, 1 to 15, of every folded Arabic letter that is a consonant; ا و ي ع ء have none."""

# The readings of a Latin letter or group: each is the Arabic letters that may write it, best first.
# A reading of two letters is two consonants; an empty one means that the letter is silent.
_SOUNDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "b": (("بپ",),), "p": (("ب",),), "t": (("تطث",),), "d": (("دضذ",),), "r": (("ر",),), "z": (("زظسص",), ("ضذد",)),
    "s": (("سصزظ",),), "f": (("ف",),), "v": (("ف",),), "l": (("ل",),), "m": (("م",),), "n": (("ن",),),
    "k": (("كق",),), "q": (("قك",),), "j": (("ج",), ("خ",)), "g": (("غ",), ("ج",), ("قك",)), "h": (("هح",), ()),
    "x": (("كق", "سص"), ("خ",)), "c": (("كق",),), "ç": (("س",),),
    "kh": (("خ",),), "gh": (("غ",), ()), "sh": (("ش",),), "sch": (("ش",),), "ch": (("ش",), ("خ",), ("كق",), ("ت", "ش")),
    "tch": (("ت", "ش"),), "tsch": (("ت", "ش"),), "ph": (("ف",),), "th": (("ثتط",), ("ذ",)), "dh": (("ذضد",), ("ظ",)),
    "dj": (("ج",),), "zh": (("ج",),), "ck": (("كق",),), "qu": (("كق",),), "ts": (("ت", "س"),), "tz": (("ت", "ز"), ("ت", "س")),
    "gn": (("ن",), ("غ", "ن")), "wh": ((),),
}  # fmt: skip
_SOFT_C: tuple[tuple[str, ...], ...] = (("سص",),)
_VOWELS = {"a": "ا", "e": "ايه", "i": "ي", "y": "ي", "o": "وا", "u": "واي", "w": "و"}
_ARABIC_VOWELS = frozenset("اويعء")
_MOST_READINGS = 24
_OTHER_LETTER = 0.12  # for each position after the first among the letters that write a sound
_SILENT_H = 0.2
_ARTICLE = 0.2  # what looks like an article in a Latin word is more often part of the word
_OTHER_VOWEL = 0.1
_AYN = 0.1
_ARTICLES = ("al", "el", "ul")


@dataclass(frozen=True, slots=True)
class Reading:
    """One pronunciation of a Latin word: its consonants, and the vowels before, between and after them."""

    consonants: tuple[str, ...]  # N; each the Arabic letters that may write it, best first
    vowels: tuple[str, ...]  # N + 1; Latin letters
    cost: float = 0.0

    @property
    def classes(self) -> tuple[int, ...]:
        """The skeleton."""
        return tuple(LETTER_CLASSES[letters[0]] for letters in self.consonants)


def packed(classes: tuple[int, ...]) -> int:
    """Return a skeleton as one number, four bits for each consonant, the first highest."""
    key = 0
    for each in classes:
        key = key << 4 | each
    return key


@lru_cache(maxsize=256)
def readings(word: str) -> tuple[Reading, ...]:
    """Return the pronunciations of a lower-case Latin word without accents, likely ones first; also without al-."""
    found = _read(word, 0.0)
    if word.startswith(_ARTICLES) and len(word) >= 5:
        found += _read(word[2:], _ARTICLE)
    return tuple(reading for reading in found if len(reading.consonants) <= LONGEST)


def _read(word: str, cost: float) -> list[Reading]:
    found = [Reading((), ("",), cost)]
    place = 0
    while place < len(word):
        letter = word[place]
        if letter in _VOWELS:
            found = [Reading(r.consonants, (*r.vowels[:-1], r.vowels[-1] + letter), r.cost) for r in found]
            place += 1
            continue
        size = next((n for n in (4, 3, 2) if word[place : place + n] in _SOUNDS), 1)
        group = word[place : place + size]
        place += size
        sounds = _SOUNDS.get(group, ())
        if group == "c" and word[place : place + 1] in ("e", "i", "y"):
            sounds = _SOFT_C
        if len(group) == 1 and word[place : place + 1] == group:
            place += 1  # a doubled letter is written once
        found = [_with(reading, sound, group) for reading in found for sound in sounds][:_MOST_READINGS] or found
    return found


def _with(reading: Reading, sound: tuple[str, ...], group: str) -> Reading:
    cost = reading.cost + (_SILENT_H if not sound and group == "h" else 0)
    return Reading(reading.consonants + sound, reading.vowels + ("",) * len(sound), cost)


def unlikeness(reading: Reading, word: str) -> float:
    """Return the phonetic distance of a reading and a folded Arabic word; infinite for different skeletons."""
    letters: list[str] = []
    vowels = [""]
    last = len(word) - 1
    for place, letter in enumerate(word):
        if letter in _ARABIC_VOWELS or (letter == "ه" and place == last):
            vowels[-1] += letter
        elif letter in LETTER_CLASSES:
            letters.append(letter)
            vowels.append("")
    if len(letters) != len(reading.consonants):
        return float("inf")
    cost = reading.cost
    for letter, may_be in zip(letters, reading.consonants, strict=True):
        if letter not in may_be:
            if LETTER_CLASSES[letter] != LETTER_CLASSES[may_be[0]]:
                return float("inf")
            cost += 0.5
        else:
            cost += _OTHER_LETTER * may_be.index(letter)
    end = len(vowels) - 1
    return cost + sum(
        _vowel_cost(latin, arabic, first=place == 0, last=place == end)
        for place, (latin, arabic) in enumerate(zip(reading.vowels, vowels, strict=True))
    )


def _vowel_cost(latin: str, arabic: str, *, first: bool, last: bool) -> float:
    """Return the cost of matching the Latin vowels of one gap with the Arabic vowel letters in it."""
    if not latin:  # «إستاد» for stade; elsewhere Arabic writes no vowel where a Latin word has none
        return sum(0.3 if letter in "عء" or (first and letter == "ا") else 0.6 for letter in arabic)
    if not arabic:
        if last:
            return 0.0 if latin == "e" else 0.3
        return 0.8 if first else 0.08 * min(len(set(latin)), 2)
    if last and arabic[-1] == "ه" and latin[-1] in "ae":
        arabic = arabic[:-1]
    carried = arabic.replace("ا", "", 1) if first else arabic  # an initial alef can be any vowel
    cost = 0.2 * max(len(arabic) - len(latin) - first, 0)
    for letter in carried:
        places = [_VOWELS[sound].find(letter) for sound in latin if letter in _VOWELS[sound]]
        cost += _AYN if letter in "عء" else _OTHER_VOWEL * min(places) if places else 0.5
    return cost


def written(word: str) -> str:
    """Return a plain Arabic spelling of a Latin word that the corpus doesn't have."""
    reading = readings(word)[0] if word else Reading((), ("",))
    spelt = ""
    for place, vowels in enumerate(reading.vowels):
        spelt += _written_vowel(vowels, first=place == 0, last=place == len(reading.vowels) - 1)
        spelt += reading.consonants[place][0] if place < len(reading.consonants) else ""
    return spelt


def _written_vowel(vowels: str, *, first: bool, last: bool) -> str:
    if not vowels or (last and vowels == "e"):
        return ""
    letter = {"a": "ا", "e": "ي", "i": "ي", "y": "ي", "o": "و", "u": "و", "w": "و"}[vowels[-1] if last else vowels[0]]
    if first:
        return {"ا": "أ", "ي": "إ", "و": "أو"}[letter]
    return "" if vowels == "e" else letter
