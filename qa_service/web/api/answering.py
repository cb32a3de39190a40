"""Answers of the engine, within a time limit and with a cache."""

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from qa_service.answers.answer import Answer
from qa_service.answers.replies import MOMENTARY, House
from qa_service.deadline import NEVER, Deadline
from qa_service.engine import Engine
from qa_service.errors import ClusterError
from qa_service.web.http.answer_body import AnswerBody
from qa_service.web.http.app_context import Serving
from qa_service.web.http.kept_answers import Kept
from qa_service.web.http.problems import ProblemError
from qa_service.web.http.requests import AskBody

_NO_ID = "-"
_OWN_BEGINS, _OWN_ENDS = b'"took_ms":', b'"request_id":"-"'  # never cached; texts contain no unescaped quotes
_JSON = TypeAdapter(Answer)
_RETRY_SECONDS = "5"
_log = logging.getLogger(__name__)
_turn = threading.Lock()
"""Serialises the questions of a process, which is faster for all: numpy releases the GIL at every step, and threads
that compete for it take twice as long for the same work."""
_TURN_SECONDS = 0.05
"""The longest wait for it; after that questions run in parallel, so a slow question delays others no longer."""


def answer(here: Serving, engine: Engine, asked: AskBody, request_id: str, until: Deadline = NEVER) -> dict[str, Any]:
    """Return the answer as JSON-ready values of the API, at the latest `until` then.

    Raises ProblemError `question_timeout`.
    """
    began = time.perf_counter()
    kept = kept_or_found(here, engine, asked, request_id, until)
    took_ms = round((time.perf_counter() - began) * 1000, 3)
    return replace(kept.answer, took_ms=took_ms, request_id=request_id).as_dict()


def kept_or_found(here: Serving, engine: Engine, asked: AskBody, request_id: str, until: Deadline = NEVER) -> Kept:
    """Return the answer, cached or new, after recording and counting it; raises ProblemError `question_timeout`."""
    version = engine.info.version
    threshold = asked.min_confidence if asked.min_confidence >= 0 else here.min_confidence(engine)
    is_plain = not asked.history and not asked.verbatim and asked.filters.are_none  # others: rare
    key = (asked.question, asked.max_sentences, threshold)
    kept = here.kept_answers.find(version, key) if is_plain else None
    is_kept = kept is not None
    if kept is None:
        found = _found(here, engine, asked, threshold, request_id, until=until)
        before, _, own = _JSON.dump_json(found, exclude=found.unsaid()).partition(_OWN_BEGINS)
        kept = Kept(found, AnswerBody(before, own.partition(_OWN_ENDS)[2] + b"\n"), here.journal.told_of(found))
        if is_plain and not is_momentary(found):
            here.kept_answers.keep(version, key, kept)
    here.metrics.answered(kept.answer, is_kept=is_kept)
    here.journal.note_as(request_id, kept.note)
    if kept.answer.status == "no_answer":
        here.webhooks.unanswered(kept.answer, request_id)
    return kept


def is_momentary(found: Answer) -> bool:
    """Return whether the same question may have another answer a moment later: no copy of this one is good."""
    return found.status == "conversation" and found.reason in MOMENTARY


def _found(
    here: Serving, engine: Engine, asked: AskBody, threshold: float, request_id: str, *, until: Deadline
) -> Answer:
    """Ask the engine; a slow question is logged with its length, never with its text."""
    stages = dict[str, float]()
    has_turn = not engine.waits and _turn.acquire(timeout=_TURN_SECONDS)
    try:
        found = engine.ask(
            asked.question,
            max_sentences=asked.max_sentences,
            history=asked.turns(),
            filters=asked.filters.as_filters(),
            min_confidence=threshold,
            request_id=_NO_ID,
            verbatim=asked.verbatim,
            deadline=min(until, Deadline.after(here.settings.question_timeout_ms / 1000)),
            observe=stages.update,
            house=House(name=here.settings.house_name, greeting=here.settings.house_greeting),
        )
    except TimeoutError:
        here.metrics.timed_out()
        raise ProblemError("question_timeout", headers={"Retry-After": _RETRY_SECONDS}) from None
    except ClusterError as fault:
        _log.error("request %s failed: %s", request_id, fault)
        raise ProblemError("cluster_unavailable", headers={"Retry-After": _RETRY_SECONDS}) from None
    finally:
        if has_turn:
            _turn.release()
    if found.status == "conversation":
        return found
    here.metrics.searched(found, stages)
    if 0 < here.settings.slow_question_ms <= found.took_ms:
        _tell_slow(asked, found, stages, request_id)
    return found


def _tell_slow(asked: AskBody, found: Answer, stages: Mapping[str, float], request_id: str) -> None:
    told = ", ".join(f"{stage} {seconds * 1000:.0f} ms" for stage, seconds in stages.items())
    _log.warning(
        "request %s: a question of %d characters took %.0f ms: %s",
        request_id,
        len(asked.question),
        found.took_ms,
        told,
        extra={"fields": {"took_ms": found.took_ms}},
    )
