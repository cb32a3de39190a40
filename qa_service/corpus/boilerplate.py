"""Boilerplate: finds lines that belong to the web page an article was saved from; they are never cited."""

import re
from dataclasses import dataclass

from qa_service.corpus.lines import lines

_MAX_LINE_CHARS = 500  # longer lines are paragraphs and are not checked
_MIN_WILDCARD_LETTERS = 5

# Folding of spelling variants between sites: forms of alef, marks, tatweel, Markdown and direction marks.
_FOLD = str.maketrans(
    dict.fromkeys("أإآٱ", "ا")
    | {"ى": "ي", "–": "-", "—": "-", "،": ",", "؛": ";"}
    | dict.fromkeys([0x640, 0x670, *range(0x64B, 0x653), *range(0x200B, 0x2010), *range(0x202A, 0x202F)], "")
    | dict.fromkeys([*range(0x2066, 0x206A), 0xFEFF, ord("*"), ord("_")], "")
)
_LEADING_MARKS = re.compile(r"^[^\w©]+")

_COMMENT_BOX = re.compile(r"\s*التعليقات\s*[-–—]\s*(?P<title>\S.*?)\s*:\s*")

# What Arabic news themes print around an article (WordPress's Arabic strings among them), on folded lines and whole
# lines only: «شارك المقال في النقاش.» is a sentence, «شارك المقال» a button.
_ARTICLE = r"(?:هذا |هذه )?(?:المقال|المقالة|الخبر|الموضوع|الصفحة|التدوينة)"
_NETWORK = (
    r"(?:فا?يسبوك|تويتر|منصة اكس|اكس|واتس ?ا?ب|تيلي?[غجك]رام|تل[غجك]رام|لينكد ?ا?ن|ا?لبريد|(?:مواقع|وسائل) التواصل"
    r"|[Xx]|facebook|twitter|whatsapp|telegram|linkedin|instagram|انست[غجك]رام|يوتيوب|youtube)"
)
_WITH = rf"(?:(?:علي|عبر) {_NETWORK}.{{0,40}}|مع (?:اصدقائك|الاصدقاء|متابعيك|من تحب|غيرك|الاخرين))"
_END = r"[\s.!:,…]*"
_LINK = r"\s*(?:[\])»:|\-/.…<«←◄].*)?"  # what is read instead, behind a mark: «اقرأ أيضا: سد جديد»
_THINGS = r"(?:(?:مواضيع|مقالات|اخبار|موضوعات|المواضيع|المقالات|الاخبار|محتوي) )?"
_JOIN = "اشتركو?ا?|سجلو?ا?|انضمو?ا?|للاشتراك|الاشتراك"
_LETTERS = r"(?:نشرتنا|النشرة البريدية|نشرة \w+ البريدية|قائمتنا البريدية|القائمة البريدية|قناتنا|صفحتنا|مجموعتنا)"
_BUILT_IN = tuple(
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        ("comments_closed", rf"(?:عذرا|ناسف)?[\s,]*(?:باب )?التعليقات (?:علي .+ )?مغلقة{_END}"),
        ("comment_form", rf"(?:اتركي?|ترك|اضف|اضافة|اكتب|شارك ب|شاركنا ب) ?(?:تعليقا?ك?|ردا?|رايك)(?: جديدا?)?{_END}"),
        ("comment_form", r"لن يتم نشر عنوان بريدك الا?لكتروني.*"),
        ("comment_form", rf"(?:الغاء الرد|لا [تي]وجد تعليقات|التعليقات(?: ?\(\d+\))?|\d+ تعليق(?:ا|ات)?){_END}"),
        ("share", rf"(?:شارك|شاركها|شاركه|شاركوا|انشر|مشاركة)(?: {_ARTICLE})?(?: {_WITH})?{_END}"),
        (
            "read_also",
            r"(?:اقر[اؤ](?:وا)?|اقرءوا|اقراي|اقرئي|اقروا|شاهد(?:وا)?|طالع(?:وا)?|تابع(?:وا)?|انظر)"
            rf" (?:ايضا|كذلك|المزيد){_LINK}",
        ),
        ("read_also", rf"(?:{_THINGS}ذات (?:ال)?صلة|{_THINGS}مرتبطة|قد يهمكم?(?: ايضا)?|لل?مزيد (?:اقرا|طالع)){_LINK}"),
        ("follow_us", rf"تابع(?:و?نا|وا صفحتنا) (?:علي|عبر) {_NETWORK}.{{0,40}}"),
        ("newsletter", rf"(?:{_JOIN}) (?:الان |مجانا )?(?:في|الي|ب|علي) ?{_LETTERS}(?: .{{0,80}})?"),
        (
            "first_appeared",
            r"ظهرت?(?: (?:هذا|هذه))? (?:ال(?:مقال|مقالة|تدوينة|خبر|موضوع|منشور)) .{1,300} (?:اولا|لاول مرة)"
            r" (?:علي|في) .{1,100}",
        ),
        ("first_appeared", r"the post .{1,300} (?:first appeared|appeared first) on .{1,100}"),
        ("first_appeared", r"l['’]article .{1,300} est apparu en premier sur .{1,100}"),
        ("copyright", r"(?:©|\(c\))?[\s\d]*(?:جميع|كل|كافة) الحقوق محفوظة.{0,60}"),
    )
)
_HEADS = (  # the beginnings of all patterns of _BUILT_IN, after their optional prefix
    "عذرا", "ناسف", "باب", "التعليقات", "اترك", "ترك", "اضف", "اضافة", "اكتب", "شارك", "لن يتم", "الغاء", "لا ",
    "تعليق", "انشر", "مشاركة", "اقر", "شاهد", "طالع", "تابع", "انظر", "ذات", "مواضيع", "مقالات", "اخبار", "موضوعات",
    "قد يهم", "لمزيد", "للمزيد", "محتوي", "المواضيع", "المقالات", "الاخبار", "اشترك", "سجل", "انضم", "للاشتراك",
    "الاشتراك", "ظهر", "the post", "l'article", "l’article", "©", "(c)", "جميع", "كل", "كافة",
)  # fmt: skip
_HEAD = re.compile(rf"[\s,\d]*(?:{'|'.join(map(re.escape, _HEADS))})", re.IGNORECASE)
# Sets of four letters with which no such line and no comment box begins; nearly all lines are skipped by them.
_OTHER_HEAD = re.compile(
    f"(?!{'|'.join(re.escape(head[:4]).replace('ا', '[اأإآ]').replace('ي', '[يى]') for head in _HEADS)})[ء-غف-ي]{{4}}"
)
_HEAD_CHARS, _LONGEST_HEAD_CHARS = 60, 20  # checked first; and how many of them must remain to decide


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """One line of a text that is never cited: its span `[start, end)` in code points and why, a stable code."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class LinePattern:
    """A line of `boilerplate.txt`: folded parts that occur in a line in this order, with any text between them."""

    parts: tuple[str, ...]
    keeps: bool = False  # matching lines belong to the article, whatever other patterns match

    def matches(self, folded: str) -> bool:
        """Return whether the pattern matches a whole folded line."""
        first, *rest = self.parts
        if not rest:
            return folded == first
        last = rest.pop()
        if len(folded) < len(first) + len(last) or not (folded.startswith(first) and folded.endswith(last)):
            return False
        at, end = len(first), len(folded) - len(last)
        for part in rest:
            found = folded.find(part, at, end)
            if found < 0:
                return False
            at = found + len(part)
        return True


def find(text: str, additions: tuple[LinePattern, ...] = ()) -> tuple[Boilerplate, ...]:
    """Return the boilerplate lines of `text` in order, by the built-in patterns and the maintainer's additions."""
    found = []
    for start, end in lines(text):
        if end - start > _MAX_LINE_CHARS or (not additions and _OTHER_HEAD.match(text, start, end)):
            continue
        reason = _reason(text[start:end], additions)
        if reason is not None:
            found.append(Boilerplate(start, end, reason))
    return tuple(found)


