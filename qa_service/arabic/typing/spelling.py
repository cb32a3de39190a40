"""Spelling: the cost of one typing error, for a word typed where another was meant.

The kinds of error are those of Damerau (1964): a missing, an added or a wrong letter, and two swapped ones. Costs
depend on the keys (an adjacent key, a repeated letter) and on which letters sound similar.
"""

from qa_service.arabic.typing.keyboard import NEIGHBOURS

_ALIKE = ("ضظدذ", "ذزظ", "ثست", "صس", "تط", "قكغج", "هحخ", "عغ", "رز", "شس", "بتثني", "فق")
_SOUND_ALIKE = frozenset((one, two) for letters in _ALIKE for one in letters for two in letters if one != two)

SWAPPED, DOUBLED, UNDOUBLED, MISSING, NEIGHBOUR, ADDED, WRONG = 0.0, 0.0, 0.1, 0.4, 0.4, 1.0, 1.3
_FIRST_LETTER = 0.5  # rarely mistyped


def slip(typed: str, meant: str) -> float | None:
    """Return the cost of reading `typed` as `meant` with one error; None if it takes more than one error, or none."""
    shared = min(len(typed), len(meant))
    first = 0
    while first < shared and typed[first] == meant[first]:
        first += 1
    last = 0
    while last < shared - first and typed[-1 - last] == meant[-1 - last]:
        last += 1
    wrong, right = typed[first : len(typed) - last], meant[first : len(meant) - last]
    cost = _cost(typed, first, wrong, right)
    return None if cost is None else cost + _FIRST_LETTER * (first == 0)


def _cost(typed: str, place: int, wrong: str, right: str) -> float | None:
    """Return the cost of typing `wrong`, at `place` of `typed`, for `right`."""
    around = typed[max(place - 1, 0) : place] + typed[place + len(wrong) : place + len(wrong) + 1]
    match len(wrong), len(right):
        case 2, 2 if wrong == right[::-1]:
            return SWAPPED
        case 1, 0:
            # The shared prefix is as long as possible, so a repeated letter comes before its double.
            if wrong in around:
                return DOUBLED
            return NEIGHBOUR + 0.2 if any((wrong, letter) in NEIGHBOURS for letter in around) else ADDED
        case 0, 1:
            return UNDOUBLED if right in around else MISSING
        case 1, 1:
            near = (wrong, right) in NEIGHBOURS or (wrong, right) in _SOUND_ALIKE or wrong in around
            return NEIGHBOUR if near else WRONG
    return None
