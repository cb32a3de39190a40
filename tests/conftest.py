"""What tests share: a small corpus of real articles' shape, its engine, and what this machine has."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from qa_service.corpus.document import Document
from qa_service.engine import Engine

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
os.environ.setdefault("QA_READER", "off")  # what it adds, and costs, is tested in tests/reader
SHARED_QUESTIONS = Path(__file__).resolve().parents[2] / "shared" / "eval"

NILE = """نهر النيل أطول أنهار إفريقيا، ويبلغ طوله 6650 كيلومترا.

ينبع النيل الأبيض من بحيرة فيكتوريا، وينبع النيل الأزرق من بحيرة تانا في إثيوبيا. يلتقي النهران في الخرطوم."""
MOON = """هبطت المركبة أبولو 11 على سطح القمر في 20 يوليو 1969.

كان نيل أرمسترونغ أول إنسان يمشي على القمر. بقي مايكل كولينز في المدار."""
FORUM = """تشارك كندا المغرب في رئاسة المنتدى العالمي لمكافحة الإرهاب.

يضم المنتدى ثلاثين عضوا، وقد تأسس في نيويورك سنة 2011."""


settings.register_profile("all", deadline=None)  # a test tells nothing of the time that it takes
settings.register_profile("check", deadline=None, max_examples=10)
settings.load_profile("all")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what starts a server, try fewer examples where that is wanted, and skip what this machine can't run."""
    for item in items:
        if "server" in getattr(item, "fixturenames", ()) or hasattr(getattr(item, "module", None), "serving"):
            item.add_marker("slow")
        if config.getoption("--hypothesis-profile") == "check":
            _try_few(getattr(item, "obj", None))
    _skip_what_is_missing(items)


def _try_few(test: object) -> None:
    """Have Hypothesis try no more examples than the profile says, whatever the test asks for."""
    wanted, most = getattr(test, "_hypothesis_internal_use_settings", None), settings.default.max_examples
    if wanted is not None and wanted.max_examples > most:
        test._hypothesis_internal_use_settings = settings(wanted, max_examples=most)  # type: ignore[attr-defined]


def _skip_what_is_missing(items: list[pytest.Item]) -> None:
    """Skip what this machine can't run, saying what is missing."""
    missing = {}
    if not any(map(shutil.which, BROWSERS)):
        missing["browser"] = "no Chromium on PATH"
    if not SHARED_QUESTIONS.is_dir():
        missing["shared"] = "no labelled questions beside the repository"
    for item in items:
        for mark, reason in missing.items():
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def documents() -> tuple[Document, ...]:
    """Three short articles."""
    return (
        Document(id="nile", title="نهر النيل", text=NILE, date="2024-01-05", language="ar", tags=("جغرافيا",)),
        Document(id="moon", title="أبولو 11", text=MOON, date="2024-02-10", language="ar"),
        Document(id="forum", title="المنتدى العالمي لمكافحة الإرهاب", text=FORUM, language="ar"),
    )


@pytest.fixture(scope="session")
def engine(documents: tuple[Document, ...]) -> Engine:
    """The engine over them."""
    return Engine.build(documents)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus folder with the same three articles, as files."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, title, text in (
        ("nile.txt", "نهر النيل", NILE),
        ("moon.md", "أبولو 11", MOON),
        ("forum.txt", "المنتدى العالمي لمكافحة الإرهاب", FORUM),
    ):
        (folder / name).write_text(f"---\ntitle: {title}\n---\n{text}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def labelled_data() -> Path:
    """The folder of labelled questions; for tests marked `shared`."""
    return SHARED_QUESTIONS


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte and a half, which only root may make."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no right to mount a small disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)
