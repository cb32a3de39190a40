"""Fuzz: a damaged file of any format is documents or problems, is indexed, and takes no more than its time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.corpus.file_reading import read_data
from qa_service.indexing.analysis import Analyser
from tests.corpus.mutations import mutant, seeds

MOST_CPU_SECONDS = 10.0  # for at most 60 KB


def assert_bounded(number: int) -> None:
    name, data = mutant(number)
    began = time.process_time()
    reading = read_data(data, name)
    analyser = Analyser()
    for document in reading.documents:
        analyser.add(document)
    analyser.analysis()
    assert time.process_time() - began < MOST_CPU_SECONDS
    assert reading.documents or reading.problems
    assert len(reading.documents) == len(reading.sources)
    for problem in reading.problems:
        if not name.endswith("pdf"):  # of whose library nobody knows all exceptions
            assert problem.code != "reader_failed", problem.reason
        assert problem.reason.encode()
        assert problem.remedy


def test_every_format_is_damaged() -> None:
    assert {suffix.lower() for suffix, _ in seeds()} >= {
        ".txt", ".md", ".html", ".json", ".jsonl", ".docx", ".epub", ".xml", ".pdf",
    }  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_a_damaged_file_is_documents_or_problems(number: int) -> None:
    assert_bounded(number)


@pytest.mark.nightly
@pytest.mark.parametrize("first", range(0, 100_000, 10_000))
def test_many_damaged_files_are_documents_or_problems(first: int) -> None:
    for number in range(first, first + 10_000):
        assert_bounded(number)
