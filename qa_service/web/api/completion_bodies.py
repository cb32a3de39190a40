"""The body of a chat completion in OpenAI's shape: strict in what is used here, and other keys are ignored."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from qa_service.web.http.requests import NO_FILTERS, FiltersBody

_MOST_TURNS = 20  # of the history; more is what the client keeps, not what a question needs
_MOST_TURNS_BYTES = 65_536


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class MessageBody(_Lenient):
    """One message; of a list of parts those of text are read."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str = ""

    @field_validator("content", mode="before")
    @classmethod
    def _joined(cls, content: Any) -> Any:
        if content is None:
            return ""
        if not isinstance(content, list):
            return content
        texts = [part.get("text", "") for part in content if isinstance(part, dict)]
        if len(texts) < len(content) or not all(isinstance(text, str) for text in texts):
            raise PydanticCustomError("string_type", "no text")
        return "\n".join(filter(None, texts))


class StreamOptionsBody(_Lenient):
    """What a stream tells besides."""

    include_usage: bool = False


class CompletionBody(_Lenient):
    """A chat completion; `max_sentences`, `min_confidence` and `filters` are those of a question."""

    model: str
    messages: list[MessageBody]
    stream: bool = False
    stream_options: StreamOptionsBody = StreamOptionsBody()
    n: int = Field(1, ge=1, le=1)
    max_sentences: int = Field(3, ge=1, le=10)
    min_confidence: Annotated[float, Field(ge=0, le=1)] = -1.0  # negative: not given
    filters: FiltersBody = NO_FILTERS

    @field_validator("messages")
    @classmethod
    def _ends_with_a_question(cls, messages: list[MessageBody]) -> list[MessageBody]:
        if not messages or messages[-1].role != "user":
            raise PydanticCustomError("blank", "no question")
        return messages

    def as_question(self) -> dict[str, Any]:
        """Return the body of `POST /ask`: the last message asks, those of the user before it are the history."""
        *before, question = [each.content for each in self.messages if each.role == "user"]
        asked: dict[str, Any] = {
            "question": question,
            "history": [{"question": each} for each in _latest(before)],
            "max_sentences": self.max_sentences,
            "filters": self.filters,
        }
        return asked if self.min_confidence < 0 else {**asked, "min_confidence": self.min_confidence}


def _latest(turns: list[str]) -> list[str]:
    """Return the latest turns that a history may have, oldest first."""
    kept: list[str] = []
    left = _MOST_TURNS_BYTES
    for turn in reversed([each for each in turns if each.strip()][-_MOST_TURNS:]):
        left -= len(turn.encode())
        if left < 0:
            break
        kept.append(turn)
    return kept[::-1]
