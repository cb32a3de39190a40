"""The commands as a shell runs them: exit codes, what goes to stdout and to stderr, and a served page."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from qa_service.cli import cli, main
from qa_service.cli.keys import keys
from qa_service.cli.options import printable
from qa_service.cli.questions import questions
from qa_service.engine import Engine
from qa_service.records.api_keys import KeyRing
from qa_service.records.journal import Journal
from qa_service.runtime import index_store

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, corpus: Path, tmp_path: Path) -> Run:
    """Run a command in this process on the small corpus: its exit code, stdout and stderr."""
    monkeypatch.setenv("QA_CORPUS", str(corpus))
    monkeypatch.setenv("QA_INDEX", str(tmp_path / "index"))

    def run_command(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        printed = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, printed.out, printed.err

    return run_command


def golden(corpus: Path, *rows: dict[str, Any]) -> None:
    (corpus / "golden.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


@pytest.mark.parametrize("command", [[], *([name] for name in cli.commands)])
def test_every_command_has_help(run: Run, command: list[str]) -> None:
    code, out, err = run(*command, "--help")
    assert (code, err) == (0, "")
    assert out.startswith("Usage: qa-service")


def test_every_command_that_reports_takes_json() -> None:
    grouped = {f"{group.name} {name}": each for group in (keys, questions) for name, each in group.commands.items()}
    reporting = {**cli.commands, **grouped}
    flags = {name: {flag for each in command.params for flag in each.opts} for name, command in reporting.items()}
    assert {name for name, has in flags.items() if "--json" not in has} == {"serve", "mcp", "keys", "questions"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["ask"],
        ["ask", " "],
        ["ask", "س" * 1001],
        ["ask", "\udcff"],
        ["ask", "x", "--max-sentences", "11"],
        ["check", "--nonsense"],
        ["index", "--max-file-bytes", "many"],
        ["evaluate", "--documents", "/none.jsonl"],
    ],
)
def test_wrong_usage_exits_2_and_says_why_on_stderr(run: Run, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.strip()


def test_a_corpus_that_is_not_there_is_one_plain_sentence(run: Run) -> None:
    code, out, err = run("index", "--corpus", "/no/such/folder")
    assert (code, out) == (1, "")
    assert err.startswith("qa-service: ")
    assert err.count("\n") == 1
    assert "/no/such/folder" in err


def test_a_fault_of_the_program_is_a_sentence_and_no_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def broken() -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setitem(cli.commands, "broken", broken)
    code, out, err = run("broken")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "ZeroDivisionError" in err


def test_ask_prints_the_sentence_and_its_position(run: Run) -> None:
    code, out, _ = run("ask", "من يشارك في رئاسة المنتدى العالمي لمكافحة الإرهاب؟", "--min-confidence", "0")
    assert code == 0
    assert re.search(r"^.*كندا.* \[1\]$", out, re.MULTILINE)
    assert re.search(r"^\[1\] المنتدى العالمي لمكافحة الإرهاب · forum \d+-\d+$", out, re.MULTILINE)


def test_ask_prints_the_answer_of_the_api_as_json(run: Run, corpus: Path) -> None:
    code, out, _ = run("ask", "كم يبلغ طول نهر النيل؟", "--json", "--min-confidence", "0", "--max-sentences", "1")
    answer = json.loads(out)
    cited = answer["citations"][0]
    text = (corpus / "nile.txt").read_text(encoding="utf-8").split("---\n", 2)[2]
    assert code == 0
    assert len(answer["sentences"]) == 1
    assert text[cited["start"] : cited["end"]] == cited["quote"]
    assert "\\u" not in out


def test_an_honest_no_is_a_success_and_cites_nothing(run: Run) -> None:
    code, out, _ = run("ask", "ما عملة البرازيل؟")
    assert code == 0
    assert "لا جواب" in out
    assert "[1]" not in out


def test_control_characters_of_a_document_never_reach_the_terminal() -> None:
    assert printable("ا\x1b[2Jب\x9bج\nد\u2028ه") == "ا\ufffd[2Jب\ufffdج د ه"


def test_index_builds_once_and_again_only_when_the_corpus_changes(run: Run, corpus: Path) -> None:
    first, second = (json.loads(run("index", "--json")[1]) for _ in range(2))
    assert (first["documents"], first["built"], second["built"]) == (3, True, False)
    assert first["version"] == second["version"]
    (corpus / "more.txt").write_text("مقال جديد عن البحر.\n\nالبحر واسع جدا.", encoding="utf-8")
    third = json.loads(run("index", "--json")[1])
    assert (third["documents"], third["built"]) == (4, True)


def test_an_index_that_was_damaged_is_built_anew(run: Run, tmp_path: Path) -> None:
    run("index")
    for path in (tmp_path / "index").rglob("*.npy"):
        path.write_bytes(b"damaged")
    code, out, _ = run("index", "--json")
    assert (code, json.loads(out)["built"]) == (0, True)


def test_an_index_that_other_code_built_is_built_anew(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("index")
    monkeypatch.setattr(index_store, "program", lambda: "of tomorrow")
    assert json.loads(run("index", "--json")[1])["built"] is True


def test_an_index_from_before_the_corpus_was_put_back_is_not_taken_for_current(run: Run, corpus: Path) -> None:
    run("index")
    (corpus / "more.txt").write_text("مقال جديد عن البحر.", encoding="utf-8")
    run("index")
    (corpus / "more.txt").unlink()
    assert json.loads(run("index", "--json")[1])["documents"] == 3


def test_an_index_that_cannot_be_written_is_a_failure_of_index_but_not_of_ask(run: Run, corpus: Path) -> None:
    blocked = str(corpus / "nile.txt" / "index")
    assert run("index", "--index", blocked)[0] == 1
    code, out, _ = run("ask", "كم يبلغ طول نهر النيل؟", "--index", blocked, "--min-confidence", "0")
    assert code == 0
    assert "6650" in out


def test_a_rejected_file_is_reported_and_does_not_stop_the_others(run: Run, corpus: Path) -> None:
    (corpus / "bad.txt").write_bytes(b"\x00\x00")
    code, out, err = run("index", "--json")
    report = json.loads(out)
    assert (code, report["documents"]) == (0, 3)
    assert [each["file"] for each in report["problems"]] == ["bad.txt"]
    assert json.loads(run("index", "--json")[1])["problems"] == report["problems"]
    assert "bad.txt" in run("index")[2]
    assert err == ""


def test_check_passes_on_a_good_corpus_and_leaves_the_index_alone(run: Run, corpus: Path, tmp_path: Path) -> None:
    golden(corpus, {"question": "كم يبلغ طول نهر النيل؟", "answers": ["6650"], "document_id": "nile"})
    code, out, _ = run("check", "--json", "--min-confidence", "0")
    assert code == 0
    assert json.loads(out) == {
        "documents": 3,
        "problems": [],
        "boilerplate": [],
        "recurring": [],
        "golden": {"asked": 1, "right": 1, "failed": []},
    }
    assert not (tmp_path / "index").exists()


def test_the_shipped_corpus_passes_its_own_check(run: Run) -> None:
    code, out, err = run("check", "--corpus", str(Path(__file__).parents[2] / "corpus"))
    assert (code, err) == (0, "")
    assert "golden questions 122 right of 122" in out


def test_check_fails_when_a_golden_question_goes_wrong(run: Run, corpus: Path) -> None:
    golden(corpus, {"id": "g7", "question": "كم يبلغ طول نهر النيل؟", "answers": ["مليون"], "document_id": "nile"})
    code, out, err = run("check")
    assert code == 1
    assert "0 right of 1" in out
    assert "g7" in err


def test_check_fails_on_a_rejected_file_and_on_a_bad_golden_line(run: Run, corpus: Path) -> None:
    (corpus / "bad.txt").write_bytes(b"\x00\x00")
    (corpus / "golden.jsonl").write_text("{}\n", encoding="utf-8")
    code, out, _ = run("check", "--json")
    problems = json.loads(out)["problems"]
    assert code == 1
    assert {(each["file"], each["level"]) for each in problems} == {("bad.txt", "error"), ("golden.jsonl", "error")}
    assert set(problems[0]) == {"file", "line", "byte", "level", "code", "reason", "remedy"}


def test_check_names_copies_and_their_originals(run: Run, corpus: Path) -> None:
    text = "يبلغ طول نهر أم الربيع 555 كيلومترا. ينبع من جبال الأطلس المتوسط ويصب في المحيط الأطلسي قرب مدينة أزمور."
    (corpus / "a.txt").write_text(text, encoding="utf-8")
    (corpus / "b.jsonl").write_text(json.dumps({"text": f"{text}\n"}), encoding="utf-8")
    code, out, _ = run("check", "--json")
    [told] = json.loads(out)["problems"]
    assert (code, told["file"], told["line"], told["code"], told["level"]) == (0, "b.jsonl", 1, "same_text", "warning")
    assert "a.txt" in told["reason"]


def test_a_report_of_many_problems_stays_readable_and_json_has_them_all(run: Run, corpus: Path) -> None:
    for number in range(300):
        (corpus / f"e{number:03}.txt").write_bytes(b"\0")
    _, _, err = run("check")
    assert len(err.splitlines()) == 51
    assert "error: 250 more of this kind" in err
    assert len(json.loads(run("check", "--json")[1])["problems"]) == 300


def test_a_golden_question_that_fails_is_reported_with_what_was_shown_instead(run: Run, corpus: Path) -> None:
    golden(corpus, {"id": "g", "question": "كم يبلغ طول نهر النيل؟", "answers": ["كلمة أخرى"]})
    assert "shown instead: " in run("check")[2]


def test_check_passes_with_warnings_alone(run: Run, corpus: Path) -> None:
    (corpus / "odd.txt").write_text("---\ncolour: blue\n---\nالسماء زرقاء اليوم.\n", encoding="utf-8")
    code, out, _ = run("check", "--json")
    assert [each["level"] for each in json.loads(out)["problems"]] == ["warning"]
    assert code == 0


def test_status_lists_new_changed_deleted_and_rejected(run: Run, corpus: Path) -> None:
    before = json.loads(run("status", "--json")[1])
    assert (before["indexed"], before["new"]) == (None, ["forum", "moon", "nile"])
    run("index")
    assert "new: " not in run("status")[1]
    (corpus / "nile.txt").write_text("نهر النيل طويل.", encoding="utf-8")
    (corpus / "moon.md").unlink()
    (corpus / "sea.txt").write_text("البحر واسع.", encoding="utf-8")
    (corpus / "bad.txt").write_bytes(b"\x00")
    code, out, _ = run("status", "--json")
    after = json.loads(out)
    assert code == 0
    assert (after["new"], after["changed"], after["deleted"]) == (["sea"], ["nile"], ["moon"])
    assert [each["file"] for each in after["rejected"]] == ["bad.txt"]
    assert after["indexed"]["documents"] == 3


@pytest.fixture
def data_set(tmp_path: Path, documents: tuple[Any, ...]) -> tuple[list[str], str]:
    """Two files of documents, one of questions."""
    files = []
    for document in documents[:2]:
        files.append(tmp_path / f"{document.id}-documents.jsonl")
        files[-1].write_text(json.dumps({"id": document.id, "title": document.title, "text": document.text}) + "\n")
    questions = tmp_path / "questions.jsonl"
    questions.write_text(
        json.dumps(
            {
                "id": "1",
                "question": "كم يبلغ طول نهر النيل؟",
                "answers": ["6650"],
                "document_id": "nile",
                "paragraph": 0,
            }
        )
    )
    return [str(each) for each in files], str(questions)


def test_evaluate_takes_several_files_after_one_flag_as_the_shell_gives_them(
    run: Run, data_set: tuple[list[str], str]
) -> None:
    documents, questions = data_set
    code, out, _ = run("evaluate", "--documents", *documents, "--questions", questions, "--json")
    report = json.loads(out)
    assert code == 0
    assert report["sets"]["ALL"]["n"] == 1
    assert report["sets"]["ALL"]["hit@1"] == 100.0
    assert report["citations that do not round-trip"] == 0


def test_evaluate_prints_a_table(run: Run, data_set: tuple[list[str], str]) -> None:
    documents, questions = data_set
    code, out, _ = run("evaluate", "--documents", *documents, f"--questions={questions}", "--absent", questions)
    assert code == 0
    assert re.search(r"^ALL +1 +100\.0", out, re.MULTILINE)
    assert "AUROC" in out


def test_evaluate_fails_when_a_document_is_rejected(run: Run, data_set: tuple[list[str], str]) -> None:
    documents, questions = data_set
    code, _, err = run("evaluate", "--documents", documents[0], documents[0], "--questions", questions)
    assert code == 1
    assert "duplicate_id" in err


def test_evaluate_names_the_line_of_a_bad_question(run: Run, data_set: tuple[list[str], str]) -> None:
    documents, questions = data_set
    Path(questions).write_text("{}\n")
    code, out, err = run("evaluate", "--documents", documents[0], "--questions", questions)
    assert (code, out) == (1, "")
    assert "line 1" in err


@pytest.fixture
def server(corpus: Path, tmp_path: Path) -> Iterator[str]:
    """The address of `qa-service serve` with two workers on a free port."""
    environment = {**os.environ, "QA_CORPUS": str(corpus), "QA_INDEX": str(tmp_path / "index")}
    command = [sys.executable, "-m", "qa_service", "serve", "--port", "0", "--workers", "2", "--min-confidence", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            ready = next(line for line in process.stderr if line.startswith("Serving"))
            yield ready.split(" at ")[1].split()[0]
        finally:
            process.send_signal(signal.SIGTERM)
            log = process.stderr.read()
    assert process.returncode == 0, log
    assert "Traceback" not in log


def get(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=30) as response:
        return json.load(response)


def test_serve_answers_on_a_free_port_and_ends_on_a_signal(server: str) -> None:
    question = urllib.parse.quote("من يشارك في رئاسة المنتدى العالمي لمكافحة الإرهاب؟")
    assert "كندا" in get(f"{server}ask?q={question}")["citations"][0]["quote"]
    assert get(f"{server}readyz")["documents"] == 3


def test_serve_takes_the_longest_question_in_the_address(server: str) -> None:
    question = urllib.parse.quote("من يشارك في رئاسة المنتدى؟ " + "ش" * 960)
    assert get(f"{server}ask?q={question}")["status"]


def test_serve_on_a_taken_port_exits_1_with_one_sentence(server: str, run: Run) -> None:
    port = urllib.parse.urlsplit(server).port
    code, out, err = run("serve", "--port", str(port))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert str(port) in err


def test_feedback_and_unanswered_list_what_readers_left(run: Run, engine: Engine, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "data", keeps_questions=True)
    journal.note(engine.ask("ما عدد أقمار المشتري؟", request_id="r1", min_confidence=1))
    journal.vote("r1", "down", "أين الجواب\n؟")
    code, out, err = run("feedback", "--json")
    assert (code, err) == (0, "")
    report = json.loads(out)
    assert (report["up"], report["down"], report["votes"][0]["request_id"]) == (0, 1, "r1")
    assert "أين الجواب ؟" in run("feedback")[1]
    code, out, _ = run("unanswered", "--json")
    assert code == 0
    assert [(each["question"], each["times"]) for each in json.loads(out)["questions"]] == [
        ("ما عدد أقمار المشتري؟", 1)
    ]
    assert "المشتري" in run("unanswered")[1]


def test_where_no_questions_were_kept_unanswered_says_how_to_keep_them(run: Run) -> None:
    code, out, err = run("unanswered")
    assert (code, out) == (0, "")
    assert "QA_LOG_QUESTIONS=1" in err
    assert json.loads(run("unanswered", "--json")[1]) == {"kept": False, "questions": [], "groups": []}
    assert json.loads(run("feedback", "--json")[1]) == {"up": 0, "down": 0, "votes": []}


def test_keys_are_made_listed_and_revoked(run: Run, tmp_path: Path) -> None:
    code, secret, err = run("keys", "make", "صحيفة", "--scope", "ask", "--scope", "operate")
    assert code == 0
    assert KeyRing(tmp_path / "data").holder(secret.strip())
    assert secret.strip() not in err
    [listed] = json.loads(run("keys", "list", "--json")[1])["keys"]
    assert (listed["name"], listed["scopes"]) == ("صحيفة", ["ask", "operate"])
    assert "sha256" not in listed
    assert listed["id"] in run("keys", "list")[1]
    made = json.loads(run("keys", "make", "x", "--scope", "feedback", "--days", "3", "--json")[1])
    assert made["made"] < made["ends"] and made["ends"] in run("keys", "list")[1]
    assert KeyRing(tmp_path / "data").holder(made["key"])
    assert run("keys", "revoke", "no-such-id")[0] == 1
    assert json.loads(run("keys", "revoke", listed["id"], made["id"], "--json")[1]) == {
        "revoked": [listed["id"], made["id"]]
    }
    assert run("keys", "list")[1] == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["make", "x"],
        ["make", "x", "--scope", "all"],
        ["revoke"],
        ["make", "a\nb", "--scope", "ask"],
        ["make", " ", "--scope", "ask"],
    ],
)
def test_wrong_usage_of_keys_exits_2(run: Run, arguments: list[str]) -> None:
    code, out, err = run("keys", *arguments)
    assert (code, out) == (2, "")
    assert err
