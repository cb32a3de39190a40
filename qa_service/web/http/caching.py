"""Client caching: entity tags of the index version and the whole query, and 304 for what a client already has."""

import hashlib

from flask import Response, request

from qa_service import __version__


def entity_tag(index_version: str, *parts: str) -> str:
    """Return the tag of this request's response: equal for the same request, index version, release and `parts`.

    Used as a weak tag (RFC 9110, 8.8.1): answers differ in `took_ms` and `request_id`, and by compression.
    """
    return tag_of(request.path, request.query_string.decode("latin-1"), index_version, *parts)


def tag_of(path: str, query: str, *parts: str) -> str:
    """Return the tag of a path in this release; `parts` are all other things that the response depends on."""
    whole = "\0".join((__version__, path, query, *parts))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def has_already(tag: str) -> bool:
    """Return whether the client's `If-None-Match` contains the tag."""
    return request.if_none_match.contains_weak(tag)


def not_modified(tag: str) -> Response:
    """Return 304: the client's copy is current."""
    return keepable(Response(status=304), tag)


def keepable(response: Response, tag: str) -> Response:
    """Add the tag to a response; clients must revalidate each time, since the corpus may change at any moment."""
    response.set_etag(tag, weak=True)
    response.cache_control.no_cache = True
    return response
