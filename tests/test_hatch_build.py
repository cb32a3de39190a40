"""The build hook: a library where there is a compiler, and a plain word where there is none."""

import shutil
from pathlib import Path

import pytest

hatch_build = pytest.importorskip("hatch_build")
SOURCES = Path(__file__).parents[1] / hatch_build.SOURCES


@pytest.mark.skipif(not shutil.which("cc"), reason="there is no C compiler")
def test_the_kernel_compiles_without_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "cc -Wall -Wextra -Wpedantic -Werror")
    assert hatch_build.compiled(SOURCES, tmp_path / "kernel.so") == ""
    assert [file.name for file in tmp_path.iterdir()] == ["kernel.so"]


@pytest.mark.parametrize(("compiler", "told"), [("false", "false failed"), ("no-such-compiler", "No such file")])
def test_a_compiler_that_fails_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiler: str, told: str
) -> None:
    monkeypatch.setenv("CC", compiler)
    assert told in hatch_build.compiled(SOURCES, tmp_path / "kernel.so")
    assert not list(tmp_path.iterdir())


def test_without_a_compiler_the_reason_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt-get install gcc" in hatch_build.compiled(SOURCES, tmp_path / "kernel.so")
