"""Sentence ends: decides which full stops, question and exclamation marks of a paragraph end a sentence."""

import re

QUOTE_MAX_CHARS = 300  # a longer quotation or bracket is split at the stops inside it

_INNER = f"{{0,{QUOTE_MAX_CHARS}}}+"


def _rest_of_pair(opening: str, closing: str) -> str:
    """Return a pattern from an opening mark to its closing one, with at most four pairs of the kind inside.

    Possessive and bounded, so that an unclosed mark costs a bounded look ahead and matches nothing.
    """
    inner = f"[^{opening}{closing}]{_INNER}"
    return f"(?<={opening}){inner}(?:{opening}{inner}{closing}{inner}){{0,4}}+{closing}"


_REST_OF_PAIR = "|".join(
    [
        _rest_of_pair("«", "»"),
        _rest_of_pair("“", "”"),
        _rest_of_pair(r"\(", r"\)"),
        _rest_of_pair(r"\[", r"\]"),
        rf"(?<=[\s(ـ]”)[^“”]{_INNER}”",  # closing marks on both sides, as they are often typed
        # ASCII quotes are symmetric: the space around them distinguishes opening from closing.
        rf'(?<=")(?=\S)[^"]{_INNER}(?<=\S)"(?!\w)|(?<!\S")(?<=")(?=\s)[^"]{_INNER}(?<=\s)"(?!\w)',
    ]
)
_CITATIONS = r"(?:\s?\[(?:\w{1,3}|[^\[\]\s]{1,12} \d{1,3}|بحاجة لمصدر|citation needed)\])*+"
# A class first, then the alternatives: the regex engine searches for a class fast.
_LETTER = r"[\u0621-\u063a\u0641-\u064a]"
_PLAIN_CHARS = 6  # of such a stop: its letters and the space before three or four of them
_SCAN = re.compile(
    r'[.!?؟۔…«“”"(\[](?:'
    # The common case: a full stop after letters and before a space, without a citation. After five letters it always
    # ends a sentence, after a word of three or four nearly always.
    rf"(?<={_LETTER}{{5}}\.)(?=\s(?!\[))(?P<plain>)"
    rf"|(?:(?<=\s{_LETTER}{{3}}\.)|(?<=\s{_LETTER}{{4}}\.))(?=\s(?!\[))(?P<short>)|"
    r"(?<=[.!?؟۔…])(?<![.!?؟۔…]{2})[.!?؟۔…]*+(?P<stop>)"
    rf"(?:[»”’\"')\]}}]*+{_CITATIONS}(?=\s|\Z)|[»”)\]]*+{_CITATIONS}(?=[\u0621-\u064a«“\[])(?P<unspaced>))"
    rf"|{_REST_OF_PAIR})"
)
_PAIR = re.compile(rf'[«“”"(\[](?:{_REST_OF_PAIR})')
_AFTER_PAIR = re.compile(rf"[»”’\"')\]}}]*+{_CITATIONS}(?=\s|\Z)(?!\sف)")
_WORDLESS = re.compile(r"(?:\[\w{1,3}\]|[\W_])*+")
_WORDLESS_MAX_CHARS = 12  # a longer piece isn't searched for a letter

