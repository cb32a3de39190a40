"""Sentence ends: which full stops, question and exclamation marks of a paragraph end a sentence."""

import re

QUOTE_MAX_CHARS = 300  # a longer quotation or bracket is cut at the stops inside it

_INNER = f"{{0,{QUOTE_MAX_CHARS}}}+"


def _rest_of_pair(opening: str, closing: str) -> str:
    """What follows an opening mark up to its closing one, with at most four pairs of the kind inside.

    Possessive and bounded, so that a mark that is never closed costs a bounded look ahead and swallows nothing.
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
        # ASCII quotes have no side: the space around them tells opening from closing.
        rf'(?<=")(?=\S)[^"]{_INNER}(?<=\S)"(?!\w)|(?<!\S")(?<=")(?=\s)[^"]{_INNER}(?<=\s)"(?!\w)',
    ]
)
_CITATIONS = r"(?:\s?\[(?:\w{1,3}|[^\[\]\s]{1,12} \d{1,3}|بحاجة لمصدر|citation needed)\])*+"
# First a class, then what it may be: the regex engine looks for a class fast.
_LETTER = r"[\u0621-\u063a\u0641-\u064a]"
_PLAIN_CHARS = 6  # of such a stop, its letters and the space before three or four of them
_SCAN = re.compile(
    r'[.!?؟۔…«“”"(\[](?:'
    # A full stop behind letters, a space and no citation behind it: as most are. Behind five it always ends a sentence,
    # behind three or four that are a word nearly so.
    rf"(?<={_LETTER}{{5}}\.)(?=\s(?!\[))(?P<plain>)"
    rf"|(?:(?<=\s{_LETTER}{{3}}\.)|(?<=\s{_LETTER}{{4}}\.))(?=\s(?!\[))(?P<short>)|"
    r"(?<=[.!?؟۔…])(?<![.!?؟۔…]{2})[.!?؟۔…]*+(?P<stop>)"
    rf"(?:[»”’\"')\]}}]*+{_CITATIONS}(?=\s|\Z)|[»”)\]]*+{_CITATIONS}(?=[\u0621-\u064a«“\[])(?P<unspaced>))"
    rf"|{_REST_OF_PAIR})"
)
_PAIR = re.compile(rf'[«“”"(\[](?:{_REST_OF_PAIR})')
_AFTER_PAIR = re.compile(rf"[»”’\"')\]}}]*+{_CITATIONS}(?=\s|\Z)(?!\sف)")
_WORDLESS = re.compile(r"(?:\[\w{1,3}\]|[\W_])*+")
_WORDLESS_MAX_CHARS = 12  # a longer piece isn't looked through for a letter

# Words before a full stop that ends no sentence: titles as «د.» and «م.», «ص. 12», initials and dotted letters (U.S.,
# «أ.د.») are told by their shape, the rest is listed.
_TITLE_OR_INITIAL = re.compile(r"[\u0621-\u064aA-Za-z]|[ول][دأم]|و[صج]|هـ|(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_ABBREVIATION = re.compile(
    r"mrs?|ms|dr|prof|st|vs|etc|no|inc|ltd|jr|sr|fig|vol|pp|eds?|cf|al|ca|approx|dept|gen|rev|أد|مج|تح|تر",
    re.IGNORECASE,
)
# Letters as they are said, in the initials of foreign names: «آر. آر. تولكين».
_SPOKEN_LETTER = re.compile("آر|إيه|بيه?|تي|جيه?|دي|سي|كيه?|كيو|إل|إم|إن|إس|إف|إتش|إكس|واي|يو|زد|دبليو")
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
    """Where sentences end inside `text[start:end]`, closing marks and citation markers like [1] taken along.

    Positions in code points, ascending; `end` itself isn't among them.
    """
    cuts: list[int] = []
    first = start  # where the sentence at hand began
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
            cuts[-1] = cut  # a smiley or a stray mark goes with the sentence before it
        first = cut
    if cuts and _is_wordless(text, first, end):
        cuts.pop()
    return cuts


def _is_spoken(text: str, end: int) -> bool:
    """Whether the word of three or four letters that ends here is a letter as it is said."""
    return _SPOKEN_LETTER.fullmatch(text, end - 3 if text[end - 4].isspace() else end - 4, end) is not None


def _is_wordless(text: str, start: int, end: int) -> bool:
    return end - start <= _WORDLESS_MAX_CHARS and _WORDLESS.fullmatch(text, start, end) is not None


def pairs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The quotations and brackets of `text[start:end]` that are closed, as spans in order."""
    return [match.span() for match in _PAIR.finditer(text, start, end)]


def _end_after_pair(text: str, opening: int, closing: int, first: int, end: int) -> int:
    """Where the sentence ends whose stop stands last in a quotation or bracket, 0 when it goes on.

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
    """Whether the run of stops that `match` found ends the sentence that began at `first`."""
    at, cut = match.span()
    marks = text[at:marks_end]
    is_dot, is_unspaced = marks == ".", match.start("unspaced") >= 0
    if cut == end or (not is_dot and not is_unspaced):
        # Two dots and more, or …, are a pause unless a mark among them asks or exclaims.
        return cut == end or not _PAUSE.fullmatch(marks)
    words = text[max(first, at - 24) : at].split()
    word = words[-1].lstrip('(«“"[') if words else ""
    if is_unspaced:
        return _is_final_unspaced(text, word, cut, marks)
    word = _VOWEL_MARKS.sub("", word)
    if len(words) == 1 and len(word) <= 3 and word.isdecimal() and at - len(word) <= first + 1:
        return False  # the number of a list item
    is_plain = len(word) > 4 and "." not in word and not word.isascii()
    return is_plain or _is_final_after_short(text, word, text[max(first, at - 12) : at].rstrip(), cut, end)


def _is_final_unspaced(text: str, word: str, cut: int, marks: str) -> bool:
    """Whether a stop with no space after it ends a sentence, as in «وصلت القافلة.لكن البئر جافة»."""
    if "/" in word or "@" in word or word.startswith("www") or (marks != "." and _PAUSE.fullmatch(marks)):
        return False
    if marks != ".":
        return True
    is_title = _TITLE_OR_INITIAL.fullmatch(word) is not None and word not in ("له", "به")
    return not is_title and _ENDS_IN_WORD.search(word) is not None and not _DOMAIN.match(text, cut)


def _is_final_after_short(text: str, word: str, left: str, cut: int, end: int) -> bool:
    """Whether a full stop after a short or dotted word ends the sentence; `left` is what stands before the stop.

    Years of an era («493 هـ. وفي صقلية») and Latin letters before Arabic usually end it, dotted eras («ق.م.») and
    spoken letters only where the next word is one that opens sentences; titles and initials never do.
    """
    found = _NEXT_WORD.match(text, cut, end)
    following = found[1] if found else ""
    goes_on = _GOES_ON_AFTER_YEAR.fullmatch(following) is not None
    opens = not goes_on and _OPENER.fullmatch(following) is not None
    if _DOTTED_ERA.search(left):
        return opens
    if _ERA.search(left):
        return not goes_on and following[:1].isalpha() and not following.isascii()
    if _SPOKEN_LETTER.fullmatch(word):
        return opens
    if not _TITLE_OR_INITIAL.fullmatch(word) and not _ABBREVIATION.fullmatch(word):
        return True
    if not word.isascii() or following.isascii():
        return False
    return opens or (len(word) == 1 and not left[:-1].rstrip().endswith("."))
