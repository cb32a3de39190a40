"""qa_service: answers questions over a folder of Arabic articles with cited sentences of the articles."""

from qa_service.answers.answer import Answer, AnswerSentence, Citation
from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.index.filters import Filters
from qa_service.query.query import Turn

__all__ = ["Answer", "AnswerSentence", "Citation", "Document", "Engine", "Filters", "Turn"]

__version__ = "0.1.0"
