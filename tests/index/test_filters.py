"""Filters: any value within a key, all keys together, dates inclusive."""

import pytest

from qa_service.corpus.document import Document
from qa_service.index.filters import Filters

DOCUMENT = Document(id="a", text="", date="2023-05-16", publisher="هسبريس", language="ar", tags=("أمن", "سياسة"))


@pytest.mark.parametrize(("filters", "passes"), [
    (Filters(), True),
    (Filters(document_id=("b", "a")), True), (Filters(document_id=("b",)), False),
    (Filters(publisher=("هسبريس",)), True), (Filters(publisher=("أخرى",)), False),
    (Filters(language=("fr", "ar")), True), (Filters(language=("fr",)), False),
    (Filters(tags=("رياضة", "أمن")), True), (Filters(tags=("رياضة",)), False),
    (Filters(tags=("أمن",), language=("fr",)), False), (Filters(tags=("أمن",), language=("ar",)), True),
    (Filters(date_from="2023-05-16"), True), (Filters(date_from="2023-05-17"), False),
    (Filters(date_to="2023-05-16"), True), (Filters(date_to="2023-05-15"), False),
    (Filters(date_from="2023-05-16", date_to="2023-05-16", document_id=("a",)), True),
])  # fmt: skip
def test_a_document_passes_when_every_key_has_a_value_of_its(filters: Filters, passes: bool) -> None:
    assert filters.let_through(DOCUMENT) is passes


@pytest.mark.parametrize("filters", [Filters(date_from="0001-01-01"), Filters(date_to="9999-12-31")])
def test_a_document_without_a_date_fails_a_filter_on_dates(filters: Filters) -> None:
    assert not filters.let_through(Document(id="a", text=""))


def test_a_document_without_metadata_fails_every_other_filter() -> None:
    bare = Document(id="a", text="")
    assert not any(
        each.let_through(bare) for each in (Filters(publisher=("x",)), Filters(language=("ar",)), Filters(tags=("x",)))
    )
