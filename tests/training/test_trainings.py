"""The command line of the trainings: one name each, and the ranker where none is given."""

import pytest
from click.testing import CliRunner

from qa_service.training.__main__ import main


@pytest.mark.parametrize("arguments", [[], ["ranker"], ["--threshold", "0.5"]])
def test_without_a_name_the_ranker_is_meant(arguments: list[str]) -> None:
    pytest.importorskip("lightgbm", reason="lightgbm, of the extra train, is not installed")
    run = CliRunner().invoke(main, arguments)
    assert (run.exit_code, "Missing option '--documents'" in run.output) == (2, True)
    assert "ranker [OPTIONS]" in run.output


def test_the_help_names_both() -> None:
    run = CliRunner().invoke(main, ["--help"])
    assert run.exit_code == 0
    assert "ranker" in run.output
    assert "reader" in run.output


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}", name="torch")

    monkeypatch.setattr("qa_service.training.__main__.import_module", missing)
    run = CliRunner().invoke(main, ["reader"])
    assert run.output == "Error: torch isn't installed: pip install -e '.[train]'.\n"
