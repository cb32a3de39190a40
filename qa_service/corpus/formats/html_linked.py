"""JSON-LD of a web page (schema.org): the object that describes its own article, not one that the page links to."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

from lxml import etree

_TYPES = re.compile(r"\w*Article|BlogPosting|LiveBlogPosting|Report|NewsReport")
_MAX_JSON_CHARS = 1_000_000
_MAX_JSON_OBJECTS = 1_000
_MIN_HEADLINE_CHARS = 8
_TRACKING = re.compile(r"(?<=[?&])(?:utm_\w+|fbclid|gclid)=[^&]*&?", re.IGNORECASE)
_HOST = re.compile(r"^https?://(?:www\.|m\.|amp\.)?", re.IGNORECASE)


def linked_article(root: etree._Element, addresses: Iterable[str], headings: Iterable[str]) -> dict[str, Any]:
    """Return the object of the page's article; empty if there is none, or only those of other pages.

    Args:
        root: The parsed page.
        addresses: The page's own, as far as it tells them.
        headings: Its headings, which tell the article where no address does.
    """
    objects = [each for script in _scripts(root) for each in _objects(script)]
    by_id = {each["@id"]: each for each in objects if isinstance(each.get("@id"), str) and len(each) > 1}
    articles = [each for each in objects if any(_TYPES.fullmatch(kind) for kind in _types(each))]
    articles += [each for each in objects if "WebPage" in _types(each)]
    own = {_plain(address) for address in addresses if address}
    titles = [title for heading in headings if len(title := " ".join(heading.split())) >= _MIN_HEADLINE_CHARS]
    for each in articles:
        if own & set(_addresses(each)):
            return _resolved(each, by_id)
    for each in articles:
        if _is_headed(each, titles):
            return _resolved(each, by_id)
    unnamed = [each for each in articles if not own or not _addresses(each)]
    return _resolved(unnamed[0], by_id) if unnamed else {}


def _scripts(root: etree._Element) -> Iterator[Any]:
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        text = "".join(map(str, script.itertext()))
        try:
            yield json.loads(text, strict=False) if len(text) <= _MAX_JSON_CHARS else None
        except (ValueError, RecursionError):
            continue


def _objects(parsed: Any) -> Iterator[dict[str, Any]]:
    waiting = [parsed]
    for _ in range(_MAX_JSON_OBJECTS):
        if not waiting:
            return
        each = waiting.pop()
        if isinstance(each, list):
            waiting.extend(reversed(each))
        elif isinstance(each, dict):
            yield each
            waiting.append(each.get("@graph"))


def _types(each: dict[str, Any]) -> list[str]:
    types = each.get("@type")
    return [kind for kind in (types if isinstance(types, list) else [types]) if isinstance(kind, str)]


def _headline(each: dict[str, Any]) -> str:
    said = each.get("headline") or each.get("name")
    return " ".join(said.split()) if isinstance(said, str) else ""


def _addresses(each: dict[str, Any]) -> list[str]:
    """Return the addresses by which an object names its page."""
    page = each.get("mainEntityOfPage")
    inner = page if isinstance(page, dict) else {}
    said = (each.get("url"), each.get("@id"), page, inner.get("@id"), inner.get("url"))
    return [_plain(address) for address in said if isinstance(address, str) and address.startswith(("http", "/"))]


def _plain(address: str) -> str:
    """Return an address without what differs between two ways to write it."""
    plain = _TRACKING.sub("", unquote(_HOST.sub("", address.strip()).partition("#")[0]))
    return plain.rstrip("?&/").removesuffix("/amp").rstrip("/").lower()


def _is_headed(each: dict[str, Any], titles: Iterable[str]) -> bool:
    """Return whether a headline is that of the page, up to the name of the site behind it."""
    said = _headline(each)
    return len(said) >= _MIN_HEADLINE_CHARS and any(said in title or title in said for title in titles)


def _resolved(article: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the article with the author and publisher that it names by their `@id` put in place."""

    def there(value: Any) -> Any:
        if isinstance(value, list):
            return [there(each) for each in value[:10]]
        if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
            return by_id.get(value["@id"], value)
        return value

    return article | {key: there(article.get(key)) for key in ("author", "publisher")}
