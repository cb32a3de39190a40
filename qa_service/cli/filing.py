"""`qa-service add`, `remove`, `diff`: adding and removing files, and what the next build will change."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import click

from qa_service.cli.options import json_option, print_json, print_problems, printable, settings_options
from qa_service.corpus.document import Document, Problem
from qa_service.corpus.folder import read_boilerplate, read_corpus
from qa_service.errors import CorpusError
from qa_service.filing.add import Filing, file_away, is_readable_kind, prepare
from qa_service.filing.preview import checked, sentences_in, told
from qa_service.filing.remove import files_of, put_back, removals
from qa_service.filing.remove import remove as take_out
from qa_service.filing.text_key import text_key
from qa_service.runtime.index_store import indexed
from qa_service.settings import Settings

_FILES = click.Path(exists=True, path_type=Path)
_NAMED = 5  # ids listed for a file of several documents
_yes = click.option("--yes", is_flag=True, help="Do it without asking.")


def _sources(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Yield every file under the given paths, and its name with the folders below the given one."""
    for path in paths:
        if not path.is_dir():
            yield path, path.name
            continue
        top = path.resolve()
        for file in sorted(each for each in top.rglob("*") if each.is_file() and not each.is_symlink()):
            inside = file.relative_to(top)
            if is_readable_kind(file.name) and not any(part.startswith(".") for part in inside.parts):
                yield file, str(Path(top.name) / inside)


def _prepared(settings: Settings, paths: Sequence[Path], into: str) -> Iterator[Filing]:
    additions, _ = read_boilerplate(settings.corpus, max_file_bytes=settings.max_file_bytes)
    for path, name in _sources(paths):
        with path.open("rb") as opened:
            data = opened.read(settings.max_file_bytes + 1)
        yield prepare(
            settings.corpus, data, name, into=into, max_file_bytes=settings.max_file_bytes, additions=additions
        )


def _show(filing: Filing) -> None:
    print_problems(filing.problems)
    if not filing.target:
        return
    click.echo(f"{printable(filing.source)} -> {printable(filing.target)}")
    for document in filing.documents[:3]:
        click.echo(
            f"  {printable(document.title)} · {sentences_in(document)} sentences"
            f"{f' · {document.date}' if document.date else ''}"
        )
        for start, end in document.boilerplate:
            click.echo(f"  left out: {printable(document.text[start:end])}")
    if len(filing.documents) > 1:
        click.echo(f"  {len(filing.documents)} documents")
    for line in filing.front_matter.splitlines():
        click.echo(f"  | {printable(line)}")
    for found in filing.found:
        click.echo(f"  {found.key} found in line {found.line}: {printable(found.quote)}")


@click.command()
@click.argument("paths", type=_FILES, nargs=-1, required=True, metavar="FILE|FOLDER...")
@click.option("--into", default="", metavar="FOLDER", help="A folder inside the corpus; made if it is missing.")
@_yes
@json_option
@settings_options("corpus", "max_file_bytes", "max_archive_bytes", "log_level")
def add(settings: Settings, *, paths: Sequence[Path], into: str, yes: bool, as_json: bool) -> int:
    """Copy files into the corpus, after a preview of what is read from them and of their new names.

    A text without front matter gets it. Nothing is overwritten: a name that is taken gets a number. With --json nothing
    is written without --yes. Exits 1 when a file can't be read; the others are added.
    """
    if Path(into).is_absolute() or ".." in Path(into).parts or any(each.startswith(".") for each in Path(into).parts):
        raise click.BadParameter("a folder inside the corpus is meant", param_hint="--into")
    if not settings.corpus.is_dir():
        raise CorpusError(f"the corpus folder {settings.corpus} can't be read: it is no folder")
    by_id, by_text = _taken(settings)
    filings = [checked(each, by_id.get, by_text.get) for each in _prepared(settings, paths, into)]
    rows, added = [], 0
    if not as_json:
        for filing in filings:
            _show(filing)
    good = [filing for filing in filings if filing.target]
    is_meant = bool(good) and (yes or (not as_json and _agreed(f"Add {len(good)} files?")))
    for filing in filings:
        file = file_away(settings.corpus, filing) if is_meant and filing.target else None
        added += file is not None
        rows.append({**told(filing), "file": file})
    if as_json:
        print_json({"added": added, "files": rows})
    else:
        click.echo(f"{added} files added, {len(filings) - len(good)} rejected")
    return int(len(good) < len(filings) or not filings or (bool(good) and not is_meant and not as_json))


