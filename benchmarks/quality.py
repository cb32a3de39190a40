"""Measures quality on documents not learned from: `python -m benchmarks.quality --documents FILE… --questions FILE…`.

Prints Markdown: wordings, corpora of every size, the risk-coverage curve and what confidence means (`--pictures FOLDER`
draws them), and with `--ablation` what each part adds and costs. Needs the extra `train`; takes some minutes.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks import ablation, curves
from benchmarks.__main__ import table
from benchmarks.folds import PLAIN, SLIPS, Asked, ask_all, ask_with_and_without, lesson
from qa_service.corpus.document import Document
from qa_service.corpus.folder import read_file
from qa_service.engine import DEFAULT_MIN_CONFIDENCE, Engine
from qa_service.evaluation.labelled import LabelledQuestion, read_questions
from qa_service.evaluation.measures import auroc

_MAX_FILE_BYTES = 100_000_000


def wordings(questions: Sequence[LabelledQuestion]) -> list[str]:
    """The keys of the wordings that the questions have, as asked first."""
    names = {name for question in questions for name in question.fields if name.startswith(f"{PLAIN}_")}
    return [PLAIN, *sorted(names - {f"{PLAIN}_en"}, key=lambda name: (name != SLIPS, name))]


def hits_row(name: str, asked: Sequence[Asked]) -> list[str]:
    """How many first and first three citations answer."""
    one = 100 * np.mean([each.right for each in asked])
    three = 100 * np.mean([any(each.hits) for each in asked])
    return [name, f"{len(asked):,}", f"{one:.1f}", f"{three:.1f}"]


def corpora_row(setting: str, asked: Sequence[Asked], threshold: float) -> list[str]:
    """How confidence tells right answers from none in corpora of one kind."""
    right = sorted(each.confidence for each in asked if each.right)
    absent = [each.confidence for each in asked if not each.present]
    figures = [
        100 * np.mean([value >= right[len(right) // 10] for value in absent]),
        100 * np.mean([value >= threshold for value in right]),
        100 * np.mean([value >= threshold for value in absent]),
    ]
    return [setting, f"{len(asked):,}", f"{auroc(right, absent)}", *(f"{figure:.1f}" for figure in figures)]


def _measure(
    documents: Sequence[Document], questions: Sequence[LabelledQuestion], pictures: Path | None, *, ablated: bool
) -> None:
    learned = lesson(documents, questions)
    rows = [hits_row(field, ask_all(documents, questions, learned.weights, field)) for field in wordings(questions)]
    print(table(["wording", "questions", "hit@1", "hit@3"], rows), end="\n\n", flush=True)
    asked = list(ask_with_and_without(documents, questions, learned.weights))
    kinds = dict.fromkeys(each.setting for each in asked)
    rows = [
        corpora_row(kind, [each for each in asked if each.setting == kind], DEFAULT_MIN_CONFIDENCE) for kind in kinds
    ]
    print(table(["corpus", "asked", "AUROC", "false at 90 % kept", "right kept", "false"], rows), end="\n\n")
    half = [each for each in asked if each.setting == "half"]
    points = [
        [f"{each.threshold:g}", *(f"{value:.1f}" for value in (each.kept, each.false, each.right))]
        for each in curves.risk_coverage(half)
    ]
    print(table(["threshold", "right kept", "false answers", "right of those shown"], points), end="\n\n")
    bins = [
        [f"{each.low:g} to {each.high:g}", f"{each.cases:,}", f"{each.confidence:.1f}", f"{each.right:.1f}"]
        for each in curves.reliability(asked)
    ]
    print(table(["confidence", "answers", "mean confidence", "right"], bins), end="\n\n", flush=True)
    if pictures is not None:
        picture = curves.risk_coverage_svg(half, DEFAULT_MIN_CONFIDENCE)
        (pictures / "risk-coverage.svg").write_text(picture, encoding="utf-8")
        (pictures / "reliability.svg").write_text(curves.reliability_svg(asked), encoding="utf-8")
    if ablated:
        times = ablation.stages(Engine.build(documents), [question.question for question in questions])
        print(
            table(["stage", "ms a question"], [[stage, f"{taken:.3f}"] for stage, taken in times.items()]),
            end="\n\n",
            flush=True,
        )
        judging = [
            [each.part, *(f"{value:g}" for value in (each.auroc, each.false_at_90, each.kept, each.false))]
            for each in ablation.of_confidence(learned, DEFAULT_MIN_CONFIDENCE)
        ]
        print(
            table(["confidence without", "AUROC", "false at 90 % kept", "right kept", "false"], judging),
            end="\n\n",
            flush=True,
        )
        ranking = [
            [each.part, *(f"{value:.1f}" for value in (each.hit1, each.hit3, each.slips1))]
            for each in ablation.of_ranking(learned)
        ]
        print(table(["ranking without", "hit@1", "hit@3", "hit@1 with slips"], ranking))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the measures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--documents", nargs="+", type=Path, required=True)
    parser.add_argument("--questions", nargs="+", type=Path, required=True)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--ablation", action="store_true")
    given = parser.parse_args(arguments)
    documents = [
        document
        for path in given.documents
        for document in read_file(path.parent, path.name, max_file_bytes=_MAX_FILE_BYTES).documents
    ]
    _measure(documents, read_questions(given.questions), given.pictures, ablated=given.ablation)


if __name__ == "__main__":
    main()
