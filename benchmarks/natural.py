"""Questions as people ask them, by how far their words are from the article's: `python -m benchmarks.natural --help`.

Each is asked at `min_confidence` 0 of an index of the documents, by words alone and, where the extra `reader` is
installed, by the reader too. Near misses (`absent`) are questions on a passage that speaks of the thing without telling
what is asked. `--held` keeps the questions whose documents no weights have learned from (`training.dataset.fold_of` 0).
"""

import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from qa_service.answers.answer import Answer
from qa_service.engine import Engine
from qa_service.evaluation.labelled import LabelledQuestion, folded, hits, read_questions
from qa_service.runtime.index_store import update
from qa_service.runtime.reader_loader import embed_index
from qa_service.settings import load_settings
from qa_service.training.dataset import fold_of

_FILES = click.Path(exists=True, dir_okay=False, path_type=Path)
_KEPT = 0.85  # share of the right answers that a threshold keeps, at which near misses are counted


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its answer and what is right of it."""

    question: LabelledQuestion
    answer: Answer
    right: bool  # the first citation
    right3: bool  # one of the first three
    overlap: float | None  # token F1 of the short answer, where the first citation is right

    @property
    def is_absent(self) -> bool:
        return not self.question.answers


def ask_all(engine: Engine, questions: Sequence[LabelledQuestion], field: str) -> list[Asked]:
    """Every question with the answer it gets."""
    asked = []
    for question in questions:
        wording = question.worded(field)
        if wording is None:
            continue
        answer = engine.ask(wording, min_confidence=0, max_sentences=3)
        document = engine.document(question.document_id or "")
        found = [bool(question.answers) and hit for hit in hits(answer, question, document)]
        right = bool(found[:1] and found[0])
        asked.append(Asked(question, answer, right, any(found), _f1(answer, question) if right else None))
    return asked


def _f1(answer: Answer, question: LabelledQuestion) -> float:
    """Token F1 of the short answer against the gold answer that it is likest."""
    first = answer.sentences[0]
    if first.short_answer is None:
        return 0.0
    said = folded(first.text[slice(*first.short_answer)]).split()
    best = 0.0
    for gold in (folded(each).split() for each in question.answers):
        common = sum(min(said.count(word), gold.count(word)) for word in set(said))
        if common:
            best = max(best, 2 * common / (len(said) + len(gold)))
    return best


def auroc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """The chance that one of the right is greater than one of the wrong; ties count half."""
    ordered = np.sort(np.array(wrong))
    below = np.searchsorted(ordered, right, "left") + np.searchsorted(ordered, right, "right")
    return float(below.mean() / 2 / len(ordered))


def line(name: str, asked: Sequence[Asked], threshold: float) -> str:
    """A row of the table: what is right, and how confidence tells it from near misses."""
    told = [each for each in asked if not each.is_absent]
    absent = [each.answer.confidence for each in asked if each.is_absent]
    if not told:
        return ""
    share = 100 / len(told)
    right = [each.answer.confidence for each in told if each.right]
    spans = [each.overlap for each in told if each.overlap is not None]
    cells = [
        f"{name:16}{len(told):6}{share * len(right):7.1f}{share * sum(each.right3 for each in told):7.1f}",
        f"{100 * sum(spans) / max(len(spans), 1):7.1f}",
        f"{share * sum(each.right and each.answer.confidence >= threshold for each in told):7.1f}",
        f"{share * sum(not each.right and each.answer.confidence >= threshold for each in told):7.1f}",
    ]
    if absent and right:
        cut = float(np.quantile(right, 1 - _KEPT))
        cells.append(f"{len(absent):6}{auroc(right, absent):7.3f}{100 * np.mean(np.array(absent) >= cut):7.1f}")
        cells.append(f"{100 * np.mean(np.array(absent) >= threshold):7.1f}")
    return "".join(cells)


def table(asked: Sequence[Asked], threshold: float) -> Iterable[str]:
    """All rows: the whole, then by wording and by register."""
    yield "                     n  first  three  short  shown  wrong  absent AUROC  at85%  shown"
    yield line("all", asked, threshold)
    for key in ("wording", "register"):
        groups: dict[str, list[Asked]] = defaultdict(list)
        for each in asked:
            groups[str(each.question.fields.get(key))].append(each)
        yield from filter(None, (line(name, groups[name], threshold) for name in sorted(groups)))


@click.command()
@click.option("--documents", multiple=True, type=_FILES, help="Documents, JSON Lines; repeatable.")
@click.option("--corpus", type=click.Path(file_okay=False, path_type=Path), help="A corpus folder instead.")
@click.option("--questions", multiple=True, required=True, type=_FILES, help="Labelled questions; repeatable.")
@click.option("--field", default="question", show_default=True, help="The wording that is asked.")
@click.option("--held", is_flag=True, help="Only questions on documents kept from all learning.")
@click.option("--words-only", is_flag=True, help="Leave the reader out.")
def main(
    *,
    documents: tuple[Path, ...],
    corpus: Path | None,
    questions: tuple[Path, ...],
    field: str,
    held: bool,
    words_only: bool,
) -> None:
    """Print what is right first, and what is shown of near misses, without the reader and with it."""
    asked = [each for each in read_questions(questions) if not held or fold_of(each.document_id) == 0]
    with tempfile.TemporaryDirectory() as folder:
        place = corpus or Path(folder) / "corpus"
        if corpus is None:
            place.mkdir()
            for path in documents:
                rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
                (place / path.name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        for reader in ("off",) if words_only else ("off", "on"):
            settings = load_settings(
                {"QA_READER": reader, "QA_MAX_FILE_BYTES": "200000000"}, corpus=place, index=Path(folder) / "index"
            )
            engine = update(settings).engine
            embed_index(settings)
            began = time.perf_counter()
            found = ask_all(engine, asked, field)
            took_ms = 1000 * (time.perf_counter() - began) / max(len(found), 1)
            click.echo(f"# reader {reader}: {len(found)} questions, {took_ms:.1f} ms each")
            for row in table(found, engine.min_confidence):
                click.echo(row)


if __name__ == "__main__":
    main()
