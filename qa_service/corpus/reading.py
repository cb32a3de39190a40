"""Reading, what comes of reading corpus files, and RejectedError, why a file or a line of one is left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qa_service.corpus.boilerplate import LinePattern
from qa_service.corpus.document import Document, Problem
from qa_service.errors import QAServiceError


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document stands: its file's path inside the corpus folder and, in a file of several, its 1-based line."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Reading:
    """Documents in path order, every fault found on the way by file and line, and the source of each document."""

    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    sources: tuple[Source, ...] = ()  # as many as documents, in their order
    additions: tuple[LinePattern, ...] = ()  # the maintainer's, as `read_boilerplate` gives them
    glossary: Mapping[str, str] = field(default_factory=dict)  # the maintainer's, as `parse_glossary` gives it


class RejectedError(QAServiceError):
    """A file, or one line of it, that can't become a document. Raised inside `corpus` and made a `Problem` there."""

    def __init__(
        self, code: str, reason: str, remedy: str, *, line: int | None = None, byte: int | None = None
    ) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.remedy = remedy
        self.line = line
        self.byte = byte

    def problem(self, file: str, *, line: int | None = None) -> Problem:
        """The fault as an error of `file`; its own line goes before the `line` given."""
        return Problem(
            file=file,
            level="error",
            code=self.code,
            reason=self.reason,
            remedy=self.remedy,
            line=self.line if self.line is not None else line,
            byte=self.byte,
        )
