"""Indexer process: a process that waits for the word to index, and goes when nobody is left to give it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa_service.runtime import corpus_watcher
from qa_service.runtime.corpus_watcher import Watcher
from qa_service.runtime.index_store import indexed, stale_fingerprint
from qa_service.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]


pytestmark = pytest.mark.slow


@pytest.fixture
def settings(corpus: Path, tmp_path: Path) -> Settings:
    return load_settings({"QA_READER": "off"}, corpus=corpus, index=tmp_path / "index")


def stand_by(settings: Settings, said: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QA_CORPUS": str(settings.corpus), "QA_INDEX": str(settings.index)}
    return subprocess.run([sys.executable, "-m", "qa_service.runtime.indexer_process"], input=said, env=environment,
                          cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)  # fmt: skip


def test_a_word_makes_the_index_current_and_silence_does_nothing(settings: Settings) -> None:
    assert stand_by(settings, "").returncode == 0
    assert indexed(settings) is None
    run = stand_by(settings, "index\nindex\n")
    assert (run.returncode, run.stdout, run.stderr) == (0, "done\ndone\n", "")
    assert stale_fingerprint(settings) is None


def test_a_corpus_that_cannot_be_read_is_reported_in_one_line(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "corpus").rename(tmp_path / "gone")
    run = stand_by(settings, "index\n")
    assert run.returncode == 1
    assert run.stdout.count("\n") == 1
    assert "corpus" in run.stdout
    assert run.stderr == ""


def wait_until_current(settings: Settings) -> None:
    deadline = time.monotonic() + 30
    while stale_fingerprint(settings) is not None:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def watching_few_files(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Watcher:
    """A watcher that has a process ready for any corpus, begun, and the index current."""
    monkeypatch.setattr(corpus_watcher, "_STANDBY_FROM_FILES", 1)
    watcher = Watcher(settings)
    watcher.start()
    wait_until_current(settings)
    return watcher


def test_a_watched_corpus_of_many_files_has_a_process_ready_while_it_is_watched(
    settings: Settings, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = watching_few_files(settings, monkeypatch)
    (corpus / "new.txt").write_text("وصلت القافلة إلى الواحة.", encoding="utf-8")
    wait_until_current(settings)
    ready = watcher._standby
    (corpus / "new.txt").unlink()
    wait_until_current(settings)
    assert ready is not None
    assert watcher._standby is ready  # one for all changes
    watcher.stop()
    watcher._thread.join(timeout=30)
    assert not watcher._thread.is_alive()
    assert ready.returncode == 0


def test_a_process_that_was_killed_is_replaced_for_the_next_change(
    settings: Settings, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = watching_few_files(settings, monkeypatch)
    deadline = time.monotonic() + 30
    while (killed := watcher._standby) is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    killed.kill()
    killed.wait(timeout=30)
    (corpus / "new.txt").write_text("وصلت القافلة إلى الواحة.", encoding="utf-8")
    wait_until_current(settings)
    watcher.stop()
    watcher._thread.join(timeout=30)


def test_a_file_that_comes_before_the_system_reports_changes_is_seen(
    settings: Settings, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*given: Any, **more: Any) -> Iterator[Any]:
        (corpus / "new.txt").write_text("وصلت القافلة إلى الواحة.", encoding="utf-8")
        return watching_files(*given, **more)

    watching_files = corpus_watcher.watch
    monkeypatch.setattr(corpus_watcher, "watch", late)
    monkeypatch.setattr(corpus_watcher, "_LOOK_EVERY_SECONDS", 1000.0)
    watcher = Watcher(settings)
    watcher.start()
    deadline = time.monotonic() + 30
    while not (corpus / "new.txt").exists() or stale_fingerprint(settings) is not None:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    watcher.stop()
    watcher._thread.join(timeout=30)
