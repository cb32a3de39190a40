"""Titles: the title of an article without one in its metadata."""

import re
from collections.abc import Iterable

from qa_service.corpus.boilerplate import comment_box_title
from qa_service.corpus.document import Span
from qa_service.corpus.lines import has_words, lines

# CommonMark 0.31, 4.2 to 4.5: ATX and setext headings, fenced code.
_ATX = re.compile(r" {0,3}#{1,6}[ \t]+(?P<title>.*?)(?:[ \t]+#+)?[ \t]*")
_SETEXT = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_BLOCK_MARKS = re.compile(r"[ \t]*(?:(?:>|[-*+][ \t]|#{1,6}[ \t])[ \t]*)+")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_EMPHASIS = re.compile(r"(?<!\\)(\*\*|__|~~|`|\*|(?<!\w)_)(?=\S)(.+?)(?<=[^\s\\])\1(?!\w)")
_MAX_MARKED_CHARS = 1000  # longer lines are not headings and are not searched for marks (the patterns backtrack)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_MAX_TITLE_CHARS = 150  # a longer line is a paragraph, of which the first sentence is the title
_MIN_SENTENCE_CHARS = 20
_MOST_KEPT_CHARS = 300  # of a first sentence; a longer one is cut between words
_FIRST_STOP = re.compile(r"(?<=[^\W\d_]{3}[.!؟?])(?=\s)|(?<=[»”)][.!؟?])(?=\s)")
# Names of templates and of unnamed files, which programs leave in the properties of a document.
_NO_TITLE = re.compile(
    r"(?:.*[^\s.]\.(?:dotx?|dotm|docx?|docm|rtf|odt|ott|indd|qxd|p65|pages|tmp|html?)|untitled(?:[\s\-_]?\d+)?"
    r"|(?:new )?document\s?\d*|microsoft word - .*|title|sans titre|بدون عنوان|بلا عنوان|دون عنوان|مستند\s?\d*|normal"
    r"|word document|المستند\s?\d*)\s*",
    re.IGNORECASE,
)


def title_of(text: str, boilerplate: tuple[Span, ...] = ()) -> str:
    """Return the title of an article by its text: the first heading, else the title in the page's comment box, else
    the first line with words, or its first sentence; without Markdown marks, and never a line of `boilerplate`. Empty
    without words.
    """
    skipped = set(boilerplate)
    boxes = (comment_box_title(text[start:end]) or "" for start, end in lines(text))
    article = (text[start:end] for start, end in lines(text) if (start, end) not in skipped)
    page = (text[start:end] for start, end in lines(text))
    return shortened(_first(_headings(text, skipped)) or _first(boxes) or _first(article) or _first(page))


def says_nothing(title: str) -> bool:
    """Return whether a title is the name of a template or of a file («Normal.dot», «untitled»), which tells nothing."""
    return _NO_TITLE.fullmatch(title.strip()) is not None


def shortened(title: str) -> str:
    """Return the title, or the first sentence of one that is a whole paragraph."""
    if len(title) <= _MAX_TITLE_CHARS:
        return title
    stop = _FIRST_STOP.search(title, _MIN_SENTENCE_CHARS, _MOST_KEPT_CHARS)
    if stop:
        return title[: stop.end()]
    if len(title) <= _MOST_KEPT_CHARS:
        return title
    head = title[:_MOST_KEPT_CHARS]
    return f"{head[: head.rfind(' ')].rstrip() if ' ' in head else head}…"


def _first(candidates: Iterable[str]) -> str:
    return next((title for line in candidates if has_words(title := _without_marks(line))), "")


def _headings(text: str, skipped: set[Span]) -> Iterable[str]:
    fence = ""
    before: Span = (0, 0)  # the previous line, if it is a paragraph of one line
    above_end = -2
    for start, end in lines(text):
        line = text[start : min(end, start + _MAX_MARKED_CHARS)]
        mark = _FENCE.match(line)
        if mark and fence in ("", mark[1]):
            fence = "" if fence else mark[1]
        elif not fence and (start, end) not in skipped:
            heading = _ATX.fullmatch(line)
            if heading:
                yield heading["title"]
            elif _SETEXT.fullmatch(line) and before[1] and before[1] + 1 == start:
                yield text[slice(*before)]
        is_lone = start != above_end + 1 and not fence and has_words(line) and (start, end) not in skipped
        before = (start, end) if is_lone else (0, 0)
        above_end = end


def _without_marks(line: str) -> str:
    """Return a line of Markdown without heading, quote and list marks, emphasis, links or escapes."""
    if len(line) > _MAX_MARKED_CHARS:
        return line.strip()
    marks = _BLOCK_MARKS.match(line)
    words = _LINK.sub(r"\1", line[marks.end() :] if marks else line)
    while (plain := _EMPHASIS.sub(r"\2", words)) != words:
        words = plain
    return _ESCAPED.sub(r"\1", words).strip()
