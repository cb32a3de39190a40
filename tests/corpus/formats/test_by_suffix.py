"""By suffix: every suffix of the corpus has a reader, and the libraries of the extra are asked for only when needed."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from qa_service.corpus.folder import read_file
from qa_service.corpus.formats.by_suffix import READERS


def test_every_format_has_a_reader() -> None:
    assert set(READERS) == {
        *(".txt", ".md", ".html", ".json", ".jsonl"),
        *(".docx", ".pdf", ".epub", ".xml", ".rss", ".atom"),
    }


def test_the_library_of_the_extra_is_not_imported_before_its_first_file() -> None:
    program = "import sys, qa_service.corpus.folder; sys.exit('pdfminer' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_file_that_needs_the_extra_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    [problem] = read_file(tmp_path, "a.pdf").problems
    assert problem.code == "needs_extra"
    assert "pdfminer" in problem.reason and "qa-service[formats]" in problem.remedy
