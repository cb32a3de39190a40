"""XML of corpus files to trees: no declared entities, no network, bounded depth and size."""

import re
from collections.abc import Iterator
from html.entities import html5

from lxml import etree

from qa_service.corpus.encodings import decode
from qa_service.corpus.reading import RejectedError

_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]{0,1000}\?>")
_ENTITY = re.compile(r"<!ENTITY\b")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


def parse(data: bytes, part: str = "it") -> etree._Element:
    """Return the root element of XML; the encoding is detected from the bytes, whatever is declared.

    Raises RejectedError for other encodings, invalid XML, and XML that declares entities: articles need none, and
    they can expand a small file to gigabytes. `part` names the XML in messages.
    """
    source = _DECLARATION.sub("", decode(data))
    if entity := _ENTITY.search(source):
        line = source.count("\n", 0, entity.start()) + 1
        raise RejectedError("entities", f"{part} declares XML entities", "Save it without a DOCTYPE.", line=line)
    source = _NAMED.sub(_numbered, source)
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


def _numbered(name: re.Match[str]) -> str:
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


def line_of(element: etree._Element) -> int | None:
    """Return the 1-based line of an element's start in its file."""
    line = element.sourceline
    return line if isinstance(line, int) else None
