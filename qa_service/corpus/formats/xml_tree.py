"""XML of corpus files to trees: no declared entities, no network, bounded depth and size."""

import re
from collections.abc import Iterator
from html import escape
from html.entities import html5
from typing import Protocol

from lxml import etree

from qa_service.corpus.encodings import decode
from qa_service.corpus.reading import RejectedError

DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]{0,1000}\?>")
ENTITY = re.compile(r"<!ENTITY\b")
NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_WITHOUT_END = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


class Readable(Protocol):
    """What the parser reads from."""

    def read(self, _size: int = -1) -> bytes:
        """Return the next bytes; none at the end."""


def parse(data: bytes, part: str = "it") -> etree._Element:
    """Return the root element of XML; the encoding is detected from the bytes, whatever is declared.

    Raises RejectedError for other encodings, invalid XML, and XML that declares entities: articles need none, and
    they can expand a small file to gigabytes. `part` names the XML in messages.
    """
    source = DECLARATION.sub("", decode(data))
    if entity := ENTITY.search(source):
        line = source.count("\n", 0, entity.start()) + 1
        raise RejectedError("entities", f"{part} declares XML entities", "Save it without a DOCTYPE.", line=line)
    source = NAMED.sub(numbered, source)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,  # libxml2 then stops at 256 levels
    )
    try:
        return etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as fault:
        reason = f"{part} is not valid XML: {fault.msg}"
        raise RejectedError("bad_xml", reason, "Export the file again.", line=fault.lineno or None) from None


def events_of(source: Readable) -> Iterator[etree._Element]:
    """Yield the root at its start, then every element at its end; raises RejectedError as `parse` does."""
    parsing = etree.iterparse(
        source, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True, huge_tree=False, encoding="utf-8",
    )  # fmt: skip
    is_first = True
    try:
        for event, element in parsing:
            if event == "end" or is_first:
                is_first = False
                yield element
    except etree.XMLSyntaxError as fault:
        reason = f"it is not valid XML: {fault.msg}"
        raise RejectedError("bad_xml", reason, "Export the file again.", line=fault.lineno or None) from None


def numbered(name: re.Match[str]) -> str:
    """Return an entity of HTML, like `&nbsp;`, by its number: XML has five names, and feeds use all."""
    if name[1] in _OF_XML:
        return name[0]
    characters = html5.get(f"{name[1]};")
    return f"&amp;{name[1]};" if characters is None else "".join(f"&#{ord(char)};" for char in characters)


def name_of(element: etree._Element) -> str:
    """Return the name of an element without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the children of that name, in any namespace."""
    return (child for child in element if name_of(child) == name)


def value_of(element: etree._Element, name: str) -> str:
    """Return the text of the first child of that name that has any, else ""."""
    texts = ("".join(map(str, child.itertext())).strip() for child in children(element, name))
    return next(filter(None, texts), "")


def attribute(element: etree._Element, name: str) -> str:
    """Return the value of an attribute in any namespace; empty if it is missing."""
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), "")


def as_html(element: etree._Element) -> str:
    """Return XHTML inside of XML as HTML, without namespaces.

    lxml would write all that are declared above with every element: a feed that declares many takes minutes.
    """
    parts: list[str] = []
    for event, each in etree.iterwalk(element, events=("start", "end")):
        name = name_of(each)
        if event == "start":
            kept = "".join(f' {key}="{escape(str(value))}"' for key, value in each.items() if "}" not in str(key))
            parts += [f"<{name}{kept}>", escape(each.text or "", quote=False)]
        else:
            parts.append("" if name in _WITHOUT_END else f"</{name}>")
            parts.append("" if each is element else escape(each.tail or "", quote=False))
    return "".join(parts)


def line_of(element: etree._Element) -> int | None:
    """Return the 1-based line of an element's start in its file."""
    line = element.sourceline
    return line if isinstance(line, int) else None
