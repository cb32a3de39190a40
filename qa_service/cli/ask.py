"""`qa-service ask`: one answer in the terminal, with its citations."""

import click

from qa_service.answers.answer import Answer, AnswerSentence
from qa_service.answers.replies import House
from qa_service.cli.options import CLUSTER, json_option, print_json, printable, settings_options
from qa_service.runtime import cluster_loader
from qa_service.runtime.index_store import open_or_build
from qa_service.settings import Settings


def _marked(sentence: AnswerSentence) -> str:
    """Return the sentence with bold highlights; click removes the bold if the output isn't a terminal."""
    parts, reached = [], 0
    for start, end in sorted(sentence.highlights):
        if start >= reached:
            parts.append(printable(sentence.text[reached:start]))
            parts.append(click.style(printable(sentence.text[start:end]), bold=True))
            reached = end
    return "".join([*parts, printable(sentence.text[reached:])])


def _print(answer: Answer) -> None:
    if answer.reply is not None:
        click.echo(printable(answer.reply))
        return
    if answer.interpreted_as is not None:
        click.echo(f"فُهم السؤال هكذا: {printable(answer.interpreted_as)}\n")
    if answer.status == "no_answer":
        click.echo("لا جواب عن هذا السؤال في المقالات.")
        for near in answer.nearest:
            click.echo(f"قد يفيدك: {printable(near.title)} ({printable(near.document_id)})")
        return
    if answer.status == "uncertain":
        click.echo("قد لا يكون هذا هو الجواب:\n")
    if answer.verdict is not None:
        click.echo({"yes": "نعم.", "no": "لا."}[answer.verdict])
    for sentence in answer.sentences:
        if sentence.role == "answer":
            click.echo(f"{_marked(sentence)} [{sentence.citation}]")
    others = [sentence for sentence in answer.sentences if sentence.role == "context"]
    if others:
        click.echo("\nجمل أخرى قريبة من السؤال:")
    for sentence in others:
        click.echo(f"{_marked(sentence)} [{sentence.citation}]")
    click.echo()
    for cited in answer.citations:
        about = " · ".join(printable(part) for part in (cited.title, cited.date, cited.source_url) if part)
        click.echo(f"[{cited.id}] {about} · {printable(cited.document_id)} {cited.start}-{cited.end}")
    click.echo(f"الثقة: {answer.confidence:.0%}")


@click.command()
@click.argument("question")
@click.option("--max-sentences", type=click.IntRange(1, 10), default=3, show_default=True, help="Most sentences.")
@json_option
@settings_options(
    "corpus",
    "index",
    "min_confidence",
    "max_question_chars",
    "max_file_bytes",
    "max_archive_bytes",
    "reader",
    *CLUSTER,
    "log_level",
)
def ask(settings: Settings, question: str, max_sentences: int, as_json: bool) -> int:
    """Answer QUESTION, or say that nothing here does."""
    if not question.strip() or any("\ud800" <= char <= "\udfff" for char in question):  # bytes that are not UTF-8
        raise click.UsageError("QUESTION must be text in UTF-8.")
    if len(question) > settings.max_question_chars:
        raise click.UsageError(f"QUESTION is longer than {settings.max_question_chars} characters.")
    engine = (cluster_loader.open_service if cluster_loader.is_wanted(settings) else open_or_build)(settings).engine
    house = House(name=settings.house_name, greeting=settings.house_greeting)
    answer = engine.ask(question, max_sentences=max_sentences, min_confidence=settings.min_confidence, house=house)
    if as_json:
        print_json(answer.as_dict())
    else:
        _print(answer)
    return 0
