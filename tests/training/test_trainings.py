"""The command line of the trainings: one name each, and the ranker where none is given."""

import pytest
from click.testing import CliRunner

from qa_service.training.__main__ import main
from tests.available import lightgbm_or_skip


@pytest.mark.parametrize("arguments", [[], ["ranker"], ["--threshold", "0.5"]])
def test_without_a_name_the_ranker_is_meant(arguments: list[str]) -> None:
    lightgbm_or_skip()
    run = CliRunner().invoke(main, arguments)
    assert (run.exit_code, "Missing option '--documents'" in run.output) == (2, True)
    assert "ranker [OPTIONS]" in run.output


def test_the_help_names_both() -> None:
    run = CliRunner().invoke(main, ["--help"])
    assert run.exit_code == 0
    assert "ranker" in run.output
    assert "reader" in run.output


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (
            ModuleNotFoundError("No module named 'torch'", name="torch"),
            "torch isn't installed: pip install -e '.[train]'.",
        ),
        (
            OSError("libgomp.so.1: cannot open shared object file"),
            "libgomp.so.1: cannot open shared object file (Debian: apt-get install libgomp1).",
        ),
    ],
)
def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, fault: Exception, message: str) -> None:
    def missing(_name: str) -> None:
        raise fault

    monkeypatch.setattr("qa_service.training.__main__.import_module", missing)
    run = CliRunner().invoke(main, ["reader"])
    assert (run.exit_code, run.output) == (1, f"Error: {message}\n")
