"""`qa-service evaluate`: answers on a labelled data set, scored in this process."""

from collections.abc import Sequence
from pathlib import Path

import click

from qa_service.cli.options import json_option, print_json, print_problems, settings_options
from qa_service.corpus.document import Document, Problem
from qa_service.corpus.folder import read_file
from qa_service.engine import Engine
from qa_service.evaluation.labelled import read_questions
from qa_service.evaluation.measures import Report
from qa_service.evaluation.measures import evaluate as measure
from qa_service.settings import Settings

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class _ManyFiles(click.Command):
    """A command with options of several values after one flag, as the shell expands them: `--documents *.jsonl`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        several = {name for each in self.params if each.multiple for name in each.opts}
        repeated: list[str] = []
        flag = None
        for argument in args:
            if argument.startswith("-"):
                flag, first = (argument, True) if argument in several else (None, False)
                repeated.append(argument)
            elif flag is not None and not first:
                repeated += [flag, argument]
            else:
                repeated.append(argument)
                first = False
        return super().parse_args(ctx, repeated)


def _documents(paths: Sequence[Path], max_file_bytes: int) -> tuple[list[Document], list[Problem]]:
    """Return the documents of the files, the first of those with the same id, and the problems."""
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    for path in paths:
        reading = read_file(path.parent, path.name, max_file_bytes=max_file_bytes)
        problems += reading.problems
        for document in reading.documents:
            if documents.setdefault(document.id, document) is not document:
                problems.append(
                    Problem(
                        file=str(path),
                        level="error",
                        code="duplicate_id",
                        reason=f"The id {document.id!r} is taken by an earlier document.",
                        remedy="Give every document an id of its own.",
                    )
                )
    return list(documents.values()), problems


def _print(report: Report) -> None:
    click.echo(f"{'set':12s} {'n':>5s}  {'hit@1':>5s}  {'95 %':>11s}  {'hit@3':>5s}  {'document@1':>10s}")
    for name, each in report.sets.items():
        low, high = each.hit1_interval
        click.echo(
            f"{name:12s} {each.n:5d}  {each.hit1:5.1f}  {low:5.1f}-{high:5.1f}  {each.hit3:5.1f}  "
            f"{each.document1:10.1f}"
        )
    click.echo(
        f"mean quote {report.quote_chars} characters; {report.broken} of {report.citations} citations do not "
        f"round-trip; {report.p50_ms} ms p50, {report.p99_ms} ms p99"
    )
    click.echo(f"at the threshold: {report.answered} % answered, {report.right_of_answered} % of those right")
    if report.absent is not None:
        click.echo(
            f"{report.absent.n} questions without an answer: AUROC {report.absent.auroc}; "
            f"{report.absent.false_at_threshold} % false answers at the threshold, "
            f"{report.absent.false_at_90} % where 90 % of the right answers are kept"
        )


@click.command(cls=_ManyFiles)
@click.option("--documents", type=_FILE, multiple=True, required=True, metavar="FILE...", help="Documents to index.")
@click.option("--questions", type=_FILE, multiple=True, required=True, metavar="FILE...", help="Labelled questions.")
@click.option("--absent", type=_FILE, multiple=True, metavar="FILE...", help="Questions that nothing here answers.")
@click.option("--field", default="question", show_default=True, help="The key of the wording to ask.")
@json_option
@settings_options("min_confidence", "max_file_bytes", "max_archive_bytes", "log_level")
def evaluate(
    settings: Settings,
    *,
    documents: Sequence[Path],
    questions: Sequence[Path],
    absent: Sequence[Path],
    field: str,
    as_json: bool,
) -> int:
    """Score answers on labelled questions.

    Exits 1 when a citation does not round-trip or a document is rejected.
    """
    read, problems = _documents(documents, settings.max_file_bytes)
    print_problems(problems)
    report = measure(
        Engine.build(read),
        read_questions(questions),
        read_questions(absent),
        field=field,
        min_confidence=settings.min_confidence,
    )
    if as_json:
        print_json(report.as_dict())
    else:
        _print(report)
    return int(report.broken > 0 or any(each.level == "error" for each in problems))
