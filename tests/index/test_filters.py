"""Filters and labels: any value within a key, all keys together, dates inclusive; documents found by id."""

from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_service.corpus.document import Document
from qa_service.index.filters import Filters
from qa_service.index.storage.labels import Labels, label_arrays


def labels(*documents: Document) -> Labels:
    return Labels(label_arrays(map(asdict, documents)), len(documents))


def lets_through(filters: Filters, document: Document) -> bool:
    [passes] = labels(document).let_through(filters)
    return bool(passes)


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
    assert lets_through(filters, DOCUMENT) is passes


@pytest.mark.parametrize("filters", [Filters(date_from="0001-01-01"), Filters(date_to="9999-12-31")])
def test_a_document_without_a_date_fails_a_filter_on_dates(filters: Filters) -> None:
    assert not lets_through(filters, Document(id="a", text=""))


def test_a_document_without_metadata_fails_every_other_filter() -> None:
    bare = Document(id="a", text="")
    assert not any(
        lets_through(filters, bare)
        for filters in (Filters(publisher=("x",)), Filters(language=("ar",)), Filters(tags=("x",)))
    )


TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from("abidtpl\ud800"), max_size=3)
DATES = st.sampled_from(["0001-01-01", "2023-05-16", "2023-05-17", "2024-02-29", "9999-12-31"])
DOCUMENTS = st.lists(
    st.builds(Document, id=TEXTS, text=st.just(""), date=st.none() | DATES, publisher=st.none() | TEXTS,
              language=st.none() | TEXTS, tags=st.lists(TEXTS, max_size=3).map(tuple)),
    max_size=8, unique_by=lambda document: document.id,
)  # fmt: skip


def passes(filters: Filters, document: Document) -> bool:
    dated = filters.date_from is not None or filters.date_to is not None
    first, last = filters.date_from or "", filters.date_to or "A"
    kept: list[tuple[tuple[str, ...], set[Any]]] = [
        (filters.document_id, {document.id}), (filters.publisher, {document.publisher}),
        (filters.language, {document.language}), (filters.tags, set(document.tags)),
    ]  # fmt: skip
    return (not dated or (document.date is not None and first <= document.date <= last)) and all(
        not wanted or not held.isdisjoint(wanted) for wanted, held in kept
    )


@given(DOCUMENTS, st.data())
def test_documents_are_filtered_and_found_whatever_they_have(documents: list[Document], data: st.DataObject) -> None:
    def of(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
        return st.lists(st.sampled_from(values) | TEXTS if values else TEXTS, max_size=2).map(tuple)

    filters = data.draw(st.builds(
        Filters, document_id=of([each.id for each in documents]),
        publisher=of([each.publisher for each in documents if each.publisher is not None]),
        language=of([each.language for each in documents if each.language is not None]),
        tags=of([tag for each in documents for tag in each.tags]),
        date_from=st.none() | DATES, date_to=st.none() | DATES))  # fmt: skip
    found = labels(*documents)
    assert found.let_through(filters).tolist() == [passes(filters, document) for document in documents]
    ids = [document.id for document in documents]
    assert [found.document_with(name) for name in ids] == list(range(len(ids)))
    after = data.draw(st.none() | TEXTS)
    in_order = [ids[number] for number in found.by_id(after).tolist()]
    assert in_order == sorted(name for name in ids if after is None or name > after)
    assert found.document_with("no such id") == -1
