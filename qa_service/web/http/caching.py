"""What a client may keep: entity tags from the index version and the whole query, and 304 for what it has already."""

import hashlib

from flask import Response, request

from qa_service import __version__


def entity_tag(index_version: str, *parts: str) -> str:
    """The tag of what this request gets: the same request on the same index, release and `parts` has the same tag.

    Used as a weak tag (RFC 9110, 8.8.1): answers differ in `took_ms` and `request_id`, and by compression.
    """
    return tag_of(request.path, request.query_string.decode("latin-1"), index_version, *parts)


def tag_of(path: str, query: str, *parts: str) -> str:
    """The tag of what stands at an address in this release; `parts` are all else that it depends on."""
    whole = "\0".join((__version__, path, query, *parts))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def has_already(tag: str) -> bool:
    """Whether the client's `If-None-Match` names the tag."""
    return request.if_none_match.contains_weak(tag)


def not_modified(tag: str) -> Response:
    """304: what the client has is what it would get."""
    return keepable(Response(status=304), tag)


def keepable(response: Response, tag: str) -> Response:
    """The response with its tag; to be asked after each time, since the corpus may change at any moment."""
    response.set_etag(tag, weak=True)
    response.cache_control.no_cache = True
    return response
