"""Blocks of a web page: separates the article from the page around it, and extracts its paragraphs."""

import re

from lxml import etree

from qa_service.corpus import boilerplate
from qa_service.corpus.formats.html_lines import without_page_lines
from qa_service.corpus.formats.html_links import drop, remove_link_lists
from qa_service.corpus.lines import has_words

_NEVER_TAGS = (
    "script style noscript template nav aside footer form button select input textarea label iframe svg canvas "
    "object embed video audio map dialog title math"
)
_BLOCK_TAGS = (
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 "
    "h5 h6 header hr html legend li main ol p pre section summary table tbody tfoot thead tr ul"
)
_NEVER = frozenset(_NEVER_TAGS.split())
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_LINES = frozenset({"li", "tr", "dt", "dd"})  # end a line only, not a paragraph
_ROLES = frozenset({"navigation", "complementary", "contentinfo", "search", "banner", "menu", "toolbar", "dialog"})

# Class and id names of WordPress, Drupal, MediaWiki and news themes for parts outside of the article.
_PAGE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navbox|navigation|menu|breadcrumbs?|sidebar|shar(?:e|es|ing)|sharedaddy|addtoany|social"
    r"|related|relatedposts|read-?(?:also|more|next)|newsletter|subscribe|advert\w*|ads?|promo|cookies?|popup|modal"
    r"|pagination|pager|byline|(?:post|entry|article)-?(?:meta|tags|author|date|views)|submitted|author-?(?:box|bio)|(?<!elementor-)widget|toolbar"
    r"|editsection|reference|(?:[a-z]+-)?footer(?:-?wrap(?:per)?)?|screen-reader-text|skip-link|recommended|(?:most-?)(?:read|viewed|popular)|trending|(?:lwp|ez-)?toc)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_COMMENT_NAMES = re.compile(r"(?:^|[\s_-])(?:comments?|commentlist|respond|disqus|replies)(?:[\s_-]|$)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_ARTICLES = (
    "//*[@itemprop='articleBody']",
    "//article",
    "//main | //*[@role='main']",
    "//*[contains(concat(' ', @class, ' '), ' entry-content ')]",
    "//*[contains(concat(' ', @class, ' '), ' post-content ')]",
)
_MIN_ARTICLE_SHARE = 0.5  # of the remaining text of the page; a smaller <article> is one of many, or a teaser
_MAX_MARKER_CHARS = 120
_MIN_LINK_SHARE = 0.7
_WHITE = re.compile(r"[ \t\n\f]+")  # HTML's white space; NEL, U+2028 and no-break spaces are the author's


def article_text(root: etree._Element) -> str:
    """Return the article of a page, its paragraphs separated by blank lines; empty if none. Empties all else."""
    _remove_page(root)
    remove_link_lists(root)
    _remove_read_also(root)
    text = without_page_lines(paragraphs(_article(root)))
    leftover = {(line.start, line.end) for line in boilerplate.find(text)}
    for start, end in sorted(leftover, reverse=True):
        text = text[:start] + text[end:]
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def paragraphs(root: etree._Element) -> str:
    """Return the text of an element: white space as in a browser, blank lines between blocks, LF between lines."""
    out: list[str] = []
    line: list[str] = []

    def end_line(separator: str) -> None:
        words = "\n".join(part.strip(" ") for part in _WHITE.sub(" ", "".join(line)).split("\r")).strip("\n ")
        line.clear()
        if has_words(words):
            out.append(words)
        if out and out[-1] not in ("\n", "\n\n"):
            out.append(separator)
        elif out and separator == "\n\n":
            out[-1] = separator

    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        separator = "\n" if tag in _LINES else "\n\n" if tag in _BLOCKS or _is_layout(element) else ""
        if event == "start":
            if separator:
                end_line(separator)
            elif tag == "br":
                line.append("\r")
            if tag not in _NEVER:
                line.append(element.text or "")
        else:
            if separator:
                end_line(separator)
            elif tag in ("td", "th"):
                line.append(" ")
            if element is not root:
                line.append(element.tail or "")
    end_line("\n\n")
    return "".join(out).strip("\n")


def _remove_page(root: etree._Element) -> None:
    total = _letters(root)
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in ("html", "body"):
            continue
        if element.tag in _NEVER or _is_hidden(element) or _is_around(element, total):
            drop(element)


def _is_layout(element: etree._Element) -> bool:
    """Return whether a cell of a table holds paragraphs: the table is the layout of a page and not a table."""
    return element.tag == "td" and next(element.iter("br", "p", "table", "div"), None) is not None


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style") or ""
    return element.get("hidden") is not None or _HIDDEN.search(style) is not None


def _is_around(element: etree._Element, total: int) -> bool:
    """Return whether an element is named like a page part and contains neither the heading nor most of the text."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    is_comments = _COMMENT_NAMES.search(names) is not None
    header = element.tag == "header" and next(element.iterancestors("article", "main"), None) is None
    if not (is_comments or header or element.get("role") in _ROLES or _PAGE_NAMES.search(names)):
        return False
    if element.tag in ("h1", "main") or next(element.iter("h1", "main"), None) is not None:
        return False
    if is_comments:
        return element.tag != "article" or next(element.iterancestors("article"), None) is not None or not total
    return element.tag != "article" and next(element.iter("article"), None) is None and 2 * _letters(element) <= total


def _remove_read_also(root: etree._Element) -> None:
    """Remove «اقرأ أيضا» and the links that follow it."""
    for element in list(root.iter("p", "div", "h2", "h3", "h4", "h5", "h6", "strong", "b", "span")):
        text = "".join(map(str, element.itertext())).strip() if _letters(element) <= _MAX_MARKER_CHARS else ""
        if not text or "\n" in text or not any(line.reason == "read_also" for line in boilerplate.find(text)):
            continue
        after = element.getnext()
        if after is not None and after.tag in ("ul", "ol", "div", "p", "a"):
            links = _letters(after) if after.tag == "a" else sum(map(_letters, after.iter("a")))
            if links and links >= _MIN_LINK_SHARE * _letters(after):
                drop(after)
        drop(element)


def _article(root: etree._Element) -> etree._Element:
    total = _letters(root)
    for path in _ARTICLES:
        found = root.xpath(path)
        candidates = [each for each in found if isinstance(each, etree._Element)] if isinstance(found, list) else []
        best = max(candidates, key=_letters, default=None)
        if best is not None and _letters(best) >= max(1, _MIN_ARTICLE_SHARE * total):
            return best
    return root


def _letters(element: etree._Element) -> int:
    return sum(len(str(text).strip()) for text in element.itertext() if text is not None)