# Words before a full stop that doesn't end a sentence: titles like «د.» and «م.», «ص. 12», initials and dotted letters
# (U.S., «أ.د.») are recognised by their shape, the rest is listed.
_TITLE_OR_INITIAL = re.compile(r"[\u0621-\u064aA-Za-z]|[ول][دأم]|و[صج]|هـ|(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_ABBREVIATION = re.compile(
    r"mrs?|ms|dr|prof|st|vs|etc|no|inc|ltd|jr|sr|fig|vol|pp|eds?|cf|al|ca|approx|dept|gen|rev|أد|مج|تح|تر",
    re.IGNORECASE,
)
# Spelled-out letters in the initials of foreign names: «آر. آر. تولكين».
_SPOKEN = (
    "[آأا]ر|[إا]يه?|[أآ]ي|بيه?|تي|جيه?|دي|سي|في|كيه?|كيو|[إا]ل|[إا]م|[إا]ن|[إا]س|[إا]ف|[إا]تش|[إا]كس|واي|يو|[أا]و|زد|زي"
    "|دبليو|[آأا]ند"
)
_SPOKEN_LETTER = re.compile("آر|إيه|بيه?|تي|جيه?|دي|سي|كيه?|كيو|إل|إم|إن|إس|إف|إتش|إكس|واي|يو|زد|دبليو")
_DOTTED_LETTERS = re.compile(rf"(?:[ولبفك]?(?:{_SPOKEN})\.)++")  # «إيه.إم.», with a dot behind each
_DOTTED_NAME = re.compile(rf"[ولبفك]?(?:(?:{_SPOKEN})\.)+(?:{_SPOKEN})")
_LETTER_BEHIND = re.compile(rf"(?:{_SPOKEN})(?!\w)")
_ERA = re.compile(r"\d\s*(?:م|هـ?)\Z")
_DOTTED_ERA = re.compile(r"\d\s*[قب]\.?\s?(?:م|هـ?)\Z")
_PAUSE = re.compile(r"[.…]+")
_VOWEL_MARKS = re.compile(r"[\u064b-\u065f\u0670]")
_NEXT_WORD = re.compile(r"\s*(\S+)")
_GOES_ON_AFTER_YEAR = re.compile("في|من|على|[إا]لى|عن|مع|حتى|أي|الموافقة?|بين|أو")
_OPENER = re.compile("ثم|كما|هذا|هذه|لكن|أما|بعد|قبل|خلال|كان|كانت|[وف].*")
_ENDS_IN_WORD = re.compile(r"[\u0621-\u0652]{2}[»”\")\]]*\Z")
# Arabic top-level domains (IANA root zone): «موقع.مصر» is one name.
_DOMAIN = re.compile(
    r"(?:مصر|السعودية|المغرب|تونس|الجزائر|امارات|قطر|عمان|الاردن|سورية|فلسطين|العراق|اليمن|موقع|شبكة)(?!\w)"
)


def stops(text: str, start: int, end: int) -> list[int]:
    """Return where sentences end inside `text[start:end]`, after closing marks and citation markers like [1].

    Positions are in code points, ascending, without `end` itself.
    """
    cuts: list[int] = []
    first = start  # of the current sentence
    for match in _SCAN.finditer(text, start, end):
        cut = match.end()
        shape = match.lastgroup
        if cut - first >= _PLAIN_CHARS and (shape == "plain" or (shape == "short" and not _is_spoken(text, cut - 1))):
            cuts.append(cut)
            first = cut
            continue
        marks_end = cut if shape in ("plain", "short") else match.start("stop")
        if marks_end < 0:
            cut = _end_after_pair(text, match.start(), cut, first, end)
        elif not _is_final(text, match, marks_end, first, end):
            continue
        if not 0 < cut < end:
            continue
        if not _is_wordless(text, first, cut):
            cuts.append(cut)
        elif cuts:
            cuts[-1] = cut  # a smiley or a stray mark belongs to the previous sentence
        first = cut
    if cuts and _is_wordless(text, first, end):
        cuts.pop()
    return cuts


def _is_spoken(text: str, end: int) -> bool:
    """Return whether the word of three or four letters that ends here is a spelled-out letter."""
    return _SPOKEN_LETTER.fullmatch(text, end - 3 if text[end - 4].isspace() else end - 4, end) is not None


def _is_wordless(text: str, start: int, end: int) -> bool:
    return end - start <= _WORDLESS_MAX_CHARS and _WORDLESS.fullmatch(text, start, end) is not None


