"""`add`, `remove`, `diff` and `questions suggest` as a shell runs them."""

import json
from pathlib import Path

import pytest

from tests.cli.test_cli import Run, run

__all__ = ["run"]  # the fixture

RIVER = "نهر أم الربيع\n\nيبلغ طول نهر أم الربيع 555 كيلومترا.\n"


@pytest.fixture
def incoming(tmp_path: Path) -> Path:
    folder = tmp_path / "incoming"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "doc1.txt").write_text(RIVER, encoding="utf-8")
    (folder / "bad.txt").write_bytes("نص".encode() + b"\0")
    (folder / "picture.png").write_bytes(b"x")
    (folder / ".hidden.txt").write_text("سر", encoding="utf-8")
    return folder


def test_a_folder_is_added_and_answers_and_what_is_bad_is_reported(run: Run, incoming: Path, corpus: Path) -> None:
    code, out, err = run("add", str(incoming), "--yes")
    assert code == 1
    assert "1 files added, 1 rejected" in out
    assert "NUL" in err
    assert "incoming/bad.txt" in err
    assert (corpus / "incoming" / "sub" / "نهر-أم-الربيع.txt").read_text(encoding="utf-8").endswith(RIVER)
    assert not list(corpus.rglob("*hidden*"))
    assert "555" in run("ask", "كم يبلغ طول نهر أم الربيع؟")[1]


def test_nothing_is_written_without_a_yes(run: Run, incoming: Path, corpus: Path) -> None:
    before = sorted(corpus.rglob("*"))
    file = str(incoming / "sub" / "doc1.txt")
    assert run("add", file)[0] == 1
    code, out, _ = run("add", file, "--json")
    told = json.loads(out)
    assert (code, told["added"]) == (0, 0)
    assert (told["files"][0]["target"], told["files"][0]["file"]) == ("نهر-أم-الربيع.txt", None)
    assert run("remove", "nile")[0] == 1
    assert sorted(corpus.rglob("*")) == before


def test_an_id_that_is_taken_is_refused_and_a_duplicate_text_is_reported(run: Run, tmp_path: Path) -> None:
    taken = tmp_path / "again.txt"
    taken.write_text("---\nid: nile\n---\nنص آخر.", encoding="utf-8")
    code, _, err = run("add", str(taken), "--yes")
    assert code == 1
    assert "[duplicate_id]" in err
    twin = tmp_path / "twin.txt"
    twin.write_text(RIVER, encoding="utf-8")
    assert run("add", str(twin), "--yes")[0] == 0
    code, out, err = run("add", str(twin), "--yes")
    assert code == 0
    assert "[same_text]" in err
    assert "twin-2.txt" in out


@pytest.mark.parametrize("into", ["../out", "/tmp", ".git"])
def test_files_go_nowhere_but_into_the_corpus(run: Run, incoming: Path, into: str) -> None:
    assert run("add", str(incoming / "sub" / "doc1.txt"), "--yes", "--into", into)[0] == 2


def test_documents_are_removed_by_id_and_put_back(run: Run, corpus: Path) -> None:
    files = sorted(corpus.rglob("*"))
    run("index")
    assert run("remove", "nile", "nope", "--yes")[0] == 1
    assert sorted(corpus.rglob("*")) == files
    assert run("remove", "nile", "--yes")[0] == 0
    assert json.loads(run("diff", "--json")[1])["deleted"] == [{"id": "nile", "title": "نهر النيل"}]
    code, out, _ = run("remove", "--undo")
    assert (code, out.strip()) == (0, "put back: nile.txt")
    assert run("remove", "--undo")[0] == 1
    assert run("diff")[1].strip().endswith("0 new, 0 changed, 0 deleted, 0 rejected")


def test_diff_names_what_is_new_what_differs_and_what_is_left_out(run: Run, corpus: Path) -> None:
    run("index")
    (corpus / "new.txt").write_text(RIVER, encoding="utf-8")
    (corpus / "nile.txt").write_text("---\nid: nile\ntitle: نهر النيل\n---\nتغير النص.", encoding="utf-8")
    (corpus / "bad.txt").write_bytes(b"\0")
    told = json.loads(run("diff", "--json")[1])
    assert [row["id"] for row in told["new"]] == ["new"]
    assert [(row["id"], row["keys"]) for row in told["changed"]] == [("nile", ["text"])]
    assert [row["code"] for row in told["rejected"]] == ["nul"]


def test_suggested_questions_are_golden_questions_that_pass(run: Run, corpus: Path) -> None:
    (corpus / "river.txt").write_text(RIVER, encoding="utf-8")
    code, out, _ = run("questions", "suggest", "river")
    assert code == 0
    rows = [json.loads(line) for line in out.splitlines()]
    assert [(row["question"], row["answers"]) for row in rows] == [("كم يبلغ طول نهر أم الربيع؟", ["555 كيلومترا"])]
    (corpus / "golden.jsonl").write_text(out, encoding="utf-8")
    assert json.loads(run("check", "--json")[1])["golden"] == {"asked": 1, "right": 1, "failed": []}
    assert run("questions", "suggest", "nope")[0] == 1
