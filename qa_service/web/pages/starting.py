"""What the empty chat offers: questions to start with, and what answers can be limited to."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from qa_service.arabic.translation.glossary import words_of
from qa_service.arabic.translation.languages import language_of
from qa_service.corpus.walk import GOLDEN_FILE
from qa_service.engine import Engine
from qa_service.errors import QAServiceError
from qa_service.evaluation.labelled import LabelledQuestion, parse_questions
from qa_service.web.http.app_context import serving
from qa_service.web.rendering.bidi import direction
from qa_service.web.rendering.negotiation import Language

_SUGGESTIONS = 4
_LOOKED_AT = 20  # documents
_MOST_CHOICES = 40  # of a filter: those with the most articles


def filter_choices(engine: Engine) -> dict[str, Any]:
    """Return the publishers and tags that an answer can be limited to, in the order of their letters."""
    try:
        return _choices(engine.info.version)
    except QAServiceError:
        return {"publisher": [], "tags": []}  # the cluster can't be asked at the moment


@lru_cache(maxsize=2)
def _choices(version: str) -> dict[str, Any]:  # of the current index: looked for once for each
    index = serving().engine().index
    return {name: sorted(index.values_of(name, _MOST_CHOICES)) for name in ("publisher", "tags")}


def first_questions(engine: Engine, lang: Language) -> tuple[str, ...]:
    """Return questions to start with: golden ones in this language, one of an article, else in Arabic, else drafted."""
    found = _in_language(_golden(), lang) or _in_language(_golden(), "ar")
    if len(found) < _SUGGESTIONS and (lang == "ar" or not found):
        found = (*found, *_drafted(engine.info.version))
    return tuple(dict.fromkeys(found))[:_SUGGESTIONS]


def golden_questions() -> tuple[str, ...]:
    """Return the golden questions that the corpus answers, in their order."""
    return tuple(each.question for each in _golden())


def _golden() -> tuple[LabelledQuestion, ...]:
    path = serving().settings.corpus / GOLDEN_FILE
    try:
        return _answerable(path, path.stat().st_mtime_ns)
    except OSError:
        return ()


@lru_cache(maxsize=4)
def _answerable(path: Path, changed_ns: int) -> tuple[LabelledQuestion, ...]:
    """Read the file once for each modification time `changed_ns`."""
    questions, _ = parse_questions(path.read_bytes(), path.name)
    return tuple(each for each in questions if each.answers)


@lru_cache(maxsize=8)
def _in_language(questions: tuple[LabelledQuestion, ...], lang: Language) -> tuple[str, ...]:
    """Return the first question of each article; then, if there are too few articles, the others."""
    spoken = [each for each in questions if _language(each.question) == lang]
    first = {each.document_id or each.question: each for each in reversed(spoken)}.values()
    chosen = [each.question for each in spoken if each in first]
    return (*chosen, *_beyond(chosen, (each.question for each in spoken)))[:_SUGGESTIONS]


def _beyond(chosen: list[str], others: Iterable[str]) -> Iterable[str]:
    return (each for each in others if each not in chosen)


def _language(question: str) -> Language | None:
    return "ar" if direction(question) == "rtl" else language_of(words_of(question))


@lru_cache(maxsize=2)
def _drafted(version: str) -> tuple[str, ...]:  # of the current index: drafted once for each
    """Return one question on each of the first documents that have any, from the beginnings of their titles."""
    engine, found = serving().engine(), dict[str, None]()
    for document in engine.documents(limit=_LOOKED_AT):
        found |= dict.fromkeys(engine.questions_about(" ".join((document.title or "").split()[:2]), 1))
        if len(found) >= _SUGGESTIONS:
            break
    return tuple(found)
