"""Right to left, to the letter: base directions, the units that stand left to right, bidi controls kept inside.

The units are those that the Unicode Bidirectional Algorithm (UAX #9) tears apart after an Arabic letter, where rule W2
makes European digits Arabic: `static/js/text.js` finds the same ones.
"""

import re
from collections.abc import Iterator
from typing import Literal

from qa_service.corpus.document import Span

ARABIC_LETTER = re.compile(
    "[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c7\ufb50-\ufdff\ufe70-\ufefc]"
)
_D = "[0-9\u0660-\u0669\u06f0-\u06f9]"
_L = "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]"
_WORD = f"(?:{_L}|[0-9])(?:{_L}|[0-9_'’])*[+#]*"
_URL_END = '[^\\s<>"«»،؛؟.,:?!)\\]}…\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]'
_URL = f"(?:https?://|www\\.)(?:[.,:?!)\\]]*{_URL_END})+"
_MAIL = "[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+"
_PHONE = f"(?:\\+{_D}{{1,3}}|\\(\\+?{_D}{{1,5}}\\)|0{_D}{{1,4}})(?:[ .\u00a0-]?\\(?{_D}{{1,6}}\\)?){{2,6}}(?!{_D})"
_RANGE_START = f"{_D}{{1,4}}(?=-{_D}{{1,4}}(?!{_D}|[-/.:]{_D}))"  # a range of years or pages runs from right to left
_LATIN = (
    f"[@#.]?(?=[0-9]*{_L}){_WORD}"
    f"(?:(?:[ \u00a0]?[&/,.:@–-][ \u00a0]?|[ \u00a0])[@#.]?{_WORD}"
    f"|[ \u00a0]?\\({_WORD}(?:[ &/.,-]{{1,2}}{_WORD})*\\))*"
)
_SIGN = '(?:(?<![^\\s(\\[«"“‘])|(?<=\\s[وفبكل]))[+\\-\u2212±]'  # not the hyphen of a word
_NUMBER = f"(?:{_SIGN})?[$€£¥%٪]?{_D}+(?:[/.:,٫٬\u2212-]{_D}+)*(?:[ \u00a0]?[%٪‰°$€£¥])?"
UNIT = re.compile("|".join((_URL, _MAIL, _PHONE, _RANGE_START, _LATIN, _NUMBER)))
_ISOLATE = re.compile("[\u2066-\u2069\n]")


def direction(text: str) -> Literal["rtl", "auto"]:
    """The base direction: rtl with any Arabic letter in it, wherever it stands, else by the first strong letter."""
    return "rtl" if ARABIC_LETTER.search(text) else "auto"


def units(text: str) -> Iterator[Span]:
    """Spans that stand left to right as one: numbers with signs, dates, phones, addresses, Latin names. Only in rtl."""
    if direction(text) == "rtl":
        for found in UNIT.finditer(text):
            yield found.span()


def contained(text: str) -> str:
    """The text, of the same length, with U+2060 for isolate controls without a partner on their line.

    A stray PDI would close the isolate of the page around the text, an open one would swallow its end.
    """
    if not _ISOLATE.search(text):
        return text
    stray: list[int] = []
    opened: list[int] = []
    for found in _ISOLATE.finditer(text):
        sign = found.group()
        if sign == "\n":
            stray += opened
            opened.clear()
        elif sign != "\u2069":
            opened.append(found.start())
        elif opened:
            opened.pop()
        else:
            stray.append(found.start())
    shown = list(text)
    for at in stray + opened:
        shown[at] = "\u2060"
    return "".join(shown)


def isolated(text: str) -> str:
    """Plain text for a `<title>`, where no markup can isolate: between RLI or FSI and PDI, units in LRI and PDI."""
    seen = contained(text)
    shown, at = "", 0
    for start, end in units(seen):
        shown += f"{seen[at:start]}\u2066{seen[start:end]}\u2069"
        at = end
    return ("\u2067" if direction(text) == "rtl" else "\u2068") + shown + seen[at:] + "\u2069"
