"""The quick start of the README, word for word: what it tells to type does what it shows."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
LEFT_BEHIND = shutil.ignore_patterns(".venv", ".git", "__pycache__", ".*_cache", ".hypothesis", "build", "dist")


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh copy, with the virtual environment of this run, so that nothing is downloaded."""
    folder = tmp_path_factory.mktemp("readme") / "qa-service"
    shutil.copytree(ROOT, folder, ignore=LEFT_BEHIND)
    (folder / ".venv").mkdir()
    for part in ("bin", "lib", "pyvenv.cfg"):
        (folder / ".venv" / part).symlink_to(Path(sys.prefix) / part)
    (folder / ".venv" / ".installed").touch()
    return folder


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    return {
        **kept,
        "QA_READER": "off",
        "XDG_DATA_HOME": str(tmp_path_factory.mktemp("data")),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }


@pytest.fixture(scope="module")
def port(checkout: Path, environment: dict[str, str]) -> Iterator[int]:
    """Of the server that the first command of the quick start runs."""
    if shutil.which("make") is None:
        pytest.skip("no make on PATH")
    command = next(code for language, code in BLOCKS if language == "sh").splitlines()[0].partition("#")[0].split()
    assert command == ["make", "serve"]
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = int(free.getsockname()[1])
    with subprocess.Popen(
        command, cwd=checkout, env={**environment, "QA_PORT": str(number)}, start_new_session=True
    ) as process:
        give_up = time.monotonic() + 60
        while time.monotonic() < give_up and process.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{number}/livez", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield number
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)


def test_the_page_is_served_and_the_command_for_programs_answers(port: int) -> None:
    if shutil.which("curl") is None:
        pytest.skip("no curl on PATH")
    assert "http://127.0.0.1:8000/" in README
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as page:
        assert b'dir="rtl"' in page.read()
    command = next(code for language, code in BLOCKS if language == "sh" and code.startswith("curl"))
    assert "127.0.0.1:8000" in command
    run = subprocess.run(["sh", "-c", command.replace("8000", str(port))], capture_output=True, text=True, check=True)
    assert '"status":"answered"' in run.stdout


def test_the_python_of_the_quick_start_prints_an_answer(checkout: Path) -> None:
    code = next(code for language, code in BLOCKS if language == "python")
    run = subprocess.run([sys.executable, "-c", code], cwd=checkout, capture_output=True, text=True, check=True)
    assert run.stdout.startswith("answered ") or run.stdout.startswith("uncertain ")
    assert "6650" in run.stdout


def test_the_terminal_shows_what_the_readme_shows(checkout: Path, environment: dict[str, str]) -> None:
    shown = next(code for _, code in BLOCKS if code.startswith("$ "))
    for part in shown.strip().split("$ ")[1:]:
        command, _, output = part.partition("\n")
        run = subprocess.run(
            ["sh", "-c", command], cwd=checkout, env=environment, capture_output=True, text=True, check=True
        )
        assert run.stdout.split() == output.split()
