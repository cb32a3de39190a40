"""What stands in the arrays of an index, worked out word by word: what the loops of the kernel are held to."""

from collections import Counter

from qa_service.arabic.analysis.grams import gram_codes
from qa_service.arabic.translation.transliteration import LETTER_CLASSES, LONGEST, packed
from qa_service.index.vocabulary.byte_alphabet import encoded

NO_HASH = (1 << 64) - 1
_BITS = (1 << 64) - 1


def repeats(sentences: list[list[int]]) -> list[tuple[int, int, int]]:
    """The units that stand several times in a sentence: which sentence, which unit, how often."""
    counts = [sorted(Counter(sentence).items()) for sentence in sentences]
    return [(place, unit, times) for place, each in enumerate(counts) for unit, times in each if times > 1]


def grams(terms: list[str]) -> tuple[list[int], list[list[int]]]:
    """The distinct grams of all terms, ascending, and for each term the numbers of its own."""
    codes = sorted({code for term in terms for code in gram_codes(term)})
    return codes, [[codes.index(code) for code in gram_codes(term)] for term in terms]


def term_hash(term: str, multiplier: int, modulus: int) -> int:
    """The hash of a term: its first 32 bytes as one little-endian number, multiplied, modulo a prime."""
    return int.from_bytes(encoded(term)[:32], "little") * multiplier % modulus


def slots(homes: list[int], count: int) -> list[int]:
    """The table of terms whose homes are these: each in its home or the first free slot behind, by home and number."""
    table = [0] * (count + len(homes) + 1)
    end = 0
    for term in sorted(range(len(homes)), key=lambda term: (homes[term], term)):
        end = max(homes[term], end)
        table[end] = term + 1
        end += 1
    return table[: max(count, end) + 1]


def skeletons(terms: list[str]) -> list[tuple[int, int]]:
    """The key and the number of all terms, with and without an article, by key, then in that order."""
    keys = [(_key(term, 0), number) for number, term in enumerate(terms)]
    bare = [(_key(term, 1), number) for number, term in enumerate(terms) if term.startswith("ال") and len(term) >= 4]
    return sorted([*keys, *(each for each in bare if each[0] != keys[each[1]][0])], key=lambda each: each[0])


def _key(term: str, left_out: int) -> int:
    """The classes of a term's consonants but for the first so many; 0 for a term that has no key."""
    if not all(0x600 <= ord(letter) < 0x700 for letter in term):
        return 0
    heard = term[:-1] if term.endswith("ه") else term  # a final ه is «ة» or as silent
    classes = [LETTER_CLASSES[letter] for letter in heard if LETTER_CLASSES.get(letter)][left_out:]
    return packed(classes) if len(classes) <= LONGEST else 0


def sketch(words: list[int], multipliers: list[int], bins: int) -> list[int]:
    """The least hash of three words that follow each other in each of so many bins."""
    found = [NO_HASH] * bins
    for three in zip(words, words[1:], words[2:], strict=False):
        mixed = _mixed(sum(word * by for word, by in zip(three, multipliers, strict=True)) & _BITS, multipliers[1])
        place = (mixed >> 32) * bins >> 32
        found[place] = min(found[place], mixed)
    return found


def _mixed(value: int, multiplier: int) -> int:
    value = (value ^ value >> 31) * multiplier & _BITS
    return value ^ value >> 29
