"""Reading, the result of reading corpus files, and RejectedError, why a file or a line of it is left out."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from qa_service.corpus.boilerplate import LinePattern
from qa_service.corpus.document import Document, Problem
from qa_service.errors import QAServiceError

_MAX_FAULT_CHARS = 200  # of the message of a library's exception
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """The source of a document: its file's path inside the corpus and, in a file of several, its 1-based line."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Reading:
    """Documents in path order, all problems by file and line, and the source of each document."""

    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    sources: tuple[Source, ...] = ()  # one for each document
    additions: tuple[LinePattern, ...] = ()  # the maintainer's, from `read_boilerplate`
    glossary: Mapping[str, str] = field(default_factory=dict)  # the maintainer's, from `parse_glossary`


class RejectedError(QAServiceError):
    """A file, or one line of it, that can't become a document. Raised inside `corpus` and reported as a `Problem`."""

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
        """Return the fault as an error of `file`; its own line takes precedence over `line`."""
        return Problem(
            file=file,
            level="error",
            code=self.code,
            reason=self.reason,
            remedy=self.remedy,
            line=self.line if self.line is not None else line,
            byte=self.byte,
        )


def rejection(fault: Exception) -> RejectedError:
    """Return any exception of a reader as the reason why its file or line is left out.

    The readers and their libraries can raise anything for a damaged file, and one bad file must not stop the others.
    """
    if isinstance(fault, RejectedError):
        return fault
    if isinstance(fault, MemoryError):
        return RejectedError("too_big", "reading it takes too much memory", "Split it, or save its text as .txt.")
    _log.debug("a reader failed", exc_info=fault)
    told = ascii(str(fault))[1:-1][:_MAX_FAULT_CHARS]
    reason = f"it can't be read: {type(fault).__name__}{f': {told}' if told else ''}"
    return RejectedError("reader_failed", reason, "Save the file again, or save the article's text as .txt or .md.")
