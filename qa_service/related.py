"""Related questions: those drafted from a document that the engine itself answers with that very sentence."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from qa_service.arabic.drafting import questions_from
from qa_service.index.filters import Filters
from qa_service.index.index import Index
from qa_service.question import understand
from qa_service.ranking.reranker import rank

_SURE = 0.75  # confidence; nine in ten such answers are right (docs/quality.md)
_TRIED = 6  # drafts of a document that are asked: each costs what a question costs
_SHOWN = 3
_MOST_SENTENCES = 200  # of a document that are looked at
_MOST_DOCUMENTS = 4096  # that are remembered
_ALL = Filters()


@dataclass(frozen=True, slots=True)
class Related:
    """A question, and the number of the sentence that answers it."""

    question: str
    sentence: int


class RelatedQuestions:
    """Found when a document is first cited, and remembered for the life of the index (decision 0017). Safe to share
    between threads: at worst two find the same.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._found: dict[int, tuple[Related, ...]] = {}

    def beside(self, question: str, sentences: Collection[int]) -> tuple[str, ...]:
        """At most three questions on the document of the first of the cited `sentences`, which answer none of them."""
        if not sentences:
            return ()
        first = next(iter(sentences))
        document = int(self._index.arrays["passage_document"][self._index.passage_of(first)])
        found = self._found.get(document)
        if found is None:
            if len(self._found) >= _MOST_DOCUMENTS:
                self._found.clear()
            found = self._found[document] = tuple(self._answered(document))
        others = (each.question for each in found if each.sentence not in sentences and each.question != question)
        return tuple(others)[:_SHOWN]

    def _answered(self, document: int) -> Iterator[Related]:
        """Of the document's drafts those that are answered by their own sentence, surely."""
        for tried, draft in enumerate(self._drafts(document)):
            if tried == _TRIED:
                return
            ranking = rank(self._index, understand(draft.question, self._index.vocabulary), _ALL)
            if ranking.confidence >= _SURE and ranking.sentences[0].sentence == draft.sentence:
                yield draft

    def _drafts(self, document: int) -> Iterator[Related]:
        """What the document's sentences ask for, in their order; one question a sentence."""
        passages = self._index.arrays["document_passages"]
        begin, end = (int(self._index.arrays["passage_sentences"][passages[document + side]]) for side in (0, 1))
        for sentence in range(begin, min(end, begin + _MOST_SENTENCES)):
            passage = self._index.passage_of(sentence)
            text, start = self._index.passage_text(passage)
            first, last = self._index.sentence_span(sentence)
            drafts = questions_from(text[first - start : last - start])
            if drafts:
                yield Related(drafts[0], sentence)
