"""Strict models of bodies and queries. Nothing is coerced, unknown keys are rejected."""

import datetime
import re
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from qa_service.index.filters import Filters
from qa_service.query.query import Turn


def _iso_date(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise PydanticCustomError("bad_date", "no date")
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("bad_date", "no date") from None
    return text


_ALL = Filters()
_LONGEST_HISTORY_BYTES = 65_536
IsoDate = Annotated[str, AfterValidator(_iso_date), WithJsonSchema({"type": "string", "format": "date"})]


def _at_most(info: ValidationInfo, setting: str, value: str | list[Any]) -> None:
    """Reject a value longer than the setting in the validation context."""
    limit = (info.context or {}).get(setting)
    if limit is not None and len(value) > limit:
        raise PydanticCustomError("too_long", "too long", {"max_length": limit})


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TurnBody(_Strict):
    """One earlier question with the documents that answered it."""

    question: str
    document_ids: list[str] = []

    @property
    def size_bytes(self) -> int:
        """The length of its texts in UTF-8, one more for each id."""
        return len(self.question.encode()) + sum(len(each.encode()) + 1 for each in self.document_ids)


class FiltersBody(_Strict):
    """Which documents may answer; an empty list is no filter."""

    document_id: list[str] = []
    publisher: list[str] = []
    tags: list[str] = []
    language: list[str] = []
    date_from: IsoDate = ""  # empty: not given
    date_to: IsoDate = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise PydanticCustomError("date_order", "date_from is after date_to")
        return self

    @property
    def are_none(self) -> bool:
        """Return whether there are no filters."""
        return not (self.document_id or self.publisher or self.tags or self.language or self.date_from or self.date_to)

    def as_filters(self) -> Filters:
        """Return the same as `Filters` of the engine."""
        if self.are_none:
            return _ALL
        return Filters(
            document_id=tuple(self.document_id),
            publisher=tuple(self.publisher),
            tags=tuple(self.tags),
            language=tuple(self.language),
            date_from=self.date_from or None,
            date_to=self.date_to or None,
        )


class AskBody(_Strict):
    """A question. Validated with the context `{"max_question_chars": int}`."""

    question: str
    max_sentences: int = Field(3, ge=1, le=10)
    min_confidence: Annotated[float, Field(ge=0, le=1)] = -1.0  # negative: not given
    history: Annotated[list[TurnBody], Field(max_length=20)] = []
    verbatim: bool = False
    filters: FiltersBody = FiltersBody()

    @field_validator("question")
    @classmethod
    def _sized(cls, question: str, info: ValidationInfo) -> str:
        _at_most(info, "max_question_chars", question)
        if not question.strip():
            raise PydanticCustomError("blank", "blank")
        return question

    @field_validator("history")
    @classmethod
    def _in_bytes(cls, history: list[TurnBody]) -> list[TurnBody]:
        if sum(turn.size_bytes for turn in history) > _LONGEST_HISTORY_BYTES:
            raise PydanticCustomError("too_many_bytes", "too many bytes", {"max_length": _LONGEST_HISTORY_BYTES})
        return history

    def turns(self) -> tuple[Turn, ...]:
        """Return the history for the engine, oldest first."""
        return tuple(Turn(question=turn.question, document_ids=tuple(turn.document_ids)) for turn in self.history)


NO_FILTERS = FiltersBody()


class BatchBody(_Strict):
    """Many questions at once; each is validated by itself, so that a bad one doesn't fail the others.

    Validated with the context `{"max_batch": int}`.
    """

    questions: list[Any]

    @field_validator("questions")
    @classmethod
    def _sized(cls, questions: list[Any], info: ValidationInfo) -> list[Any]:
        _at_most(info, "max_batch", questions)
        return questions


class FeedbackBody(_Strict):
    """A reader's vote on the answer of an earlier request."""

    request_id: str
    vote: Literal["up", "down"]
    comment: str = Field("", max_length=2000)


class ListQuery(_Strict):
    """What `GET /documents` takes beside the filters."""

    limit: int = Field(20, ge=1, le=100)
    cursor: str = ""