def pairs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the closed quotations and brackets of `text[start:end]` as spans in order."""
    return [match.span() for match in _PAIR.finditer(text, start, end)]


def _end_after_pair(text: str, opening: int, closing: int, first: int, end: int) -> int:
    """Return where a sentence ends whose stop is the last mark in a quotation or bracket, 0 if it continues.

    A full stop before a closing quote ends the sentence; a question or exclamation mark, or a full stop in brackets,
    does so after a colon or where the sentence began with the pair, but not in «كتاب «كيف يعمل المطر؟» الذي».
    Nothing ends before «ف», as in «سأله: «كيف حالك؟» فأجاب».
    """
    last = text[closing - 2]
    if last not in ".!?؟۔" or text[closing - 3] in ".…":
        return 0
    before = text[max(first, opening - 8) : opening].rstrip()
    if before and not before.endswith(":") and (last != "." or text[opening] in "(["):
        return 0
    tail = _AFTER_PAIR.match(text, closing, end)
    return tail.end() if tail else 0


def _is_final(text: str, match: re.Match[str], marks_end: int, first: int, end: int) -> bool:
    """Return whether the run of stops in `match` ends the sentence that began at `first`."""
    at, cut = match.span()
    marks = text[at:marks_end]
    is_dot, is_unspaced = marks == ".", match.start("unspaced") >= 0
    if cut == end or (not is_dot and not is_unspaced):
        # Two or more dots, or …, are a pause unless there is a question or exclamation mark among them.
        return cut == end or not _PAUSE.fullmatch(marks)
    words = text[max(first, at - 24) : at].split()
    word = words[-1].lstrip('(«“"[') if words else ""
    if is_unspaced:
        return _is_final_unspaced(text, word, cut, marks)
    word = _VOWEL_MARKS.sub("", word)
    if len(words) == 1 and len(word) <= 3 and word.isdecimal() and len(text[max(first, at - 200) : at].strip()) <= 4:
        return False  # the number of a list item
    is_plain = len(word) > 4 and "." not in word and not word.isascii()
    return is_plain or _is_final_after_short(text, word, text[max(first, at - 12) : at].rstrip(), cut, end)


def _is_final_unspaced(text: str, word: str, cut: int, marks: str) -> bool:
    """Return whether a stop without a space after it ends a sentence, as in «وصلت القافلة.لكن البئر جافة»."""
    if "/" in word or "@" in word or word.startswith("www") or (marks != "." and _PAUSE.fullmatch(marks)):
        return False
    if marks != ".":
        return True
    if _is_dotted_letter(text, word, cut):
        return False
    is_title = _TITLE_OR_INITIAL.fullmatch(word) is not None and word not in ("له", "به")
    return not is_title and _ENDS_IN_WORD.search(word) is not None and not _DOMAIN.match(text, cut)


def _is_dotted_letter(text: str, word: str, cut: int) -> bool:
    """Return whether the dot behind a word stands in a name of spelled-out letters («إيه.إم.دي», «جيه.بي.مورغان»)."""
    letters = _DOTTED_LETTERS.fullmatch(f"{word}.")
    return letters is not None and (letters[0].count(".") > 1 or _LETTER_BEHIND.match(text, cut) is not None)


def _is_final_after_short(text: str, word: str, left: str, cut: int, end: int) -> bool:
    """Return whether a full stop after a short or dotted word ends the sentence; `left` is the text before the stop.

    Years of an era («493 هـ. وفي صقلية») and Latin letters before Arabic usually end it, dotted eras («ق.م.») and
    spelled-out letters only if the next word is one that opens sentences; titles and initials never do.
    """
    found = _NEXT_WORD.match(text, cut, end)
    following = found[1] if found else ""
    goes_on = _GOES_ON_AFTER_YEAR.fullmatch(following) is not None
    opens = not goes_on and _OPENER.fullmatch(following) is not None
    if _DOTTED_ERA.search(left):
        return opens
    if _ERA.search(left):
        return not goes_on and following[:1].isalpha() and not following.isascii()
    if _SPOKEN_LETTER.fullmatch(word) or _DOTTED_NAME.fullmatch(word):
        return opens
    if not _TITLE_OR_INITIAL.fullmatch(word) and not _ABBREVIATION.fullmatch(word):
        return True
    if not word.isascii() or following.isascii():
        return False
    return opens or (len(word) == 1 and not left[:-1].rstrip().endswith("."))
