"""Labelled questions: their file format, and whether a citation quotes the right answer."""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa_service.answers.answer import Answer, Citation
from qa_service.corpus.document import Document, Problem
from qa_service.errors import DataFormatError

LONGEST_QUOTE_CHARS = 500
"""A longer quote doesn't count as an answer."""

_INVISIBLE = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_SAME = str.maketrans("أإآٱىةؤئ٠١٢٣٤٥٦٧٨٩", "اااايهوي0123456789")
_EDGES = " .،"
_REMEDY = "Write one JSON object a line: question, answers, document_id, and paragraph if it matters."


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledQuestion:
    """A question and its gold answers; without `answers`, nothing in the corpus answers it."""

    id: str
    question: str
    answers: tuple[str, ...] = ()
    document_id: str | None = None  # the document with the answer; None: any
    paragraph: int | None = None  # 0-based, of the text split at blank lines; None: any
    slice: str = "questions"  # the group that it is also counted in
    fields: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)  # the whole row

    def worded(self, name: str) -> str | None:
        """Return the wording under this key (`question_typo`), None if the row has none."""
        text = self.fields.get(name)
        return text if isinstance(text, str) and text else None


def folded(text: str) -> str:
    """Fold text for comparisons of the measures: no marks, tatweel or direction controls, folded letters and digits.

    This folding is part of the measures' definition and independent of the analyzer's, which may change.
    """
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower().translate(_SAME).split())


def _fault(row: Any) -> str | None:
    """Return what is wrong with a row, as the rest of a sentence; None if it is valid."""
    if not isinstance(row, dict):
        return "is no JSON object"
    if not isinstance(row.get("question"), str) or not row["question"].strip():
        return "has no question"
    answers = row.get("answers", [])
    good = isinstance(answers, list) and all(isinstance(each, str) and folded(each).strip(_EDGES) for each in answers)
    if not good:
        return "has answers that are no list of text"
    if not isinstance(row.get("document_id"), str | None):
        return "has a document_id that is no text"
    if isinstance(row.get("paragraph"), bool) or not isinstance(row.get("paragraph"), int | None):
        return "has a paragraph that is no whole number"
    return None


def _question(row: dict[str, Any], number: int) -> LabelledQuestion:
    return LabelledQuestion(
        id=str(row.get("id", number)),
        question=row["question"],
        answers=tuple(row.get("answers", ())),
        document_id=row.get("document_id"),
        paragraph=row.get("paragraph"),
        slice=str(row.get("source") or row.get("slice") or "questions"),
        fields=row,
    )


def parse_questions(raw: bytes, file: str) -> tuple[list[LabelledQuestion], list[Problem]]:
    """Parse a `.jsonl` of labelled questions; every invalid line is a Problem of `file` with its number."""
    questions, problems = [], []
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode("utf-8"))
            fault = _fault(row)
        except (ValueError, RecursionError):
            fault = "is not JSON in UTF-8"
        if fault is None:
            questions.append(_question(row, number))
        else:
            problems.append(
                Problem(
                    file=file,
                    line=number,
                    level="error",
                    code="bad_question",
                    reason=f"The line {fault}.",
                    remedy=_REMEDY,
                )
            )
    return questions, problems


def read_questions(paths: Iterable[Path]) -> list[LabelledQuestion]:
    """Read the questions of all the files; raises DataFormatError, naming file and line, and OSError."""
    questions = []
    for path in paths:
        read, problems = parse_questions(path.read_bytes(), str(path))
        if problems:
            raise DataFormatError("\n".join(f"{each.file}, line {each.line}: {each.reason}" for each in problems))
        questions += read
    return questions


def _gold_paragraph(question: LabelledQuestion, document: Document | None) -> str:
    """Return the folded paragraph that the answer must be quoted from; empty if any will do."""
    if document is None or question.paragraph is None:
        return ""
    paragraphs = document.text.split("\n\n")
    return folded(paragraphs[question.paragraph]) if 0 <= question.paragraph < len(paragraphs) else ""


def quotes_answer(citation: Citation, question: LabelledQuestion, document: Document | None) -> bool:
    """Return whether the citation quotes a gold answer from the gold paragraph of `document`, the gold document."""
    if question.document_id is not None and citation.document_id != question.document_id:
        return False
    quote, paragraph = folded(citation.quote), _gold_paragraph(question, document)
    return (
        len(citation.quote) <= LONGEST_QUOTE_CHARS
        and (not paragraph or quote in paragraph)
        and any(folded(answer).strip(_EDGES) in quote for answer in question.answers)
    )


def hits(answer: Answer, question: LabelledQuestion, document: Document | None) -> tuple[bool, ...]:
    """Return for each of the first three citations whether it quotes the answer."""
    return tuple(quotes_answer(citation, question, document) for citation in answer.citations[:3])
