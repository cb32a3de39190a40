"""Answers in the shape of OpenAI's chat completions, whole or as a stream; what is said of the world is quoted."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from qa_service.answers.answer import Answer, AnswerSentence, Citation
from qa_service.web.rendering.catalogues import N_, catalogue
from qa_service.web.rendering.negotiation import Language
from qa_service.web.rendering.template_filters import absolute

MODEL = "qa-service"
NO_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
"""No language model writes here, so there are no tokens to count."""

_REFUSAL = N_("I found no answer to this question in the articles.")
_CAUTION = N_("Perhaps the answer is here; I am not sure. Read the sentence in its place before using it.")
_DONE = "data: [DONE]\n\n"


class Spoken(NamedTuple):
    """The text of a message in the pieces in which it is streamed, and what it quotes."""

    pieces: tuple[str, ...]
    annotations: tuple[dict[str, Any], ...] = ()

    @property
    def content(self) -> str:
        """Return the whole text."""
        return "".join(self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """An answer to be told as a completion."""

    answer: Answer
    spoken: Spoken
    request_id: str
    created: int  # seconds since 1970
    full: dict[str, Any]  # the answer as `POST /ask` gives it

    def whole(self) -> dict[str, Any]:
        """Return the `chat.completion`."""
        message = {
            "role": "assistant",
            "content": self.spoken.content,
            "refusal": self._refusal(),
            "annotations": list(self.spoken.annotations),
        }
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {**self._head("chat.completion"), "choices": [choice], "usage": NO_USAGE, "answer": self.full}

    def stream(self, *, include_usage: bool) -> Iterator[str]:
        """Yield the events of the `chat.completion.chunk`s, as server-sent events."""
        usage = {"usage": None} if include_usage else {}
        yield self._event({"role": "assistant", "content": "", "refusal": None}, usage)
        for piece in self.spoken.pieces:
            yield self._event({"content": piece}, usage)
        if self._refusal() is not None:
            yield self._event({"refusal": self._refusal()}, usage)
        if self.spoken.annotations:
            yield self._event({"annotations": list(self.spoken.annotations)}, usage)
        yield self._event({}, {**usage, "answer": self.full}, finish_reason="stop")
        if include_usage:
            yield _sent({**self._head("chat.completion.chunk"), "choices": [], "usage": NO_USAGE})
        yield _DONE

    def _refusal(self) -> str | None:
        return self.spoken.content if self.answer.status == "no_answer" else None

    def _head(self, kind: str) -> dict[str, Any]:
        return {
            "id": f"chatcmpl-{self.request_id}",
            "object": kind,
            "created": self.created,
            "model": MODEL,
            "system_fingerprint": self.answer.index.version,
        }

    def _event(self, delta: dict[str, Any], more: dict[str, Any], finish_reason: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return _sent({**self._head("chat.completion.chunk"), "choices": [choice], **more})


def spoken(answer: Answer, lang: Language, refusal: str) -> Spoken:
    """Return what a message says: the sentences that answer, each in «» and with the number of its source.

    `refusal`: the house's own; empty: that of the catalogues, as is the caution before an uncertain answer.
    """
    if answer.reply is not None:
        return Spoken((answer.reply,))
    if answer.status == "no_answer":
        return Spoken((refusal or catalogue(lang).gettext(_REFUSAL),))
    pieces = [f"{catalogue(lang).gettext(_CAUTION)}\n"] if answer.status == "uncertain" else []
    reached = sum(map(len, pieces))
    citations = {cited.id: cited for cited in answer.citations}
    annotations: list[dict[str, Any]] = []
    for sentence in (each for each in answer.sentences if each.role == "answer"):
        before = "\n«" if annotations else "«"
        piece = f"{before}{sentence.text}» [{sentence.citation}]"
        annotations.append(_annotation(sentence, citations[sentence.citation], reached + len(before)))
        pieces.append(piece)
        reached += len(piece)
    return Spoken(tuple(pieces), tuple(annotations))


def _annotation(sentence: AnswerSentence, cited: Citation, start: int) -> dict[str, Any]:
    """Return the citation of a sentence that begins at `start`: `content[start_index:end_index]` is what is quoted."""
    return {
        "type": "url_citation",
        "url_citation": {
            "start_index": start,
            "end_index": start + len(sentence.text),
            "url": cited.source_link or absolute(cited.link),
            "title": cited.title,
            "document_id": cited.document_id,
            "start": cited.start,
            "end": cited.end,
        },
    }


def _sent(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False, separators=(',', ':'))}\n\n"
