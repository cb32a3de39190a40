"""The course of a training, from the files to the weights; each step takes up what the work folder holds already."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from qa_service.corpus.document import Document
from qa_service.evaluation.labelled import LabelledQuestion
from qa_service.reader.inputs import Inputs
from qa_service.reader.judgement import JUDGEMENT
from qa_service.reader.model import FILES
from qa_service.training.reader.candidates import Asked, Corpus, Sentence, ask_all
from qa_service.training.reader.common_words import common_words
from qa_service.training.reader.export import export, write_manifest
from qa_service.training.reader.fit import Fit, Losses, Plan, begin_with
from qa_service.training.reader.groups import Groups
from qa_service.training.reader.judging import learn_judgement
from qa_service.training.reader.lessons import lessons
from qa_service.training.reader.mining import nearest, vectors
from qa_service.training.reader.network import Network
from qa_service.training.reader.pretrained import Pretrained, packed_file
from qa_service.training.reader.record import Made, lessons_by_source, write_record
from qa_service.training.reader.shares import is_kept_out
from qa_service.training.reader.sources import Sources
from qa_service.training.reader.vocabulary import kept_pieces, tokenizer_of
from qa_service.training.reader.work_folder import WorkFolder

Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Settings:
    """What was asked for."""

    seconds: float
    seed: int
    keep_out: int | None  # the fold that nothing is learned from
    start: Path | None  # a checkpoint of an earlier training to begin with


class Course:
    """One training. Example: `Course(sources, settings, WorkFolder(folder), print).run(weights)`."""

    def __init__(self, sources: Sources, settings: Settings, work: WorkFolder, say: Say) -> None:
        """`say`: told in a sentence what is done."""
        self._sources, self._settings, self._work, self._say = sources, settings, work, say
        self._documents = [each for each in sources.documents if not self._is_kept_out(each.id)]
        self._questions = [each for each in sources.questions if not self._is_kept_out(each.document_id)]

    def run(self, weights: Path) -> None:
        """Learn, and write the served files and the record of the training.

        Args:
            weights: the folder for them; nothing is written there before all of it is done.

        Raises:
            OtherTrainingError: the work folder holds another training.
            DataFormatError: there are too few questions.
            OSError: a file can't be read or written.
        """
        settings = self._described()
        self._work.claim(settings)
        sentences, asked = self._candidates()
        torch.manual_seed(self._settings.seed)
        network, tokenizer = self._network(sentences)
        inputs = Inputs(tokenizer)
        learned = lessons(asked, self._nearest(network, inputs, sentences, asked), sentences)
        self._say(f"{len(learned)} lessons: {json.dumps(lessons_by_source(learned))}")
        plan = Plan(self._settings.seconds)
        fit = self._fit(network, Groups(learned, sentences, inputs, Random(self._settings.seed)), plan)  # noqa: S311
        made = self._work.folder / "weights"
        export(network, tokenizer, made)
        write_manifest(made)
        self._say("Learning the judgement.")
        judgement, figures = learn_judgement(self._documents, self._questions, made, self._work.folder / "index")
        (made / JUDGEMENT).write_text(json.dumps(asdict(judgement)) + "\n", encoding="utf-8")
        write_manifest(made, (*FILES, JUDGEMENT))
        pieces = len(network.trunk.word_codes)
        write_record(Made(self._sources, learned, len(sentences), pieces, fit, plan, settings, figures), made)
        shutil.copytree(made, weights, dirs_exist_ok=True)
        self._say(f"{judgement}, {figures}; weights written to {weights}")

    def _is_kept_out(self, document_id: str | None) -> bool:
        return is_kept_out(document_id, self._settings.keep_out)

    def _described(self) -> dict[str, Any]:
        """All that the result depends on, but for the code and the speed of the machine."""
        return {
            "files": [each.sha256 for each in self._sources.files],
            "pretrained": _digest(packed_file()),
            "seed": self._settings.seed,
            "seconds": self._settings.seconds,
            "keep_out": self._settings.keep_out,
            "start": None if self._settings.start is None else _digest(self._settings.start),
        }

    def _candidates(self) -> tuple[list[Sentence], list[Asked]]:
        corpus = _Later(self._documents, self._say)
        sentences = self._work.rows("sentences.jsonl", lambda: corpus.get().sentences)
        asked = self._work.rows("candidates.jsonl", lambda: _rows(corpus.get(), self._questions))
        return [Sentence(*row) for row in sentences], [Asked.of_row(row) for row in asked]

    def _network(self, sentences: list[Sentence]) -> tuple[Network, Tokenizer]:
        """The network as it was pretrained, and its tokenizer."""
        pretrained = Pretrained(packed_file())
        pieces = list(zip(pretrained.pieces, pretrained.scores.tolist(), strict=True))
        texts = chain(common_words(), (sentence.text for sentence in sentences))
        kept = self._work.rows("pieces.jsonl", lambda: kept_pieces(pieces, texts))
        return Network(pretrained, kept).eval(), tokenizer_of([pieces[number] for number in kept])

    def _nearest(
        self, network: Network, inputs: Inputs, sentences: list[Sentence], asked: list[Asked]
    ) -> list[list[int]]:
        def mined() -> list[list[int]]:
            self._say(f"Looking for the nearest of {len(sentences)} sentences to {len(asked)} questions.")
            told = vectors(network, inputs.sentences([(each.text, each.title) for each in sentences]))
            wanted = vectors(network, [inputs.question(each.wording) for each in asked])
            return nearest(wanted, told, np.array([not each.is_heading for each in sentences]))

        return self._work.rows("nearest.jsonl", mined)

    def _fit(self, network: Network, groups: Groups, plan: Plan) -> Fit:
        if self._settings.start is not None:
            begin_with(network, self._settings.start)
        fit = Fit(network, groups, plan)
        fit.run(self._work.folder / "checkpoint.pt", self._tell)
        self._say(f"{fit.step} steps in {round(fit.seconds)} seconds.")
        return fit

    def _tell(self, step: int, seconds: float, losses: Losses) -> None:
        figures = ", ".join(f"{name} {value:.3f}" for name, value in asdict(losses).items())
        self._say(f"step {step}, {round(seconds)} s: {figures}")


class _Later:
    """A corpus that is built when it is first needed."""

    def __init__(self, documents: list[Document], say: Say) -> None:
        self._documents, self._say = documents, say
        self._corpus: Corpus | None = None

    def get(self) -> Corpus:
        if self._corpus is None:
            self._say(f"Asking {len(self._documents)} documents.")
            self._corpus = Corpus(self._documents)
        return self._corpus


def _rows(corpus: Corpus, questions: Iterable[LabelledQuestion]) -> Iterable[dict[str, Any]]:
    return (each.row() for each in ask_all(corpus, questions))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
