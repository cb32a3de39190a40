"""The command `qa-service`: results on stdout, messages on stderr; exits 0, 1 (a check failed) or 2 (usage)."""

import io
import logging
import sys
from collections.abc import Sequence

import click

from qa_service import __version__
from qa_service.cli.ask import ask
from qa_service.cli.corpus import check, index, status
from qa_service.cli.evaluate import evaluate
from qa_service.cli.filing import add, diff, remove
from qa_service.cli.keys import keys
from qa_service.cli.mcp import mcp
from qa_service.cli.questions import questions
from qa_service.cli.readers import feedback, unanswered
from qa_service.cli.serve import serve
from qa_service.errors import QAServiceError, SettingsError

_FAILED, _WRONG_USAGE, _INTERRUPTED = 1, 2, 130
_log = logging.getLogger(__name__)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="qa-service")
def cli() -> None:
    """Answers questions over a folder of Arabic articles with the exact sentences that answer, each cited."""


for _command in (
    serve,
    ask,
    index,
    check,
    status,
    diff,
    add,
    remove,
    questions,
    evaluate,
    feedback,
    unanswered,
    keys,
    mcp,
):
    cli.add_command(_command)


def _sentence(failure: Exception) -> str:
    if isinstance(failure, QAServiceError):
        return str(failure)
    if isinstance(failure, OSError) and failure.strerror:
        return f"{failure.filename}: {failure.strerror}" if failure.filename else failure.strerror
    _log.debug("the fault", exc_info=failure)
    return f"a fault of the program: {type(failure).__name__}: {failure} (QA_LOG_LEVEL=debug shows where)"


def _run(arguments: Sequence[str] | None) -> int:
    try:
        return int(cli.main(arguments, prog_name="qa-service", standalone_mode=False) or 0)
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except Exception as failure:  # the maintainer gets one sentence, never a traceback
        for line in _sentence(failure).splitlines():
            click.echo(f"qa-service: {line}", err=True)
        return _WRONG_USAGE if isinstance(failure, SettingsError) else _FAILED


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit; Arabic is written as UTF-8 in any locale."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(_run(arguments))