def _taken(settings: Settings) -> tuple[dict[str, str], dict[str, str]]:
    """Return the files of the corpus by the ids of their documents, and by the keys of their texts."""
    reading = read_corpus(
        settings.corpus, max_file_bytes=settings.max_file_bytes, max_archive_bytes=settings.max_archive_bytes
    )
    held = list(zip(reading.documents, reading.sources, strict=True))
    return {each.id: source.file for each, source in held}, {text_key(each): source.file for each, source in held}


def _agreed(question: str) -> bool:
    """Ask a person to confirm; without a terminal the answer is no."""
    try:
        return click.confirm(question)
    except click.Abort:
        click.echo("nothing is written without a confirmation; --yes confirms", err=True)
        return False


@click.command()
@click.argument("ids", nargs=-1, metavar="ID...")
@click.option("--undo", is_flag=True, help="Put back what was removed last.")
@_yes
@json_option
@settings_options("corpus", "max_file_bytes", "max_archive_bytes", "log_level")
def remove(settings: Settings, *, ids: Sequence[str], undo: bool, yes: bool, as_json: bool) -> int:
    """Remove documents from the corpus, by id or by file; they are kept in its folder `.removed`.

    A file of several documents is removed as a whole, after a confirmation. With an unknown id nothing is removed, and
    the command exits 1.
    """
    if undo == bool(ids):
        raise click.UsageError("give ids, or --undo alone")
    if undo:
        return _undo(settings, as_json=as_json)
    files = files_of(settings.corpus, ids, max_file_bytes=settings.max_file_bytes)
    if not as_json:
        for file, held in files.items():
            more = f" and {len(held) - _NAMED} more" if len(held) > _NAMED else ""
            click.echo(printable(f"{file}: {', '.join(held[:_NAMED]) or 'rejected'}{more}"))
    if not yes and (as_json or not _agreed(f"Remove {len(files)} files?")):
        if as_json:
            print_json({"removed": [], "files": {file: list(held) for file, held in files.items()}})
        return int(not as_json)
    done = [take_out(settings.corpus, file, held) for file, held in files.items()]
    if as_json:
        print_json({"removed": [asdict(each) for each in done]})
    else:
        click.echo(f"{len(done)} files removed; `qa-service remove --undo` restores the last one")
    return 0


def _undo(settings: Settings, *, as_json: bool) -> int:
    kept = removals(settings.corpus)
    if not kept:
        raise CorpusError("nothing that was removed can be put back")
    file = put_back(settings.corpus, kept[-1])
    if as_json:
        print_json({"put_back": file})
    else:
        click.echo(f"put back: {printable(file)}")
    return 0


def changes(before: dict[str, Document], now: dict[str, Document]) -> dict[str, list[dict[str, Any]]]:
    """Return the new, changed and deleted documents by id; for changed ones the keys that differ."""
    names = [each.name for each in fields(Document)]
    return {
        "new": [{"id": key, "title": now[key].title} for key in sorted(now.keys() - before.keys())],
        "changed": [
            {
                "id": key,
                "title": now[key].title,
                "keys": [name for name in names if getattr(now[key], name) != getattr(before[key], name)],
            }
            for key in sorted(now.keys() & before.keys())
            if now[key] != before[key]
        ],
        "deleted": [{"id": key, "title": before[key].title} for key in sorted(before.keys() - now.keys())],
    }


@click.command()
@json_option
@settings_options("corpus", "index", "max_file_bytes", "max_archive_bytes", "log_level")
def diff(settings: Settings, as_json: bool) -> int:
    """Show what the next build will change: new, changed (in which keys) and deleted documents, rejected files."""
    reading = read_corpus(
        settings.corpus, max_file_bytes=settings.max_file_bytes, max_archive_bytes=settings.max_archive_bytes
    )
    engine = indexed(settings)
    listed = [] if engine is None else engine.documents(limit=max(1, engine.info.documents))
    before = {each.id: each for found in listed if engine and (each := engine.document(found.id)) is not None}
    found = changes(before, {each.id: each for each in reading.documents})
    rejected: list[Problem] = [each for each in reading.problems if each.level == "error"]
    if as_json:
        print_json({**found, "rejected": [asdict(each) for each in rejected]})
        return 0
    print_problems(rejected)
    for sign, kind in (("+", "new"), ("~", "changed"), ("-", "deleted")):
        for row in found[kind]:
            keys = f" ({', '.join(row['keys'])})" if row.get("keys") else ""
            click.echo(printable(f"{sign} {row['id']} · {row['title']}{keys}"))
    click.echo(", ".join(f"{len(rows)} {kind}" for kind, rows in found.items()) + f", {len(rejected)} rejected")
    return 0
