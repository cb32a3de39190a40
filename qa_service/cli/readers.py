"""`qa-service feedback` and `unanswered`: the votes of readers, and their questions without an answer."""

from collections.abc import Sequence
from dataclasses import asdict

import click

from qa_service.cli.options import json_option, print_json, printable, settings_options
from qa_service.records.journal import Unanswered, asked_in_vain, votes
from qa_service.records.question_groups import group_questions
from qa_service.settings import Settings

_SIGNS = {"up": "+", "down": "-"}


@click.command()
@json_option
@settings_options("corpus", "index", "log_level")
def feedback(settings: Settings, as_json: bool) -> int:
    """List the votes of readers, oldest first.

    A client has one vote on an answer, the latest. Questions are shown if they were stored (QA_LOG_QUESTIONS=1).
    """
    found = votes(settings.data)
    counts = {vote: sum(each["vote"] == vote for each in found) for vote in _SIGNS}
    if as_json:
        print_json({**counts, "votes": found})
        return 0
    for each in found:
        about = each.get("question") or ", ".join(each["document_ids"]) or each["status"]
        said = f" · {each['comment']}" if each.get("comment") else ""
        click.echo(f"{_SIGNS[each['vote']]} {each['time']} {each['request_id']} {printable(f'{about}{said}')}")
    click.echo(f"{counts['up']} up, {counts['down']} down")
    return 0


@click.command()
@json_option
@settings_options("corpus", "index", "log_level")
def unanswered(settings: Settings, as_json: bool) -> int:
    """List the questions that had no answer when last asked, similar ones grouped.

    Questions are stored only while the service runs with QA_LOG_QUESTIONS=1.
    """
    found = asked_in_vain(settings.data)
    if as_json:
        print_json(
            {
                "kept": found is not None,
                "questions": [asdict(each) for each in found or ()],
                "groups": [
                    {"times": sum(each.times for each in group), "questions": [each.question for each in group]}
                    for group in _grouped(found or [])
                ],
            }
        )
        return 0
    if found is None:
        click.echo("No questions were stored: run the service with QA_LOG_QUESTIONS=1.", err=True)
    for group in _grouped(found or []):
        first = group[0]
        near = f" · {', '.join(first.nearest)}" if first.nearest else ""
        times = sum(each.times for each in group)
        click.echo(printable(f"{times} × {first.question} · {first.reason} · {max(each.last for each in group)}{near}"))
        for other in group[1:]:
            click.echo(printable(f"    {other.times} × {other.question}"))
    return 0


def _grouped(found: Sequence[Unanswered]) -> list[list[Unanswered]]:
    """Return the questions in groups of similar ones, the most asked group first."""
    groups = group_questions([each.question for each in found], [each.times for each in found])
    return [[found[place] for place in places] for places in groups]
