"""Lists of links on a web page, with their headings: menus, tables of contents, «الأكثر قراءة» and the like."""

import re
from dataclasses import dataclass

from lxml import etree

_BOXES = frozenset(
    {
        *("ul", "ol", "li", "dl", "table", "tbody", "tr", "td", "div", "section", "p", "nav", "article"),
        *("blockquote", "center", "font", "span", "main", "details"),
    }
)
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6", "strong", "b", "dt", "caption", "summary", "legend"})
_MIN_LINKS = 2
_MIN_SHARE = 0.75  # of the letters; the rest is the heading and what separates the links
_MIN_SHARE_OF_BOX = 0.3  # under one of the headings below: each link may have a summary or a date
_BOX_HEADING = re.compile(
    r"الأكثر \w+|(?:آخر|أحدث|أهم) (?:الأخبار|المقالات|المواضيع|الأنباء)|(?:مواضيع|مقالات|أخبار|موضوعات|قصص) "
    r"(?:مرتبطة|ذات صلة|مشابهة|متعلقة|أخرى|قد تهمك)|(?:قد|ربما) (?:يعجبك|يهمك|تعجبك|تهمك)(?: أيضا\w*)?|اخترنا ل\w+"
    r"|(?:شاهد|اقرأ|طالع) أيضا\w*|مختارات(?: \w+)?|المزيد(?: من .*)?|المقالات الشائعة|المشاركات الشائعة"
)
_MARKS = re.compile("[\u064b-\u0652\u0640]")
_MAX_LINK_CHARS = 160
_MAX_HEADING_CHARS = 60
_MAX_DEPTH = 4
_SENTENCE_END = re.compile(r"[.!؟?…]\s*$")
_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass(slots=True)
class _Text:
    """How many letters an element holds, how many of them in links, how many links and how long the longest is."""

    letters: int = 0
    linked: int = 0
    links: int = 0
    longest: int = 0


def remove_link_lists(root: etree._Element) -> None:
    """Empty the elements that hold little but links, and the headings right before them."""
    texts = _texts(root)
    total = texts[root].letters
    for element in list(root.iter(*_BOXES)):
        text = texts[element]
        if element.getparent() is None or not text.letters or 2 * text.letters > total:
            continue
        if text.links >= _MIN_LINKS and (_is_linked(text) or _is_box(element, text)):
            _drop_with_heading(element, texts)
        elif text.links == 1 and _is_linked(text) and not _is_inside_text(element, texts):
            run = _run_of(element, texts)
            if len(run) >= _MIN_LINKS or _is_lone_link(element):
                for each in reversed(run):
                    _drop_with_heading(each, texts)


def _is_linked(text: _Text) -> bool:
    return text.linked >= _MIN_SHARE * text.letters and text.longest <= _MAX_LINK_CHARS


def _is_box(element: etree._Element, text: _Text) -> bool:
    """Return whether an element stands under a heading such as «الأكثر قراءة», or begins with one."""
    if text.linked < _MIN_SHARE_OF_BOX * text.letters or element.tag in ("main", "article"):
        return False
    before = element.getprevious()
    return any(each is not None and _heads_box(each) for each in (before, *_first_of(element)))


def _first_of(element: etree._Element) -> list[etree._Element]:
    """Return the first element within an element, the first within that, and so on."""
    found: list[etree._Element] = []
    while len(element) and not _count(element.text) and len(found) < _MAX_DEPTH:
        element = element[0]
        found.append(element)
    return found


def _heads_box(element: etree._Element) -> bool:
    words = ""
    for part in element.itertext():
        words += str(part)
        if len(words) > 2 * _MAX_HEADING_CHARS:
            return False
    plain = _MARKS.sub("", " ".join(words.split())).strip(" :»›-")
    return _BOX_HEADING.fullmatch(plain) is not None


def _is_lone_link(element: etree._Element) -> bool:
    """Return whether a paragraph is a link to another article: its title, which is no sentence."""
    words = "".join(map(str, element.itertext())).strip()
    return element.tag in ("p", "blockquote") and _SENTENCE_END.search(words) is None


def _is_inside_text(element: etree._Element, texts: dict[etree._Element, _Text]) -> bool:
    """Return whether text stands beside an element without an element of its own, as around a link in a sentence."""
    parent = element.getparent()
    if parent is None:
        return True
    beside = [parent.text, *(child.tail for child in parent)]
    return any(_count(part) for part in beside)


def _run_of(element: etree._Element, texts: dict[etree._Element, _Text]) -> list[etree._Element]:
    """Return an element and the siblings after it that are a link each."""
    run = [element]
    while (following := run[-1].getnext()) is not None and following in texts:
        text = texts[following]
        if text.letters and not (text.links == 1 and _is_linked(text)):
            break
        run.append(following)
    while not texts[run[-1]].letters:
        run.pop()
    return [each for each in run if texts[each].letters]


def _drop_with_heading(element: etree._Element, texts: dict[etree._Element, _Text]) -> None:
    before = element.getprevious()
    while before is not None and before in texts and not texts[before].letters:
        before = before.getprevious()
    drop(element)
    texts[element] = _Text()
    if before is not None and before in texts and _is_heading(before, texts[before]):
        drop(before)
        texts[before] = _Text()


def _is_heading(element: etree._Element, text: _Text) -> bool:
    words = "".join(map(str, element.itertext())).strip()
    if not text.letters or len(words) > _MAX_HEADING_CHARS or _SENTENCE_END.search(words):
        return False
    if element.tag in _HEADINGS:
        return True
    bold = sum(len(_NO_LETTERS.sub("", "".join(map(str, each.itertext())))) for each in element.iter("strong", "b"))
    return element.tag in ("p", "div", "span", "header") and (words.endswith(":") or bold >= text.letters)


def _texts(root: etree._Element) -> dict[etree._Element, _Text]:
    """Count the letters and links of every element in one pass."""
    found: dict[etree._Element, _Text] = {}
    for _, element in etree.iterwalk(root, events=("end",)):
        text = _Text(_count(element.text))
        for child in element:
            inner = found.get(child)
            if inner is not None:
                text.letters += inner.letters
                text.linked += inner.linked
                text.links += inner.links
                text.longest = max(text.longest, inner.longest)
            text.letters += _count(child.tail)
        if element.tag == "a" and element.get("href") is not None and text.letters:
            text.linked, text.links, text.longest = text.letters, 1, text.letters
        found[element] = text
    return found


def _count(text: str | None) -> int:
    return len(_NO_LETTERS.sub("", text)) if text else 0


def drop(element: etree._Element) -> None:
    """Empty an element and keep the text after it.

    The element isn't removed: that would move the text after it, which takes time quadratic in the page's size.
    """
    # Setting the text after it again would fail on a control character, which lxml reads but doesn't take.
    element.clear(keep_tail=True)  # type: ignore[call-arg]  # lxml's types lack it
