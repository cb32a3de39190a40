"""Recent answers, votes, and with a setting the questions: JSON Lines in the data folder.

    DATA/recent.jsonl, recent.1.jsonl   the latest answers by request id, to validate votes
    DATA/feedback.jsonl, feedback.1.jsonl   votes, each flushed to the disk before it is confirmed (vote_files.py)
    DATA/questions.jsonl, questions.1.jsonl   the latest questions and their outcome, only with QA_LOG_QUESTIONS=1

Several workers append to the same files; without that setting no file has the text of a question.
"""

import json
import logging
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from qa_service.answers.answer import Answer
from qa_service.files import locked
from qa_service.records.append_only import AppendedFile
from qa_service.records.vote_files import keep_vote, read_votes

RECENT_BYTES = 8_000_000
"""Of each of two files, read for each vote: at least the last 20,000 answers, fewer if questions are stored."""

QUESTIONS_BYTES = 20_000_000
"""Of each of two files of questions."""

Vote = Literal["up", "down"]

_TOLD = frozenset({"status", "confidence", "index_version", "document_ids"})  # of an answer, stored with a vote on it
_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,128}", re.ASCII)
_row = json.JSONEncoder(ensure_ascii=False).encode
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A question that had no answer when last asked."""

    question: str
    times: int
    last: str  # ISO 8601, UTC
    reason: str
    confidence: float
    nearest: tuple[str, ...]  # document ids


class Journal:
    """The files of one data folder. Any number of processes may write them at the same time."""

    def __init__(
        self,
        folder: Path,
        *,
        keeps_questions: bool = False,
        recent_bytes: int = RECENT_BYTES,
        questions_bytes: int = QUESTIONS_BYTES,
    ) -> None:
        self._folder, self._keeps_questions = folder, keeps_questions
        self._recent_bytes, self._questions_bytes = recent_bytes, questions_bytes
        self._recent, self._questions = (AppendedFile(folder / f"{name}.jsonl") for name in ("recent", "questions"))
        self._is_failing = False

    def note(self, answer: Answer) -> None:
        """Store an answer by its request id. A full or read-only disk is logged once and raises nothing."""
        self.note_as(answer.request_id, self.told_of(answer))

    def told_of(self, answer: Answer) -> str:
        """Return what is stored of an answer, the same for each request: the end of a row."""
        row: dict[str, Any] = {
            "status": answer.status,
            "confidence": answer.confidence,
            "index_version": answer.index.version,
            "document_ids": list(dict.fromkeys(each.document_id for each in answer.citations)),
        }
        if self._keeps_questions:
            row |= {
                "question": answer.question,
                "reason": answer.reason,
                "nearest": [each.document_id for each in answer.nearest],
            }
        return _row(row)[1:]

    def note_as(self, request_id: str, told: str) -> None:
        """Store the result of `told_of` under the id of a request that got the answer."""
        line = f'{{"request_id": {json.dumps(request_id)}, "time": "{_now()}", {told}\n'.encode(
            "utf-8", "backslashreplace"
        )
        try:
            if self._recent.append(line) > self._recent_bytes:
                self._turn_over("recent", self._recent_bytes)
            if self._keeps_questions and self._questions.append(line) > self._questions_bytes:
                self._turn_over("questions", self._questions_bytes)
            self._is_failing = False
        except OSError as reason:
            if not self._is_failing:
                _log.warning("can't record answers in %s (%s): votes on them are rejected", self._folder, reason)
            self._is_failing = True

    def seen(self, request_id: str) -> dict[str, Any] | None:
        """Return what is stored of the latest answer with this id; None if the id isn't among the recent ones."""
        if not _SAFE_ID.fullmatch(request_id):
            return None
        start = b'{"request_id": ' + json.dumps(request_id).encode() + b","
        for name in ("recent.jsonl", "recent.1.jsonl"):
            try:
                text = (self._folder / name).read_bytes()
            except FileNotFoundError:
                continue
            at = text.rfind(start)  # quotation marks inside values are escaped, so this is always a key
            for row in _rows(text[at : text.find(b"\n", at) + 1] if at >= 0 else b""):
                return row
        return None

    def vote(self, request_id: str, vote: Vote, comment: str = "", client: str = "") -> bool:
        """Store the vote of a client on an answer, in place of an earlier one; return False if the id isn't among the
        recent ones. Raises OSError.
        """
        answer = self.seen(request_id)
        if answer is None:
            return False
        said = {"comment": comment} if comment else {}
        told_keys = _TOLD | ({"question"} if self._keeps_questions else set())
        told = {key: value for key, value in answer.items() if key in told_keys}
        keep_vote(
            self._folder, {"request_id": request_id, "client": client, "time": _now(), "vote": vote, **said, **told}
        )
        return True

    def _turn_over(self, name: str, most_bytes: int) -> None:
        """Rotate a file; under a lock, since other workers find it full as well."""
        full = self._folder / f"{name}.jsonl"
        with locked(self._folder / f"{name}.lock"):
            # Missing: another worker has just rotated it, and nobody has written to the new file yet.
            if full.exists() and full.stat().st_size > most_bytes:
                full.replace(self._folder / f"{name}.1.jsonl")


def votes(folder: Path) -> list[dict[str, Any]]:
    """Return the latest vote of each client on each answer, oldest first, without the client."""
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    for row in _rows(read_votes(folder)):
        voted = str(row["request_id"]), str(row.pop("client", ""))
        latest.pop(voted, None)
        latest[voted] = row
    return list(latest.values())


def asked_in_vain(folder: Path) -> list[Unanswered] | None:
    """Return the questions that had no answer when last asked, the most asked first; None if none were stored."""
    files = [folder / "questions.1.jsonl", folder / "questions.jsonl"]
    if not any(each.exists() for each in files):
        return None
    times: dict[str, int] = {}
    latest: dict[str, dict[str, Any]] = {}
    for row in _rows(b"\n".join(map(_read, files))):
        question = " ".join(str(row.get("question")).split())
        times[question] = times.get(question, 0) + 1
        latest[question] = row
    found = [
        Unanswered(
            question=question,
            times=times[question],
            last=row["time"],
            reason=row["reason"],
            confidence=row["confidence"],
            nearest=tuple(row["nearest"]),
        )
        for question, row in latest.items()
        if row["status"] == "no_answer"
    ]
    return sorted(found, key=lambda each: (-each.times, each.question))


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _rows(text: bytes) -> Iterator[dict[str, Any]]:
    """Yield the rows of JSON Lines, without rows that a crash left incomplete."""
    for line in text.split(b"\n"):
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and "request_id" in row:
            yield row
