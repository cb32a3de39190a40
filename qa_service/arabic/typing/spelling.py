"""Spelling: how likely it is that one word was typed where another was meant, for one slip of the fingers.

The kinds of slip are those of Damerau (1964): a missing, an added, a wrong letter and two swapped ones; what they cost
follows where a finger goes astray (a neighbouring key, a letter held too long) and which letters sound alike.
"""

from qa_service.arabic.typing.keyboard import NEIGHBOURS

_ALIKE = ("ضظدذ", "ذزظ", "ثست", "صس", "تط", "قكغج", "هحخ", "عغ", "رز", "شس", "بتثني", "فق")
_SOUND_ALIKE = frozenset((one, two) for letters in _ALIKE for one in letters for two in letters if one != two)

SWAPPED, DOUBLED, UNDOUBLED, MISSING, NEIGHBOUR, ADDED, WRONG = 0.0, 0.0, 0.1, 0.4, 0.4, 1.0, 1.3
_FIRST_LETTER = 0.5  # fingers rarely go wrong on it


def slip(typed: str, meant: str) -> float | None:
    """What it costs to take `typed` for a slip in typing `meant`; None where it takes more than one slip, or none."""
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
    """The cost of `wrong`, which stands at `place` of `typed`, for `right`."""
    around = typed[max(place - 1, 0) : place] + typed[place + len(wrong) : place + len(wrong) + 1]
    match len(wrong), len(right):
        case 2, 2 if wrong == right[::-1]:
            return SWAPPED
        case 1, 0:
            # The shared beginning runs as far as it can, so a letter held too long stands before its double.
            if wrong in around:
                return DOUBLED
            return NEIGHBOUR + 0.2 if any((wrong, letter) in NEIGHBOURS for letter in around) else ADDED
        case 0, 1:
            return UNDOUBLED if right in around else MISSING
        case 1, 1:
            near = (wrong, right) in NEIGHBOURS or (wrong, right) in _SOUND_ALIKE or wrong in around
            return NEIGHBOUR if near else WRONG
    return None
