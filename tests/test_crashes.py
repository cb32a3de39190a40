"""Crashes: a build that is killed or finds the disk full leaves the last good index, and the next one is sound."""

import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from math import inf
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa_service.engine import Engine
from qa_service.errors import IndexUnusableError
from qa_service.index.storage import generations
from qa_service.indexing.incremental import Indexed, index_corpus
from qa_service.native.arrays import Arrays
from qa_service.runtime import index_store
from qa_service.runtime.index_store import update
from qa_service.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ("كم يبلغ طول نهر النيل؟", "من يشارك في رئاسة المنتدى؟", "أين المدينة الجديدة؟")


pytestmark = pytest.mark.slow


@pytest.fixture
def settings(corpus: Path, tmp_path: Path) -> Settings:
    for number in range(150):
        (corpus / f"{number}.txt").write_text(f"تقع المدينة رقم {number} قرب البحر.", encoding="utf-8")
    return load_settings({"QA_READER": "off"}, corpus=corpus, index=tmp_path / "index")


def indexing(settings: Settings, longest_file_bytes: int | None = None) -> "subprocess.Popen[bytes]":
    """A process that indexes, no file of it longer than so many bytes."""

    def limit() -> None:
        if longest_file_bytes is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (longest_file_bytes, longest_file_bytes))

    environment = {**os.environ, "QA_CORPUS": str(settings.corpus), "QA_INDEX": str(settings.index)}
    command = [sys.executable, "-m", "qa_service", "index", "--json"]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            preexec_fn=limit)  # noqa: PLW1509  # fmt: skip


def assert_cites_what_stands_there(settings: Settings) -> str:
    """Whatever index is there answers, and every quotation stands where it says; the version of the index."""
    engine = Engine.open(settings.index)
    for question in QUESTIONS:
        answer = engine.ask(question, min_confidence=0)
        assert answer.citations
        for citation in answer.citations:
            document = engine.document(citation.document_id)
            assert document is not None
            assert document.text[citation.start : citation.end] == citation.quote
    return engine.info.version


def assert_sound(settings: Settings) -> None:
    """The index on disk is that of the corpus as it is, and nothing is left over."""
    arrays, _ = generations.load(settings.index)
    anew = index_corpus(settings.corpus, max_file_bytes=settings.max_file_bytes).arrays
    assert arrays.keys() == anew.keys()
    assert all(np.array_equal(arrays[name], anew[name]) for name in anew)
    assert list(settings.index.glob("building-*")) == []


@pytest.mark.parametrize("kills", [2, pytest.param(50, marks=pytest.mark.nightly)])
def test_builds_that_are_killed_at_any_moment_leave_a_good_index(settings: Settings, corpus: Path, kills: int) -> None:
    update(settings)
    chance = random.Random(7)
    began = time.monotonic()
    process = indexing(settings)
    process.communicate(timeout=120)
    whole_s = time.monotonic() - began
    for number in range(kills):
        (corpus / f"{number * 7 % 150}.txt").write_text(f"تقع المدينة الجديدة {number} في الجبل.", encoding="utf-8")
        process = indexing(settings)
        time.sleep(chance.uniform(0.4, 1.3) * whole_s)
        process.kill()
        process.communicate(timeout=120)
        assert_cites_what_stands_there(settings)
    update(settings)
    assert_sound(settings)


def swap_for_ever(folder: Path, contents: list[Arrays]) -> None:
    """Save one index after the other, each taking the other's place."""
    while True:
        for arrays in contents:
            generations.save(folder, arrays)


@pytest.mark.parametrize("kills", [4, pytest.param(200, marks=pytest.mark.nightly)])
def test_swaps_that_are_killed_at_any_moment_leave_one_of_two_whole(
    settings: Settings, corpus: Path, kills: int
) -> None:
    """In processes that do nothing but swap."""
    versions = {}
    for text in ("تقع المدينة الجديدة في الجبل.", "تقع المدينة الجديدة قرب النهر."):
        (corpus / "new.txt").write_text(text, encoding="utf-8")
        arrays = index_corpus(corpus, max_file_bytes=settings.max_file_bytes).arrays
        versions[generations.version_of(arrays)] = arrays
    first = next(iter(versions))
    generations.save(settings.index, versions[first])
    chance, seen = random.Random(11), set()
    for _ in range(kills):
        process = get_context("fork").Process(target=swap_for_ever, args=(settings.index, list(versions.values())))
        process.start()
        time.sleep(chance.uniform(0.001, 0.12))
        process.kill()
        process.join()
        arrays, version = generations.load(settings.index, read_whole_bytes=inf)
        seen.add(version)
        assert all(np.array_equal(arrays[name], versions[version][name]) for name in versions[version])
        assert_cites_what_stands_there(settings)
    assert seen <= versions.keys()
    generations.save(settings.index, versions[first])
    assert list(settings.index.glob("building-*")) == []


