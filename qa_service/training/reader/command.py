"""`python -m qa_service.training reader`: learn the weights of the reader from documents and labelled questions."""

from pathlib import Path

import click

from qa_service.errors import QAServiceError
from qa_service.reader.model import WEIGHTS
from qa_service.training.dataset import FOLDS
from qa_service.training.reader.course import Course, Settings
from qa_service.training.reader.sources import read_sources
from qa_service.training.reader.work_folder import WorkFolder

_FILES = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_NO_FOLD = -1


@click.command()
@click.option(
    "--documents", multiple=True, required=True, type=_FILES, help="Documents, .jsonl or .jsonl.gz; repeatable."
)
@click.option(
    "--questions", multiple=True, required=True, type=_FILES, help="Labelled questions, the same; repeatable."
)
@click.option("--weights", type=_FOLDER, default=WEIGHTS, help="Where to write.")
@click.option("--seconds", type=click.FloatRange(min=1), default=3000.0, show_default=True, help="Time to learn.")
@click.option(
    "--work", type=_FOLDER, default=Path("build/reader"), show_default=True, help="What a killed run goes on from."
)
@click.option("--seed", default=1, show_default=True, help="Of all that is drawn.")
@click.option(
    "--keep-out",
    type=click.IntRange(_NO_FOLD, FOLDS - 1),
    default=0,
    show_default=True,
    help="The fold of documents that nothing is learned from; -1: none.",
)
@click.option("--start", type=_FILES, help="A checkpoint of an earlier training to begin with.")
def reader(
    *,
    documents: tuple[Path, ...],
    questions: tuple[Path, ...],
    weights: Path,
    seconds: float,
    work: Path,
    seed: int,
    keep_out: int,
    start: Path | None,
) -> None:
    """Teach the reader to judge sentences beside questions; run again, it goes on from where it was killed."""
    settings = Settings(seconds, seed, None if keep_out == _NO_FOLD else keep_out, start)
    try:
        Course(read_sources(documents, questions), settings, WorkFolder(work), click.echo).run(weights)
    except (QAServiceError, OSError) as fault:
        raise click.ClickException(str(fault)) from None
