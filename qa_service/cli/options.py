"""Options shared by commands, generated from the table of settings, and printing of results."""

import functools
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import click

from qa_service.corpus.document import Problem
from qa_service.logs import configure
from qa_service.settings import SETTINGS, Setting, load_settings

Command = Callable[..., int]

CLUSTER = ("cluster", "cluster_ca", "cluster_login")
"""The settings of commands that work with an index in a cluster."""
_MOST_OF_A_KIND = 50  # problems printed
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def _option(setting: Setting) -> Callable[[Command], Command]:
    text = f"{setting.row.meaning}.  [{setting.row.unit}; {setting.variable}; default: {setting.default}]"
    if setting.type is bool:
        name = setting.flag.removeprefix("--")
        return click.option(f"--{name}/--no-{name}", default=None, help=text)
    return click.option(setting.flag, metavar=setting.row.unit.upper().replace(" ", "_"), help=text)


def settings_options(*names: str) -> Callable[[Command], Command]:
    """Decorate a command with the flags of these settings (by default all) and the argument `settings`, validated."""
    chosen = [setting for setting in SETTINGS if not names or setting.name in names]

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def with_settings(**given: Any) -> int:
            settings = load_settings(os.environ, **{setting.name: given.pop(setting.name) for setting in chosen})
            configure(settings)
            return command(settings=settings, **given)

        decorated: Command = with_settings
        for setting in reversed(chosen):
            decorated = _option(setting)(decorated)
        return decorated

    return decorate


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on one line.")


def print_json(value: Any) -> None:
    """Print one JSON object to stdout, with Arabic unescaped."""
    click.echo(json.dumps(value, ensure_ascii=False))


def printable(text: str) -> str:
    """Return text of the corpus on one line, safe for a terminal: line breaks become spaces, other controls U+FFFD."""
    return _CONTROL.sub("\ufffd", re.sub("[\r\n\t\x0b\x0c\x85\u2028\u2029]+", " ", text))


def print_problems(problems: Iterable[Problem]) -> None:
    """Print one line for each problem to stderr: place, reason, remedy; for each code the first ones and a count."""
    told: Counter[tuple[str, str]] = Counter()
    for each in problems:
        told[each.level, each.code] += 1
        if told[each.level, each.code] > _MOST_OF_A_KIND:
            continue
        place = "".join(
            (
                printable(each.file),
                f", line {each.line}" if each.line is not None else "",
                f", byte {each.byte}" if each.byte is not None else "",
            )
        )
        click.echo(f"{each.level}: {place}: {printable(f'{each.reason} {each.remedy}')} [{each.code}]", err=True)
    for (level, code), count in told.items():
        if count > _MOST_OF_A_KIND:
            click.echo(f"{level}: {count - _MOST_OF_A_KIND} more of this kind, which --json lists [{code}]", err=True)
