"""`python -m qa_service.training ranker`: learn all trees from labelled files, measured on unseen ones."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from qa_service.corpus.folder import read_file
from qa_service.evaluation.labelled import read_questions
from qa_service.ranking.reranker import WEIGHTS
from qa_service.training import confidence, ranker, spans
from qa_service.training.dataset import Case, Collection, fold_of

_SLIPS = "question_typo"  # a second wording of a question, to learn from where there is one
_FILES = click.Path(exists=True, dir_okay=False, path_type=Path)


def _fold(case: Case) -> int:
    return fold_of(case.question.document_id)


def _source(case: Case) -> str:
    return case.question.slice


@click.command("ranker")
@click.option("--documents", multiple=True, required=True, type=_FILES, help="Documents, JSON Lines; repeatable.")
@click.option("--questions", multiple=True, required=True, type=_FILES, help="Labelled questions; repeatable.")
@click.option("--weights", type=click.Path(file_okay=False, path_type=Path), default=WEIGHTS, help="Where to write.")
@click.option("--threshold", default=0.41, show_default=True, help="Confidence at which refusals are reported.")
def ranker_and_confidence(
    documents: tuple[Path, ...], questions: tuple[Path, ...], weights: Path, threshold: float
) -> None:
    """Learn the ranker and the confidence; the figures printed are on documents not learned from."""
    texts = [document for path in documents for document in read_file(path.parent, path.name).documents]
    asked = read_questions(questions)
    collection = Collection(texts)
    cases = collection.cases(asked)
    names = cases[0].shortlist.features.names
    slips = collection.cases(asked, _SLIPS)
    rankers = ranker.held_out(cases + slips, _fold)
    _report("five folds", ranker.measure(cases, rankers, _fold, Counter(fold_of(q.document_id) for q in asked)))
    with_slips = [question for question in asked if question.worded(_SLIPS) is not None]
    plain = {question.id for question in with_slips}
    for title, worded in (("those that have slips too", cases), ("with slips", slips)):
        mine = [case for case in worded if case.question.id in plain]
        _report(title, ranker.measure(mine, rankers, _fold, Counter(fold_of(q.document_id) for q in with_slips)))
    by_source = ranker.held_out(cases + slips, _source)
    _report("one source left out", ranker.measure(cases, by_source, _source, Counter(q.slice for q in asked)))
    phrases = spans.samples(collection, cases)
    _report("short answers, five folds", [spans.held_out(collection, cases, phrases, rankers)])
    judged = list(confidence.judged(texts, asked, rankers))
    held = confidence.held_out_confidence(names, judged)
    _report(f"confidence, threshold {threshold}", confidence.measure(judged, held, threshold))
    weights.mkdir(parents=True, exist_ok=True)
    ranker.learn(cases + slips).save(weights / "ranker.npz")
    spans.learn(phrases).save(weights / "spans.npz")
    confidence.learn(names, judged).save(weights / "confidence.npz")
    click.echo(f"weights written to {weights}")


def _report(title: str, rows: Iterable[object]) -> None:
    click.echo(f"# {title}")
    for row in rows:
        click.echo(row)
