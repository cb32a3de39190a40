"""`qa-service index`, `check` and `status`: the commands that report on the corpus and its index."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from qa_service.answers.answer import IndexInfo
from qa_service.cli.options import CLUSTER, json_option, print_json, print_problems, printable, settings_options
from qa_service.cli.progress import passages_bar, reading_bar
from qa_service.corpus.document import Document, Problem
from qa_service.corpus.folder import Reading, read_corpus
from qa_service.engine import Engine
from qa_service.evaluation.golden import GoldenResult, read_golden, run_golden
from qa_service.runtime import cluster_loader
from qa_service.runtime.index_store import damage_of, indexed, update
from qa_service.runtime.reader_loader import embed_index, reader_of
from qa_service.settings import Settings

_SHOWN_CHARS = 120  # of the sentence shown instead of the expected answer
_AT_ONCE = 500  # documents that are listed
_NAMED = 20  # recurring sentences that are listed


@click.command()
@json_option
@click.option("--rollback", is_flag=True, help="Of a cluster: serve the index before this one again.")
@settings_options("corpus", "index", "max_file_bytes", "max_archive_bytes", "reader", *CLUSTER, "log_level")
def index(settings: Settings, as_json: bool, rollback: bool) -> int:
    """Build or update the index on disk, and with --cluster put it into the cluster.

    Files that haven't changed since they were last read are not read again.
    """
    if rollback and not cluster_loader.is_wanted(settings):
        raise click.UsageError("--rollback needs --cluster.")
    info, problems, built = _indexed(settings, is_shown=not as_json, rollback=rollback)
    place = cluster_loader.shown(settings) if cluster_loader.is_wanted(settings) else str(settings.index)
    if as_json:
        found = {"index": place, "built": built, **asdict(info), "problems": [asdict(each) for each in problems]}
        print_json(found)
        return 0
    print_problems(problems)
    done = "Rolled back" if rollback else "Built" if built else "Already current"
    click.echo(f"{done}: {_size(info)}, in {place}")
    return 0


def _indexed(settings: Settings, *, is_shown: bool, rollback: bool) -> tuple[IndexInfo, tuple[Problem, ...], bool]:
    """What serves, the problems of the corpus, and whether it is new."""
    if rollback:
        return cluster_loader.rollback(settings), (), True
    if cluster_loader.is_wanted(settings):
        with reading_bar(is_shown) as progress, passages_bar(is_shown) as told:
            return cluster_loader.publish(settings, progress, told)
    with reading_bar(is_shown) as progress:
        service = update(settings, progress)
    with reading_bar(is_shown) as progress:
        embed_index(settings, progress)
    return service.engine.info, service.problems, service.built


def _boilerplate(documents: tuple[Document, ...]) -> list[dict[str, Any]]:
    return [
        {"document_id": each.id, "start": start, "end": end, "text": each.text[start:end]}
        for each in documents
        for start, end in each.boilerplate
    ]


def _copies(reading: Reading, engine: Engine) -> Iterator[Problem]:
    """Yield a warning for each document that is a copy of an earlier one."""
    sources = {each.id: source for each, source in zip(reading.documents, reading.sources, strict=True)}
    for each in engine.copies():
        source, original = sources[each.document_id], sources[each.original_id]
        how = "the words" if each.likeness == 1 else f"{each.likeness:.0%} of the words"
        yield Problem(
            file=source.file,
            line=source.line,
            level="warning",
            code="same_text" if each.likeness == 1 else "nearly_same_text",
            reason=f"it has {how} of {original}, which is earlier and is quoted in its place",
            remedy="Remove one of them, unless you want both.",
        )


def _print_golden(result: GoldenResult) -> None:
    for each in result.failed:
        wanted = f"; expected {each.expected}" if each.expected else ""
        instead = "".join(f"; shown instead: {quote[:_SHOWN_CHARS]}" for quote in each.quotes[:1])
        click.echo(
            f"golden question {printable(f'{each.id}: {each.question}: {each.reason}{wanted}{instead}')}", err=True
        )


@click.command()
@json_option
@settings_options(
    "corpus", "index", "min_confidence", "max_file_bytes", "max_archive_bytes", "reader", *CLUSTER, "log_level"
)
def check(settings: Settings, as_json: bool) -> int:
    """Validate the corpus and its golden questions, which are asked as `serve` asks them.

    The index is not written. Exits 1 when a file is rejected or a golden question fails; warnings alone exit 0.
    """
    reading = read_corpus(
        settings.corpus, max_file_bytes=settings.max_file_bytes, max_archive_bytes=settings.max_archive_bytes
    )
    questions, bad_lines = read_golden(settings.corpus)
    engine = Engine.build(reading.documents, reading.glossary, reading.additions, reader=reader_of(settings))
    problems = [*reading.problems, *bad_lines, *_copies(reading, engine)]
    result, recurring = run_golden(engine, questions, settings.min_confidence), engine.recurring()
    boilerplate = _boilerplate(reading.documents)
    cluster = cluster_loader.fault_of(settings) if cluster_loader.is_wanted(settings) else None
    if as_json:
        print_json(
            {
                "documents": len(reading.documents),
                "problems": [asdict(each) for each in problems],
                "boilerplate": boilerplate,
                "recurring": [asdict(each) for each in recurring],
                "golden": asdict(result),
                **({"cluster": {"fault": cluster}} if cluster_loader.is_wanted(settings) else {}),
            }
        )
    else:
        print_problems(problems)
        if cluster is not None:
            click.echo(f"error: {printable(cluster)} [cluster]", err=True)
        _print_golden(result)
        for each in recurring[:_NAMED]:
            click.echo(f"never cited, in {each.documents} documents: {printable(each.text)}")
        click.echo(
            f"{len(reading.documents)} documents, {len(problems)} problems, {len(boilerplate)} places of "
            f"boilerplate, golden questions {result.right} right of {result.asked}"
        )
    return int(bool(result.failed or cluster) or any(each.level == "error" for each in problems))


def _served(engine: Engine | None) -> dict[str, Document]:
    if engine is None:
        return {}
    served: dict[str, Document] = {}
    after = None
    while listed := engine.documents(after=after, limit=_AT_ONCE):
        after = listed[-1].id
        whole = (each if each.text else engine.document(each.id) for each in listed)
        served |= {each.id: each for each in whole if each is not None}
    return served


@click.command()
@click.option("--verify", is_flag=True, help="Hold all of the index against its checksums; exit 1 if one is wrong.")
@json_option
@settings_options("corpus", "index", "max_file_bytes", "max_archive_bytes", *CLUSTER, "log_level")
def status(settings: Settings, as_json: bool, verify: bool) -> int:
    """Show what is indexed and what has changed since.

    New, changed and deleted documents are named by id, rejected files with the reason.
    """
    reading = read_corpus(
        settings.corpus, max_file_bytes=settings.max_file_bytes, max_archive_bytes=settings.max_archive_bytes
    )
    engine = (cluster_loader.served if cluster_loader.is_wanted(settings) else indexed)(settings)
    before, now = _served(engine), {each.id: each for each in reading.documents}
    changes = {
        "new": sorted(now.keys() - before.keys()),
        "changed": sorted(key for key in now.keys() & before.keys() if now[key] != before[key]),
        "deleted": sorted(before.keys() - now.keys()),
    }
    rejected = [each for each in reading.problems if each.level == "error"]
    damage = damage_of(settings) if verify and not cluster_loader.is_wanted(settings) else None
    place = cluster_loader.shown(settings) if cluster_loader.is_wanted(settings) else str(settings.index)
    if as_json:
        print_json(
            {
                "corpus": str(settings.corpus),
                "index": place,
                "indexed": asdict(engine.info) if engine is not None else None,
                **changes,
                "rejected": [_rejected(each) for each in rejected],
                "damage": damage,
                "problems": [asdict(each) for each in reading.problems],
            }
        )
        return int(damage is not None)
    print_problems(reading.problems)
    if damage is not None:
        click.echo(f"the index is damaged: {printable(damage)}; `qa-service index` rebuilds it", err=True)
    click.echo(f"corpus {settings.corpus}: {len(now)} documents, {len(rejected)} rejected")
    click.echo(f"index {place}: {'none yet' if engine is None else _size(engine.info)}")
    for change, ids in changes.items():
        for each in ids:
            click.echo(f"{change}: {printable(each)}")
    return int(damage is not None)


def _size(info: IndexInfo) -> str:
    return f"{info.documents} documents, {info.passages} passages, version {info.version}"


def _rejected(problem: Problem) -> dict[str, str]:
    return {"file": problem.file, "reason": problem.reason}
