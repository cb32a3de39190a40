"""The wheel in an environment of its own, served by gunicorn as by `serve`; the source that it can be built from."""

import os
import re
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.available import compiler
from tests.web.real_server import ROOT, Server

pytest.importorskip("hatchling", reason="no hatchling to build the package with")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not compiler(), reason="there is no C compiler")]
CONFIG = ("--config", "python:qa_service.gunicorn_conf")


def build(kind: str, source: Path, into: Path) -> Path:
    """A wheel or an sdist of a folder, by the libraries of this environment."""
    code = f"import hatchling.build as build; print(build.build_{kind}({str(into)!r}))"
    run = subprocess.run([sys.executable, "-c", code], cwd=source, capture_output=True, text=True, check=True)
    return into / run.stdout.split()[-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new environment with the wheel; what the service needs is found where this one has it."""
    folder = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    site = next(folder.glob("lib/*/site-packages"))
    (site / "libraries.pth").write_text("\n".join(path for path in sys.path if "site-packages" in path))
    install = [folder / "bin" / "pip", "install", "--quiet", "--no-index", "--no-deps", wheel]
    subprocess.run(install, check=True, capture_output=True)
    return folder / "bin" / "python"


@contextmanager
def gunicorn(python: Path, corpus: Path, work: Path, *options: str) -> Iterator[tuple[Server, Path]]:
    """A server on a port of the system's choice, with these options of gunicorn, and the file of its log."""
    log = work / "log"
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("QA_", "PYTHONPATH"))}
    environ |= {"QA_CORPUS": str(corpus), "QA_INDEX": str(work / "index"), "QA_READER": "off", "QA_WATCH": "0"}
    command = [python, "-m", "gunicorn", *options, "--bind", "127.0.0.1:0", "qa_service.wsgi:app"]
    with log.open("wb") as stream, subprocess.Popen(command, cwd=work, env=environ, stderr=stream) as process:
        try:
            give_up = time.monotonic() + 120
            while not (found := re.search(r"Listening at: http://127.0.0.1:(\d+)", log.read_text())):
                assert process.poll() is None and time.monotonic() < give_up, log.read_text()
                time.sleep(0.1)
            yield Server(int(found[1])), log
        finally:
            process.terminate()
            process.wait(40)


def test_gunicorn_serves_the_installed_package_with_its_worker_and_limits(
    python: Path, corpus: Path, tmp_path: Path
) -> None:
    with gunicorn(python, corpus, tmp_path, *CONFIG) as (server, log):
        assert server.ask("كم يبلغ طول نهر النيل؟")["status"] == "answered"
        long = server.get(f"/livez?q={'x' * 8000}")  # more than gunicorn's own limit, less than that of the service
        refused = server.get("/" + "x" * 9000)
    assert "Using worker: Worker" in log.read_text()
    assert "add --config" not in log.read_text()
    assert long.status == 200
    assert (refused.status, refused.headers["content-type"]) == (414, "application/problem+json")


def test_gunicorn_without_the_settings_of_the_package_logs_how_to_add_them(
    python: Path, corpus: Path, tmp_path: Path
) -> None:
    with gunicorn(python, corpus, tmp_path) as (server, log):
        assert server.ask("كم يبلغ طول نهر النيل؟")["status"] == "answered"
    assert "add --config python:qa_service.gunicorn_conf" in log.read_text()


def test_the_command_of_the_installed_package_is_of_the_wheel(python: Path, tmp_path: Path) -> None:
    code = "import qa_service.native.library as library; print(library.__file__)"
    run = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert Path(run.stdout.strip()).is_relative_to(python.parents[1])
    command = python.with_name("qa-service")
    asked = subprocess.run(
        [command, "ask", "من يشارك في رئاسة المنتدى العالمي لمكافحة الإرهاب؟"],
        cwd=tmp_path,
        env={"XDG_DATA_HOME": str(tmp_path), "QA_READER": "off", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "كندا" in asked.stdout  # of the sample corpus, which the wheel brings


def test_the_source_distribution_has_what_its_wheel_and_its_tests_need(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(build("sdist", ROOT, tmp_path)) as archive:
        archive.extractall(tmp_path, filter="data")
    source = next(path for path in tmp_path.iterdir() if path.is_dir())
    for name in ("Makefile", "gunicorn.conf.py", "benchmarks/__init__.py", "tests/conftest.py", "deploy/Dockerfile"):
        assert (source / name).is_file(), name
    assert not list(source.rglob("kernel.so*"))
    again = build("wheel", source, tmp_path)
    assert names(again) == names(wheel)


def names(wheel: Path) -> list[str]:
    return sorted(zipfile.ZipFile(wheel).namelist())
