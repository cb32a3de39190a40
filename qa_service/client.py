"""A client of the HTTP API in the standard library: typed answers, problems as exceptions, retries when it is busy."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NotRequired, TypedDict
from urllib.parse import quote, urlencode

_BUSY = (429, 503)
_LONGEST_WAIT_SECONDS = 60.0


class Sentence(TypedDict):
    """One sentence of an answer; `citation` is the `id` of its citation."""

    text: str
    citation: int
    highlights: list[list[int]]
    short_answer: NotRequired[list[int] | None]
    role: NotRequired[Literal["answer", "context"]]


class Citation(TypedDict):
    """The source of a sentence: `document.text[start:end] == quote`."""

    id: int
    document_id: str
    title: str
    source_url: str | None
    date: str | None
    passage_id: str
    quote: str
    start: int
    end: int
    start_utf16: int
    end_utf16: int
    retrieval_score: float
    rerank_score: float
    link: str
    source_link: str | None
    publisher: str | None


class Answer(TypedDict):
    """The answer as described in docs/api.md; later releases of the server may add keys."""

    question: str
    status: Literal["answered", "uncertain", "no_answer", "conversation"]
    confidence: float
    reason: NotRequired[str]
    reply: NotRequired[str]
    agreement: NotRequired[Literal["single", "agree", "differ"]]
    values: NotRequired[list[dict[str, Any]]]
    as_of: NotRequired[str]
    form: NotRequired[Literal["articles", "summary", "comparison"]]
    verdict: NotRequired[Literal["yes", "no"]]
    sentences: list[Sentence]
    citations: list[Citation]
    interpreted_as: str | None
    related_questions: list[str]
    nearest: list[dict[str, str]]
    index: dict[str, Any]
    took_ms: float
    request_id: str


class RefusedError(Exception):
    """The server returned a problem (RFC 9457): `status`, the stable `code`, `detail`, and all members as `problem`."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status, self.problem = status, dict(problem)
        self.code, self.detail = str(problem.get("code", "")), str(problem.get("detail", ""))
        super().__init__(f"{status} {self.code}: {self.detail}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client of the service at `url`. Safe to share between threads.

    A request to a busy server (429, 503) is retried up to `retries` times, after the time in `Retry-After`. Every
    method raises RefusedError if the server returns a problem, and OSError (URLError, TimeoutError) if it can't be
    reached.

    >>> client = Client(url="http://127.0.0.1:8000", language="en")
    >>> client.ask("من يشارك في رئاسة المنتدى العالمي لمكافحة الإرهاب؟")["status"]
    'answered'
    """

    url: str
    key: str | None = None
    language: Literal["ar", "en", "fr"] = "ar"  # of problems
    timeout_seconds: float = 30.0
    retries: int = 3

    def ask(self, question: str, **more: Any) -> Answer:
        """Ask one question; `more` are the other keys of the body: max_sentences, min_confidence, history, filters,
        verbatim.
        """
        answer: Answer = self._send("/ask", {"question": question, **more})
        return answer

    def ask_batch(self, questions: Sequence[str | Mapping[str, Any]]) -> list[Any]:
        """Ask many questions; return an answer or a problem for each, in order.

        A question is a text, or a mapping with the keys of the body of `/ask`.
        """
        bodies = [{"question": each} if isinstance(each, str) else dict(each) for each in questions]
        answers: list[Any] = self._send("/ask/batch", {"questions": bodies})["answers"]
        return answers

    def vote(self, answer: Answer, vote: Literal["up", "down"], comment: str = "") -> None:
        """Send a reader's vote on an answer."""
        self._send("/feedback", {"request_id": answer["request_id"], "vote": vote, "comment": comment})

    def documents(self, **filters: Any) -> Iterator[dict[str, Any]]:
        """Yield every document that matches the filters, without its text; pages are fetched as needed."""
        cursor: str | None = ""
        while cursor is not None:
            page = self._send(f"/documents?{urlencode({**filters, 'limit': 100, 'cursor': cursor}, doseq=True)}")
            yield from page["documents"]
            cursor = page["next_cursor"]

    def document(self, document_id: str) -> dict[str, Any]:
        """Return one document with its `text`."""
        found: dict[str, Any] = self._send(f"/documents/{quote(document_id)}")
        return found

    def _send(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        headers = {"Accept": "application/json", "Accept-Language": self.language}
        if self.key is not None:
            headers["Authorization"] = f"Bearer {self.key}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url.rstrip("/") + path, data, headers)  # noqa: S310 - the caller's address
        for attempt in range(self.retries + 1):
            try:
                with urllib.request.urlopen(request, timeout=self.timeout_seconds) as reply:  # noqa: S310
                    return json.load(reply)
            except urllib.error.HTTPError as failure:
                with failure:
                    refused = RefusedError(failure.code, _problem(failure))
                if failure.code not in _BUSY or attempt == self.retries:
                    raise refused from None
                time.sleep(_wait_seconds(failure.headers.get("Retry-After"), attempt))
        raise AssertionError("the last attempt returns or raises")


def _problem(failure: urllib.error.HTTPError) -> dict[str, Any]:
    """Return the problem in the body; {} if a proxy answered with a page of its own."""
    try:
        found = json.loads(failure.read())
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _wait_seconds(retry_after: str | None, attempt: int) -> float:
    """Return the seconds that the server asks for, else 0.5, 1, 2 …; at most a minute."""
    wanted = float(retry_after) if retry_after and retry_after.isdecimal() else 0.5 * 2**attempt
    return min(wanted, _LONGEST_WAIT_SECONDS)
