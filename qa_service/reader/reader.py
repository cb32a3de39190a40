"""The reader: the best candidates by words and by meaning, read beside the question and put in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa_service.answers.sentence_reader import ReaderState
from qa_service.arabic.analysis.analyzer import content_tokens
from qa_service.index.filters import Filters
from qa_service.index.index import Index
from qa_service.native.arrays import Floats
from qa_service.ranking.reranker import RankedSentence, Ranking
from qa_service.reader.inputs import Passage
from qa_service.reader.judgement import combined, confidence_of, evidence_of, judgement
from qa_service.reader.meaning import Meanings
from qa_service.reader.model import Model, Reading
from qa_service.reader.process_model import ProcessModel
from qa_service.reader.vector_files import VectorFiles

READ = 8  # candidates that are read at most: docs/quality.md says what each more of them brings and costs
_BY_MEANING = 30  # sentences that are looked for by their vectors
_LEAST_SHARE = 0.8  # of the sentences with a vector: of fewer the nearest are seldom those that answer
_RANK_WEIGHT = 10  # of reciprocal rank fusion: how slowly a place in either list loses its worth
_NO_SCORE = 0.0  # of a passage that words didn't find


@dataclass(frozen=True, slots=True)
class Examined:
    """What is judged by: the candidates that were read, and what the model and the vectors say of each."""

    chosen: list[RankedSentence]  # by words and by meaning, before they were read
    others: list[RankedSentence]
    texts: list[str]  # of the chosen
    readings: list[Reading]  # one a chosen candidate
    cosines: Floats | None  # one a chosen candidate; None where one of them has no vector


class Reader:
    """Reads over one index. Safe to share between threads.

    Example: `Reader(ProcessModel(), index, None).read("كم طول النيل؟", ranking, Filters())`, a `Ranking` whose
    first sentence is the likeliest answer; the ranking that was given where the model can't be used.
    """

    def __init__(self, model: ProcessModel, index: Index, folder: Path | None) -> None:
        """`folder`: of the index on disk, where vectors are kept; None: candidates are found by words alone."""
        self._model, self._index, self._folder = model, index, folder
        self._meanings: Meanings | None = None

    @property
    def min_confidence(self) -> float | None:
        """The threshold that comes with the weights; None where they can't be used."""
        if self._model.state == "unusable":
            return None
        try:
            return judgement().threshold
        except (OSError, ValueError, TypeError):
            return None

    def read(self, question: str, ranking: Ranking, filters: Filters) -> Ranking:
        """The sentences in the order of how well they answer, those that were read first, with their confidence."""
        examined = self.examine(question, ranking, filters)
        if examined is None:
            return ranking
        chosen, weights = examined.chosen, judgement()
        scores = combined(weights, chosen, examined.readings, examined.cosines)
        order = sorted(range(len(scores)), key=lambda place: (-scores[place], place))
        first = order[0]
        ranked = [chosen[place]._replace(rerank_score=scores[place]) for place in order]
        lowest = min(scores)
        ranked += [each._replace(rerank_score=min(each.rerank_score, lowest)) for each in examined.others]
        evidence = evidence_of(examined.texts, examined.readings, scores, examined.cosines, ranking.confidence)
        confidence = confidence_of(weights, evidence)
        is_first = bool(ranking.sentences) and ranking.sentences[0].sentence == ranked[0].sentence
        if is_first and _is_asked(question, self._index.question_before(ranked[0].sentence)):
            confidence = max(confidence, ranking.confidence)
        return Ranking(tuple(ranked), confidence, examined.readings[first].phrase, is_read=True)

    def examine(self, question: str, ranking: Ranking, filters: Filters) -> Examined | None:
        """The best candidates and all that is known of each.

        Args:
            question: as it is read.
            ranking: the candidates by words.
            filters: those by meaning pass them too.

        Returns:
            None where there are no candidates, or the model can't be used.
        """
        model = self._model.get()
        if model is None:
            return None
        meanings = self._meanings_of(model)
        if meanings is not None and meanings.share < _LEAST_SHARE:
            meanings = None
        vector = None if meanings is None else model.vectors([model.inputs.question(question)])[0]
        candidates = list(ranking.sentences)
        if meanings is not None and vector is not None:
            candidates = self._joined(candidates, self._by_meaning(meanings, vector, filters))
        chosen = candidates[:READ]
        if not chosen:
            return None
        cosines = None if meanings is None or vector is None else self._cosines(meanings, vector, chosen)
        passages = [self._passage(each) for each in chosen]
        readings = model.read(model.inputs.pairs(question, passages))
        return Examined(chosen, candidates[READ:], [each.sentence for each in passages], readings, cosines)

    def state(self) -> ReaderState:
        """Whether there is a model, and how many of the sentences have a vector."""
        state = self._model.state
        meanings = self._meanings_of(model) if state == "on" and (model := self._model.get()) is not None else None
        return ReaderState(state, None if meanings is None else round(meanings.share, 4), self._model.fault or None)

    def _meanings_of(self, model: Model) -> Meanings | None:
        if self._folder is not None and self._meanings is None:
            self._meanings = Meanings(self._index, VectorFiles(self._folder, model.name))
        return self._meanings

    def _by_meaning(self, meanings: Meanings, vector: Floats, filters: Filters) -> list[RankedSentence]:
        nearest = meanings.nearest(vector, _BY_MEANING, self._index.let_through(filters))
        quoted = self._index.quoted(nearest.sentences, filters)
        return [
            RankedSentence(sentence, self._index.passage_of(sentence), _NO_SCORE, _NO_SCORE)
            for sentence in dict.fromkeys(quoted.tolist())
        ]

    def _joined(self, words: Sequence[RankedSentence], meanings: Sequence[RankedSentence]) -> list[RankedSentence]:
        """Both lists as one, by reciprocal rank fusion (Cormack, Clarke, Buettcher 2009)."""
        worth: dict[int, float] = {}
        found: dict[int, RankedSentence] = {}
        least = min((each.rerank_score for each in words), default=_NO_SCORE)
        for ranking in (words, meanings):
            for place, each in enumerate(ranking):
                worth[each.sentence] = worth.get(each.sentence, 0.0) + 1 / (_RANK_WEIGHT + place)
                found.setdefault(each.sentence, each if ranking is words else each._replace(rerank_score=least))
        return sorted(found.values(), key=lambda each: -worth[each.sentence])

    def _cosines(self, meanings: Meanings, vector: Floats, chosen: Sequence[RankedSentence]) -> Floats | None:
        found = meanings.cosines(vector, np.array([each.sentence for each in chosen]))
        return None if np.isnan(found).any() else found

    def _passage(self, ranked: RankedSentence) -> Passage:
        """The sentence with its title and the sentence before it in its document."""
        index, before = self._index, ""
        if ranked.sentence > 0:
            passage = index.passage_of(ranked.sentence - 1)
            if index.document_of(passage) == index.document_of(ranked.passage):
                before = index.sentence_text(ranked.sentence - 1)
        title, asked = index.metadata_of(ranked.passage).title, index.question_before(ranked.sentence)
        return Passage(index.sentence_text(ranked.sentence), title, before, asked)


def _is_asked(question: str, printed: str) -> bool:
    """Whether a printed question is the one that is asked, word for word: what follows answers it, whatever it says."""
    asked, words = ([token.text for token in content_tokens(text)] for text in (question, printed))
    return bool(asked) and words[-len(asked) :] == asked  # behind a label, or another question