def test_a_disk_that_fills_leaves_the_last_index_and_the_next_one_is_sound(
    settings: Settings, corpus: Path, small_disk: Path
) -> None:
    settings = replace(settings, index=small_disk / "index")
    before = update(settings).engine.info.version
    filled = small_disk / "filling"
    with pytest.raises(OSError, match="No space left"):
        filled.write_bytes(bytes(3_000_000))
    (corpus / "new.txt").write_text("تقع المدينة الجديدة في الجبل.", encoding="utf-8")
    with pytest.raises(OSError, match="No space left"):
        update(settings)
    assert assert_cites_what_stands_there(settings) == before
    assert list(settings.index.glob("building-*")) == []
    filled.unlink()
    assert update(settings).engine.info.version != before
    assert_sound(settings)


@pytest.mark.parametrize("longest_file_bytes", [0, 100, 1_000, 5_000])
def test_a_disk_without_room_leaves_the_last_index_and_says_so(
    settings: Settings, corpus: Path, longest_file_bytes: int
) -> None:
    before = update(settings).engine.info.version
    (corpus / "nile.txt").unlink()
    process = indexing(settings, longest_file_bytes)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert b"File too large" in errors
    assert assert_cites_what_stands_there(settings) == before
    assert list(settings.index.glob("building-*")) == []
    update(settings)
    assert_sound(settings)


def flipped(data: bytes) -> bytes:
    place = len(data) * 2 // 3
    return data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]


def cut_short(data: bytes) -> bytes:
    return data[:-1]


@pytest.mark.parametrize("damage", [flipped, cut_short])
def test_damage_to_any_one_file_of_an_index_is_seen_and_mended(
    settings: Settings, damage: Callable[[bytes], bytes]
) -> None:
    version = update(settings).engine.info.version
    files = sorted((settings.index / "generations" / version).iterdir())
    assert len(files) > 20
    for file in files:
        sound = file.read_bytes()
        file.write_bytes(damage(sound))
        with pytest.raises(IndexUnusableError):
            Engine.open(settings.index)
        file.write_bytes(sound)
    files[0].write_bytes(damage(files[0].read_bytes()))
    assert update(settings).engine.info.version == version
    assert_sound(settings)


def test_a_file_replaced_while_it_is_read_is_indexed_as_one_of_the_two(settings: Settings, corpus: Path) -> None:
    texts = [f"يبلغ طول نهر النيل {km} كيلومترا. " * 2000 for km in (6650, 7000)]
    file, ended = corpus / "nile.txt", threading.Event()

    def replace() -> None:
        number = 0
        while not ended.wait(0.0005):
            (corpus / ".aside").write_text(texts[number % 2], encoding="utf-8")
            (corpus / ".aside").replace(file)
            number += 1

    replacing = threading.Thread(target=replace)
    replacing.start()
    try:
        for _ in range(5):
            update(settings)
            document = Engine.open(settings.index).document("nile")
            assert document is not None
            assert document.text in texts
            assert_cites_what_stands_there(settings)
    finally:
        ended.set()
        replacing.join()
    update(settings)
    assert_sound(settings)
    last = Engine.open(settings.index).document("nile")
    assert last is not None and last.text == file.read_text(encoding="utf-8")


def test_a_start_without_room_for_the_index_reads_the_corpus_twice_and_serves_it_from_memory(
    settings: Settings, small_disk: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (small_disk / "filling").write_bytes(bytes(1_300_000))
    settings = replace(settings, index=small_disk / "index")
    built: list[str] = []

    def counted(*given: Any, **named: Any) -> Indexed:
        built.append("")
        return index_corpus(*given, **named)

    monkeypatch.setattr(index_store, "index_corpus", counted)
    found = index_store.open_or_build(settings)
    assert found.engine.ask(QUESTIONS[0], min_confidence=0).citations
    assert "No space left" in caplog.text
    assert len(built) == 1  # here; once before in a process of its own, which met the full disk
