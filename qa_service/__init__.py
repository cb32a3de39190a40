"""qa_service: answers questions over a folder of Arabic articles with cited sentences of the articles.

What the package offers is imported when it is first asked for, so that `qa_service.client` needs nothing of the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa_service.answers.answer import Answer, AnswerSentence, Citation
    from qa_service.corpus.document import Document
    from qa_service.engine import Engine
    from qa_service.index.filters import Filters
    from qa_service.query.query import Turn

__all__ = ["Answer", "AnswerSentence", "Citation", "Document", "Engine", "Filters", "Turn"]

__version__ = "0.1.0"

_MODULES = {
    "Answer": "qa_service.answers.answer",
    "AnswerSentence": "qa_service.answers.answer",
    "Citation": "qa_service.answers.answer",
    "Document": "qa_service.corpus.document",
    "Engine": "qa_service.engine",
    "Filters": "qa_service.index.filters",
    "Turn": "qa_service.query.query",
}

if not TYPE_CHECKING:  # else every name would have a type, the misspelt ones too

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(_MODULES[name]), name)
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
