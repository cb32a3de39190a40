"""The engine of this moment, and when the corpus is looked at, without a server."""

import gc
import threading
import time
import weakref
from pathlib import Path

import pytest

from qa_service.engine import Engine
from qa_service.index.storage import generations
from qa_service.runtime.index_store import damage_of, open_or_build, stale_fingerprint, update
from qa_service.runtime.live_engine import LiveService
from qa_service.settings import Settings, load_settings


@pytest.fixture
def settings(corpus: Path, tmp_path: Path) -> Settings:
    return load_settings({"QA_READER": "off"}, corpus=corpus, index=tmp_path / "index")


def becomes_another(live: LiveService, old: Engine) -> Engine:
    """The engine that takes the place of this one, nobody having asked in between."""
    deadline = time.monotonic() + 20
    while (new := live._service.engine) is old:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return new


def test_a_new_generation_is_served_and_the_engine_in_use_stays_good(settings: Settings, corpus: Path) -> None:
    live = LiveService(settings, open_or_build(settings))
    old = live.engine()
    assert live.engine() is old
    (corpus / "nile.txt").unlink()
    (corpus / "bad.txt").write_bytes(b"\x00")
    update(settings)
    new = becomes_another(live, old)
    assert (old.info.documents, new.info.documents) == (3, 2)
    assert [each.file for each in live.problems()] == ["bad.txt"]
    assert old.document("nile") is not None and new.document("nile") is None


def test_nobody_looks_for_an_engine_that_nobody_can_ask_for(settings: Settings) -> None:
    def followers() -> int:
        return sum(thread.name == "index-follower" for thread in threading.enumerate())

    live = LiveService(settings, open_or_build(settings))
    before = followers()
    live.engine()
    assert followers() == before + 1
    del live
    gc.collect()
    deadline = time.monotonic() + 20
    while followers() > before:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_damaged_new_index_leaves_the_old_one_serving(settings: Settings) -> None:
    live = LiveService(settings, open_or_build(settings))
    old = live.engine()
    for path in (settings.index / "generations").rglob("*.npy"):
        path.unlink()
    (settings.index / "CURRENT").write_text("nothing", encoding="utf-8")
    live.look()
    assert live.engine() is old


def test_an_index_that_vanishes_leaves_the_old_one_serving(settings: Settings) -> None:
    live = LiveService(settings, open_or_build(settings))
    old = live.engine()
    (settings.index / "CURRENT").unlink()
    live.look()
    assert live.engine() is old


def test_the_corpus_is_stale_until_it_is_indexed_as_it_is(settings: Settings, corpus: Path) -> None:
    assert stale_fingerprint(settings) is not None
    update(settings)
    assert stale_fingerprint(settings) is None
    (corpus / "nile.txt").unlink()
    assert stale_fingerprint(settings) is not None


def test_damage_that_is_found_while_a_large_index_serves_brings_back_the_one_before(
    settings: Settings, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "READ_WHOLE_BYTES", 0)
    before = update(settings).engine.info.version
    (corpus / "nile.txt").unlink()
    version = update(settings).engine.info.version
    path = settings.index / "generations" / version / "sentence_cues.npy"
    raw = path.read_bytes()
    path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    live = LiveService(settings, open_or_build(settings))
    assert live.engine().info.version == version
    deadline = time.monotonic() + 20
    while live.engine().info.version != before:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert stale_fingerprint(settings) is not None  # and the next build makes a sound one
    assert update(settings).engine.info.version == version
    assert damage_of(settings) is None


def test_an_engine_that_was_replaced_goes_with_its_last_request_and_its_files_are_let_go(
    settings: Settings, corpus: Path
) -> None:
    live = LiveService(settings, open_or_build(settings))
    old = live.engine()
    for question in ("متى هبطت المركبة أبولو؟", "who was Armstrong", "chkoun kan 3la l9amar", "أبولوو"):
        old.ask(question, min_confidence=0)
    old.questions_about("نهر الن")
    version, held = old.info.version, [weakref.ref(each) for each in (old, old.index, old.index.vocabulary)]
    gc.collect()
    gc.disable()  # the collector comes by seldom in a process that has much to look through
    try:
        (corpus / "nile.txt").unlink()
        update(settings)
        becomes_another(live, old)
        assert all(each() is not None for each in held)
        del old
        assert [each() for each in held] == [None, None, None]
        assert version not in Path("/proc/self/maps").read_text()
    finally:
        gc.enable()
