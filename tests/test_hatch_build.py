"""The build hook: a library by the machine's compiler or by that of PyPI, and a plain word where neither can."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

hatch_build = pytest.importorskip("hatch_build")
from tests.available import compiler  # noqa: E402

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / hatch_build.SOURCES
HAS_COMPILER = bool(compiler())


def hook(target: str) -> object:
    """The hook as hatchling makes it for a target."""
    return hatch_build.KernelBuildHook(str(ROOT), {}, None, None, "", target)


@pytest.fixture
def no_compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.skipif(not HAS_COMPILER, reason="there is no C compiler")
def test_the_kernel_compiles_without_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", f"{compiler()[0]} -Wall -Wextra -Wpedantic -Werror")
    assert hatch_build.compiled(SOURCES, tmp_path / "kernel.so") == ""
    assert [file.name for file in tmp_path.iterdir()] == ["kernel.so"]


@pytest.mark.parametrize(("compiler", "told"), [("false", "false failed"), ("no-such-compiler", "No such file")])
def test_a_compiler_that_fails_is_reported_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiler: str, told: str
) -> None:
    monkeypatch.setenv("CC", compiler)
    assert told in hatch_build.compiled(SOURCES, tmp_path / "kernel.so")
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("no_compiler")
def test_without_a_compiler_the_one_of_pypi_is_asked_for() -> None:
    assert hook("wheel").dependencies() == [hatch_build.ZIG]
    assert hook("sdist").dependencies() == []


@pytest.mark.skipif(not HAS_COMPILER, reason="there is no C compiler")
def test_with_a_compiler_nothing_is_asked_for() -> None:
    assert hook("wheel").dependencies() == []


@pytest.mark.usefixtures("no_compiler")
def test_without_any_compiler_the_reason_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hatch_build.importlib.util, "find_spec", lambda _: None)
    assert "apt-get install gcc" in hatch_build.compiled(SOURCES, tmp_path / "kernel.so")


def test_a_compiler_without_the_headers_of_its_library_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "cc"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert hatch_build.machine_compiler() is None


@pytest.mark.skipif(not HAS_COMPILER, reason="there is no C compiler")
def test_a_wheel_is_for_every_python_of_the_platform_and_holds_the_library(tmp_path: Path) -> None:
    build = f"import hatchling.build; print(hatchling.build.build_wheel({str(tmp_path)!r}))"
    run = subprocess.run([sys.executable, "-c", build], cwd=ROOT, capture_output=True, text=True, check=True)
    name = run.stdout.split()[-1]
    assert "-py3-none-" in name
    assert not name.endswith("-any.whl")
    assert hatch_build.LIBRARY in zipfile.ZipFile(tmp_path / name).namelist()
