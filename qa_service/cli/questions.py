"""`qa-service questions`: drafts golden questions from a document, for a maintainer to review."""

import json
from dataclasses import asdict

import click

from qa_service.cli.options import json_option, print_json, settings_options
from qa_service.errors import CorpusError
from qa_service.runtime.index_store import open_or_build
from qa_service.settings import Settings


@click.group()
def questions() -> None:
    """Golden questions: what the corpus must keep answering."""


@questions.command()
@click.argument("document_id", metavar="ID")
@click.option("--most", default=10, show_default=True, type=click.IntRange(1, 100), help="At most so many.")
@json_option
@settings_options("corpus", "index", "max_file_bytes", "max_archive_bytes", "log_level")
def suggest(settings: Settings, *, document_id: str, most: int, as_json: bool) -> int:
    """Draft golden questions on a document: those that it answers first, with high confidence.

    Prints lines for `golden.jsonl`; review them before you add them. Exits 1 for an unknown id.
    """
    engine = open_or_build(settings).engine
    if engine.document(document_id) is None:
        raise CorpusError(f"no document of the corpus has the id {document_id!r}")
    found = engine.suggest(document_id, most)
    if as_json:
        print_json({"document_id": document_id, "questions": [asdict(each) for each in found]})
        return 0
    for number, each in enumerate(found, 1):
        row = {
            "id": f"{document_id}-{number}",
            "question": each.question,
            "answers": [each.answer],
            "document_id": document_id,
        }
        click.echo(json.dumps(row, ensure_ascii=False))
    if not found:
        click.echo("no question can be drafted from the sentences of this document", err=True)
    return 0
