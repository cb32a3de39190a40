"""The documentation names every setting, command, error code and key that others rely on."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from qa_service import errors
from qa_service.answers.answer import Answer, AnswerSentence, Citation, IndexInfo, NearestDocument
from qa_service.cli import cli
from qa_service.cli.keys import keys
from qa_service.cli.questions import questions
from qa_service.settings import SETTINGS
from qa_service.web.http.problem_texts import DETAILS, FAULTS

ROOT = Path(__file__).resolve().parents[1]


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def undocumented(codes: Iterator[str] | list[str], text: str) -> list[str]:
    return sorted({code for code in codes if f"`{code}`" not in text})


def corpus_codes() -> Iterator[str]:
    """Codes of what is wrong with a file, from the calls (and the triples of code, reason, remedy) that tell of it."""
    for path in (ROOT / "qa_service").rglob("*.py"):
        if path.is_relative_to(ROOT / "qa_service" / "web"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            told: list[ast.expr] = []
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Problem", "RejectedError", "_warning"):
                told = [*node.args, *(each.value for each in node.keywords if each.arg == "code")]
            elif path.stem == "metadata" and isinstance(node, ast.Tuple) and len(node.elts) == 3:
                told = node.elts[:1]
            values = (each.value for each in told if isinstance(each, ast.Constant))
            yield from (each for each in values if isinstance(each, str) and re.fullmatch("[a-z]+(_[a-z]+)*", each))


def test_the_table_of_settings_is_the_one_of_the_program() -> None:
    rows = [line for line in page("settings.md").splitlines() if "`QA_" in line and line.startswith("|")]
    assert rows == [
        f"| {each.name} | `{each.variable}` | `{each.flag}` | {each.row.unit} | {each.default} | {each.row.meaning} |"
        for each in SETTINGS
    ]


def test_every_command_is_documented() -> None:
    assert [name for name in cli.commands if f"`qa-service {name}" not in page("commands.md")] == []


def test_every_command_of_a_group_is_documented() -> None:
    named = [f"`qa-service {group.name} {name}" for group in (keys, questions) for name in group.commands]
    assert [name for name in named if name not in page("commands.md")] == []


def test_every_flag_of_a_command_that_is_no_setting_is_documented() -> None:
    known = {each.flag for each in SETTINGS}
    commands = [*cli.commands.values(), *keys.commands.values(), *questions.commands.values()]
    flags = {
        flag
        for command in commands
        for each in command.params
        for flag in each.opts
        if flag.startswith("--") and not each.secondary_opts
    }
    text = page("commands.md") + page("quality.md")
    assert sorted(flag for flag in flags - known if flag not in text) == []


def test_every_key_of_an_answer_is_documented() -> None:
    parts = (Answer, AnswerSentence, Citation, IndexInfo, NearestDocument)
    assert undocumented([field.name for part in parts for field in fields(part)], page("api.md")) == []


def test_every_reason_for_no_answer_is_documented() -> None:
    outcome = ast.parse((ROOT / "qa_service" / "answers" / "outcome.py").read_text(encoding="utf-8"))
    reasons = [node for node in ast.walk(outcome) if isinstance(node, ast.FunctionDef) and node.name == "reason_for"]
    codes = [
        each.value
        for node in reasons
        for returned in ast.walk(node)
        if isinstance(returned, ast.Return)
        for each in ast.walk(returned)
        if isinstance(each, ast.Constant)
    ]
    assert codes
    assert undocumented(codes, page("api.md")) == []


def test_every_code_of_a_problem_over_http_is_documented_with_its_status() -> None:
    rows = page("api.md")
    assert [
        code
        for code, (status, _) in DETAILS.items()
        if f"| `{code}` | {'any' if code == 'http_error' else status} |" not in rows
    ] == []
    assert undocumented([code for code in FAULTS if not code.endswith("_did_you_mean")], rows) == []


def test_every_code_of_a_corpus_problem_is_documented() -> None:
    codes = list(corpus_codes())
    assert {"nul", "duplicate_id", "bad_question", "bad_date", "unknown_key"} <= set(codes)
    assert undocumented(codes, page("corpus.md")) == []


def test_every_code_of_an_error_is_documented() -> None:
    family = errors.QAServiceError.__subclasses__()
    codes = [each.code for each in family if each.__module__ == "qa_service.errors"]
    assert codes
    assert undocumented(codes, page("architecture.md")) == []


PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_to_a_page_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