def comment_box_title(line: str) -> str | None:
    """Return the TITLE of a line «التعليقات - TITLE :» above a page's comments; None for any other line."""
    match = _COMMENT_BOX.fullmatch(line) if len(line) <= _MAX_LINE_CHARS else None
    return match["title"] if match and re.search(r"[^\W\d_]", match["title"]) else None


def parse_line(line: str) -> LinePattern | None:
    """Parse one line of `boilerplate.txt`: the text of a line, `*` for any text; `!` in front marks lines to keep.

    Spelling is folded as in the articles. Returns None for a pattern so short that it would match whole articles.
    """
    keeps = line.startswith("!")
    parts = tuple(_fold(part) for part in line.removeprefix("!").split("*"))
    letters = sum(char.isalnum() for part in parts for char in part)
    return LinePattern(parts, keeps) if letters >= (_MIN_WILDCARD_LETTERS if len(parts) > 1 else 1) else None


def is_kept(line: str, additions: tuple[LinePattern, ...]) -> bool:
    """Return whether the maintainer marked a line as part of the article."""
    keeping = [each for each in additions if each.keeps]
    if not keeping:
        return False
    whole = _fold(line)
    folded = _LEADING_MARKS.sub("", whole)
    return any(each.matches(folded) or each.matches(whole) for each in keeping)


def _reason(line: str, additions: tuple[LinePattern, ...]) -> str | None:
    if is_kept(line, additions):
        return None
    if comment_box_title(line) is not None:
        return "comment_box"
    if not additions and not _may_be_built_in(line):
        return None
    whole = _fold(line)
    folded = _LEADING_MARKS.sub("", whole)
    for reason, pattern in _BUILT_IN:
        if pattern.fullmatch(folded):
            return reason
    added = any(not each.keeps and (each.matches(folded) or each.matches(whole)) for each in additions)
    return "boilerplate_txt" if added else None


def _may_be_built_in(line: str) -> bool:
    """Return whether a line begins like one of `_BUILT_IN`; this avoids folding nearly all lines, which is slow."""
    head = _LEADING_MARKS.sub("", _fold(line[:_HEAD_CHARS]))
    return _HEAD.match(head) is not None or len(head) < _LONGEST_HEAD_CHARS


def _fold(line: str) -> str:
    return " ".join(line.translate(_FOLD).split())
