"""Related questions: those drafted from a document that the engine itself answers with that very sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from qa_service.answers.answer import Citation, Quotations
from qa_service.arabic.analysis.analyzer import is_stop_word, light_stem, tokenize
from qa_service.arabic.conversation.cues import COPULA, TITLE
from qa_service.arabic.conversation.drafting import COMMA, VERBS, questions_from
from qa_service.index.filters import Filters
from qa_service.query.query import understand
from qa_service.ranking.reranker import Reranker

_SURE = 0.75  # confidence; nine in ten such answers are right (docs/quality.md)
_SHOWABLE = 0.6  # of a question suggested to a maintainer, who reads it
_TRIED = 6  # drafts of a document that are asked: each costs what a question costs
_SHOWN = 3
_MOST_WORDS = 1024  # of a sentence that are looked at
_MOST_PASSAGES = 60  # of a document that are looked at
_MOST_DOCUMENTS = 4096  # that are remembered
_SHORTEST_BEGUN = 2  # letters of an unfinished word
_COMPLETIONS = 5  # words that it may become
_LOOKED_INTO, _MOST_OPENED = 12, 3  # passages, and documents whose questions are offered
_ALL = Filters()


@dataclass(frozen=True, slots=True)
class _Draft:
    """A question, and the sentence that answers it."""

    question: str
    sentence: int  # its number in the index
    start: int  # where it stands in its document, in code points


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that a sentence of a document answers."""

    question: str
    answer: str  # the phrase of the sentence that answers; the sentence where none stands out
    quote: str  # the sentence
    confidence: float


class RelatedQuestions:
    """Found when a document is first cited, and remembered for the life of the index (decision 0017). Safe to share
    between threads: at worst two find the same.
    """

    def __init__(self, reranker: Reranker, quotations: Quotations) -> None:
        self._reranker, self._index, self._quotations = reranker, reranker.index, quotations
        arrays = self._index.arrays
        self._cues, self._starts = arrays["sentence_cues"].data, arrays["sentence_tokens"].data
        self._words, self._cues_of_terms = arrays["tokens"].data, arrays["terms"]["cues"]
        self._found: dict[str, tuple[_Draft, ...]] = {}
        self._verb_numbers: frozenset[int] | None = None

    def beside(self, citations: Sequence[Citation]) -> tuple[str, ...]:
        """At most three questions on the first cited document that none of the cited sentences answers."""
        if not citations:
            return ()
        document_id = citations[0].document_id
        found = self._remembered(document_id)
        cited = {citation.start for citation in citations if citation.document_id == document_id}
        return tuple(draft.question for draft in found if draft.start not in cited)[:_SHOWN]

    def about(self, typed: str, most: int) -> tuple[str, ...]:
        """Questions on the documents that the words of an unfinished question lead to, those with most of them first;
        the last word may be unfinished too.
        """
        words = [token.text for token in tokenize(typed)]
        lexicon = self._index.vocabulary
        begun = words[-1:] if typed[-1:].isalnum() else []
        stems = {lexicon.stem_of(lexicon.find(word)) for word in words if not is_stop_word(word)}
        for word in begun:
            if len(word) >= _SHORTEST_BEGUN:
                stems.update(lexicon.stem_of(number) for number in lexicon.completions(word, _COMPLETIONS))
        stems.discard(-1)
        if not stems:
            return ()
        hits = self._index.retrieve({"stem": sorted(stems)}, _LOOKED_INTO, _ALL)
        found = dict.fromkeys(self._index.metadata_of(passage).id for passage in hits.passages.tolist())
        ids = list(found)[:_MOST_OPENED]
        drafts = [draft.question for document_id in ids for draft in self._remembered(document_id)]
        scores = {question: _shared(question, words, begun) for question in drafts}
        fitting = [question for question in scores if scores[question] > 0]
        return tuple(sorted(fitting, key=lambda question: -scores[question])[:most])

    def suggest(self, document_id: str, most: int) -> list[Suggestion]:
        """Of the document's drafts those that their own sentence answers first and surely, with the short answer."""
        found = []
        for draft in self._drafts(document_id):
            query = understand(draft.question, self._index.vocabulary)
            ranking = self._reranker.rank(query, _ALL)
            if ranking.confidence < _SHOWABLE or ranking.sentences[0].sentence != draft.sentence:
                continue
            [(sentence, citation)] = self._quotations.cite(query, ranking, 1)
            answer = sentence.text[slice(*sentence.highlights[0])] if sentence.highlights else sentence.text
            found.append(Suggestion(draft.question, answer, citation.quote, round(ranking.confidence, 4)))
            if len(found) == most:
                break
        return found

    def _remembered(self, document_id: str) -> tuple[_Draft, ...]:
        found = self._found.get(document_id)
        if found is None:
            if len(self._found) >= _MOST_DOCUMENTS:
                self._found.clear()
            found = self._found[document_id] = tuple(self._answered(document_id))
        return found

    def _answered(self, document_id: str) -> Iterator[_Draft]:
        """Of the document's drafts those that are answered by their own sentence, surely."""
        for tried, draft in enumerate(self._drafts(document_id)):
            if tried == _TRIED:
                return
            ranking = self._reranker.rank(understand(draft.question, self._index.vocabulary), _ALL)
            if ranking.confidence >= _SURE and ranking.sentences[0].sentence == draft.sentence:
                yield draft

    def _drafts(self, document_id: str) -> Iterator[_Draft]:
        """What the document's sentences ask for, in their order; one question a sentence."""
        number = self._index.document_number(document_id)
        first, end = map(int, self._index.arrays["document_passages"][number : number + 2])
        for passage in range(first, min(end, first + _MOST_PASSAGES)):
            for sentence, text in self._askable(passage):
                for question in islice(questions_from(text), 1):
                    yield _Draft(question, sentence, self._index.sentence_span(sentence)[0])

    def _askable(self, passage: int) -> Iterator[tuple[int, str]]:
        """The sentences of a passage that may give a question, with their texts, by what the index knows of them: with
        a verb first, with the pronoun of a definition, with a title between commas.
        """
        cues, starts, words, verbs = self._cues, self._starts, self._words, self._verbs()
        text, offset = self._index.passage_text(passage)
        has_commas = text.count(COMMA) > 1
        for sentence in self._index.sentences_of(passage):
            first, last = starts[sentence], min(starts[sentence + 1], starts[sentence] + _MOST_WORDS)
            may_ask = cues[sentence] & COPULA or (first < last and words[first] in verbs)
            if may_ask or has_commas:
                start, end = self._index.sentence_span(sentence)
                own = text[start - offset : end - offset]
                if may_ask or (own.count(COMMA) > 1 and self._has_title(words[first:last])):
                    yield sentence, own

    def _has_title(self, words: Sequence[int]) -> bool:
        return bool((self._cues_of_terms[list(words)] & TITLE).any())

    def _verbs(self) -> frozenset[int]:
        """The numbers of the words of the corpus that a sentence which gives a question may begin with."""
        if self._verb_numbers is None:
            forms = (prefix + verb for verb in VERBS for prefix in ("", "و", "ف"))
            self._verb_numbers = frozenset(map(self._index.vocabulary.find, forms))
        return self._verb_numbers


def _shared(question: str, words: Sequence[str], begun: Sequence[str]) -> int:
    """How many of the words typed stand in a question; the one that was begun as the beginning of a word."""
    own = [token.text for token in tokenize(question)]
    stems = {light_stem(word) for word in own}
    whole = sum(light_stem(word) in stems for word in words[: len(words) - len(begun)] if not is_stop_word(word))
    return whole + sum(any(word.startswith(each) for word in own) for each in begun)
