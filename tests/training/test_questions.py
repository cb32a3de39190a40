"""The written questions: complete rows, each answer where it is said to stand, and the files as their page tells."""

import json
import re
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from qa_service.evaluation.labelled import parse_questions

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "questions"
QUESTION_FILES = ("news-questions.jsonl", "written-questions.jsonl")
WORDINGS = {"shared words", "names only", "few words"}
REGISTERS = {
    "standard", "egyptian", "moroccan", "levantine", "gulf", "iraqi", "tunisian", "keywords", "english", "french",
    "slip",
}  # fmt: skip
SETS = {"news-questions.jsonl": "n[1-5]-[0-9]{3}", "written-questions.jsonl": "(aqad|arcd|tydi|xquad)-[0-9]{4}"}

Row = dict[str, Any]


def rows(file: str) -> list[Row]:
    return [json.loads(line) for line in (FOLDER / file).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def paragraphs() -> dict[str, list[str]]:
    """The paragraphs of each article of the news."""
    return {row["id"]: row["text"].split("\n\n") for row in rows("news-documents.jsonl")}


def has_faults(row: Row) -> bool:
    """Whether a field is missing or says something that the page doesn't know."""
    texts = all(isinstance(row.get(key), str) and row[key] for key in ("id", "question", "document_id", "kind"))
    answers = row.get("answers")
    return not (
        texts
        and isinstance(answers, list)
        and all(isinstance(each, str) and 0 < len(each) <= 160 for each in answers)
        and row.get("absent") is (not answers)
        and isinstance(row.get("paragraph"), int)
        and row.get("wording") in WORDINGS
        and row.get("register") in REGISTERS
        and row.get("yes") in (None, True, False)
        and set(row) <= {
            "id", "source", "question", "answers", "document_id", "paragraph", "also", "kind", "wording", "register",
            "absent", "yes",
        }
    )  # fmt: skip


@pytest.mark.parametrize("file", QUESTION_FILES)
def test_every_row_is_complete(file: str) -> None:
    assert [row.get("id") for row in rows(file) if has_faults(row)] == []
    assert {row["source"] for row in rows(file)} == {file.removesuffix("-questions.jsonl")}


@pytest.mark.parametrize("file", QUESTION_FILES)
def test_the_product_reads_every_row(file: str) -> None:
    questions, problems = parse_questions((FOLDER / file).read_bytes(), file)
    assert (len(questions), problems) == (len(rows(file)), [])


def test_ids_are_unique_in_all_files() -> None:
    ids = Counter(row["id"] for file in QUESTION_FILES for row in rows(file))
    ids.update(row["id"] for row in rows("news-documents.jsonl"))
    assert [each for each, times in ids.items() if times > 1] == []


def test_no_question_is_asked_twice_of_one_document() -> None:
    asked = Counter((row["document_id"], row["question"]) for file in QUESTION_FILES for row in rows(file))
    assert [each for each, times in asked.items() if times > 1] == []


@pytest.mark.parametrize("file", QUESTION_FILES)
def test_every_document_is_of_a_set_that_the_page_names(file: str) -> None:
    assert [row["id"] for row in rows(file) if not re.fullmatch(SETS[file], row["document_id"])] == []


def test_every_answer_on_the_news_is_in_its_paragraph(paragraphs: dict[str, list[str]]) -> None:
    lost = [
        (row["id"], answer)
        for row in rows("news-questions.jsonl")
        for answer in row["answers"]
        if answer not in paragraphs[row["document_id"]][row["paragraph"]]
    ]
    assert lost == []


def test_the_other_documents_that_answer_exist(paragraphs: dict[str, list[str]]) -> None:
    others = [(row["id"], each) for row in rows("news-questions.jsonl") for each in row.get("also", [])]
    assert others
    assert [(name, each) for name, each in others if each not in paragraphs] == []


def test_every_article_has_what_the_page_lists() -> None:
    keys = {"id", "title", "text", "date", "publisher"}
    incomplete = [row["id"] for row in rows("news-documents.jsonl") if set(row) != keys or not all(row.values())]
    assert incomplete == []


def test_the_page_counts_the_rows_and_those_kept_from_learning() -> None:
    page = " ".join((FOLDER / "README.md").read_text(encoding="utf-8").split())
    kept = {}
    for file in QUESTION_FILES:
        read = rows(file)
        absent = sum(row["absent"] for row in read)
        assert f"`{file}` | {len(read):,}, of which {absent} have no answer" in page
        kept[file] = sum(zlib.crc32(row["document_id"].encode()) % 5 == 0 for row in read)
    documents = rows("news-documents.jsonl")
    articles = sum(zlib.crc32(row["id"].encode()) % 5 == 0 for row in documents)
    assert f"`news-documents.jsonl` | {len(documents)} |" in page
    assert f"{articles} articles and {kept[QUESTION_FILES[0]]} questions of the news" in page
    assert f"{kept[QUESTION_FILES[1]]} questions on Wikipedia" in page
