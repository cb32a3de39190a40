"""The release of gunicorn: the worker rests on the inside of one minor release, and no other may serve unnoticed."""

import re
import tomllib
from importlib.metadata import version

from tests.web.real_server import ROOT


def test_the_gunicorn_that_is_installed_is_the_one_that_the_worker_was_tested_with() -> None:
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    pinned = next(each for each in dependencies if each.startswith("gunicorn"))
    bounds = re.fullmatch(r"gunicorn>=(\d+)\.(\d+)\.\d+,<(\d+)\.(\d+)", pinned)
    assert bounds is not None, f"{pinned}: pin gunicorn to one minor release"
    major, minor, end_major, end_minor = map(int, bounds.groups())
    assert (end_major, end_minor) == (major, minor + 1), f"{pinned}: pin gunicorn to one minor release"
    installed = version("gunicorn")
    assert installed.split(".")[:2] == [str(major), str(minor)], (
        f"gunicorn {installed} is installed, and the worker in qa_service/web/server rests on the inside of "
        f"{major}.{minor}. Install that again; or run tests/web/server with the new one, read what changed in "
        "gunicorn/workers/gthread.py, and move the pin in pyproject.toml."
    )
