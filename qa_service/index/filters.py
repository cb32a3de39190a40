"""Filters: which documents may answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Any value within a key, all keys together; an empty key is no filter. Dates are YYYY-MM-DD, inclusive.

    A document without a date fails a filter on dates.
    """

    document_id: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    date_from: str | None = None
    date_to: str | None = None
