"""Filters: which documents may answer."""

from dataclasses import dataclass

from qa_service.corpus.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Any value within a key, all keys together; an empty key is no filter. Dates are YYYY-MM-DD, inclusive."""

    document_id: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    date_from: str | None = None
    date_to: str | None = None

    def let_through(self, document: Document) -> bool:
        """Whether the document passes; one without a date fails a filter on dates."""
        if self.date_from is not None or self.date_to is not None:
            if document.date is None:
                return False
            if self.date_from is not None and document.date < self.date_from:
                return False
            if self.date_to is not None and document.date > self.date_to:
                return False
        return (
            (not self.document_id or document.id in self.document_id)
            and (not self.publisher or document.publisher in self.publisher)
            and (not self.language or document.language in self.language)
            and (not self.tags or not set(self.tags).isdisjoint(document.tags))
        )
