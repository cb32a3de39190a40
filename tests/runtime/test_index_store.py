"""The index store: what is read for a build, and when an index that is there is taken for current."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa_service.corpus import file_reading
from qa_service.corpus import folder as corpus_folder
from qa_service.corpus.opening import bytes_of
from qa_service.engine import Engine
from qa_service.index.storage import generations
from qa_service.indexing import incremental
from qa_service.runtime.index_store import kept_problems, open_current, stale_fingerprint, update
from qa_service.settings import Settings, load_settings


@pytest.fixture
def settings(corpus: Path, tmp_path: Path) -> Settings:
    return load_settings({"QA_READER": "off"}, corpus=corpus, index=tmp_path / "index")


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[tuple[Any, ...]]:
    """What a function is called with from here on."""
    calls, function = list[tuple[Any, ...]](), getattr(module, name)

    def noted(*given: Any, **named: Any) -> Any:
        calls.append(given)
        return function(*given, **named)

    monkeypatch.setattr(module, name, noted)
    return calls


def test_the_maintainers_files_are_read_once_for_a_build(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    read = counted(monkeypatch, corpus_folder, "_maintainers")
    for path in settings.corpus.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    update(settings)
    assert sorted(file for _, file, _, _ in read) == ["boilerplate.txt", "glossary.tsv"]


def test_a_file_that_was_touched_is_known_as_it_is_now(settings: Settings, corpus: Path) -> None:
    before = update(settings)
    (corpus / "nile.txt").touch()
    assert stale_fingerprint(settings) is not None
    after = update(settings)
    assert (after.built, after.engine.info.version) == (True, before.engine.info.version)
    assert stale_fingerprint(settings) is None
    assert open_current(settings) is not None


@pytest.mark.parametrize("file", ["boilerplate.txt", "glossary.tsv"])
def test_other_boilerplate_reads_all_files_again_and_another_glossary_none(
    settings: Settings, corpus: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    monkeypatch.setattr(incremental, "_SETTLED_NS", 0)
    update(settings)
    batches = counted(monkeypatch, incremental, "analyse_all")
    (corpus / file).write_text("سطر يتكرر في كل صفحة\n" if file == "boilerplate.txt" else "river\t\tنهر\n")
    update(settings)
    read = [name for given in batches for batch in given[0] for name, _ in batch.files]
    assert len(read) == (3 if file == "boilerplate.txt" else 0)


def test_an_index_without_provenance_is_opened_by_the_engine_and_never_taken_for_current(settings: Settings) -> None:
    engine = update(settings).engine
    for path in (settings.index / "generations").glob("*/manifest.json"):
        path.unlink()
    engine.save(settings.index)
    assert Engine.open(settings.index).info == engine.info
    assert kept_problems(settings, engine.info.version) is None
    assert open_current(settings) is None


def without_conditions(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name != "conditions"}


def with_a_condition_more(facts: dict[str, Any]) -> dict[str, Any]:
    return {**facts, "conditions": {**facts["conditions"], "moon": "full"}}


@pytest.mark.parametrize("changed", [without_conditions, with_a_condition_more])
def test_provenance_in_the_form_of_another_release_is_none(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, changed: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    told = generations.facts_of
    update(settings)
    monkeypatch.setattr(generations, "facts_of", lambda *where: changed(dict(told(*where) or {})))
    assert open_current(settings) is None
    assert update(settings).engine.ask("كم يبلغ طول نهر النيل؟", min_confidence=0).citations


def meanwhile(monkeypatch: pytest.MonkeyPatch, file: Path, before: Callable[[], object], after: Callable[[], object],
              times: int = 1) -> None:  # fmt: skip
    """Have something happen just before a file is read and be undone just after, in the process that reads."""
    log = file.parents[1] / "times"

    def reading(folder: Path, name: str, *given: Any) -> bytes:
        done = len(log.read_text()) if log.exists() else 0
        if name != file.name or done == times:
            return bytes_of(folder, name, *given)
        log.write_text("x" * (done + 1))
        before()
        try:
            return bytes_of(folder, name, *given)
        finally:
            after()

    monkeypatch.setattr(file_reading, "bytes_of", reading)


def text_of(settings: Settings, document: str) -> str | None:
    found = update(settings).engine.document(document)
    return found.text if found else None


@pytest.fixture
def moon(corpus: Path) -> Path:
    """A file that was written long ago."""
    for path in corpus.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return corpus / "moon.md"


def test_a_file_that_is_away_while_it_is_read_and_comes_back_is_indexed(
    settings: Settings, moon: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = moon.parents[1] / "aside"
    meanwhile(monkeypatch, moon, lambda: moon.rename(aside), lambda: aside.rename(moon))
    assert moon.read_text(encoding="utf-8").endswith(str(text_of(settings, "moon")))
    assert stale_fingerprint(settings) is None
    assert open_current(settings) is not None


@pytest.mark.parametrize("same_size", [True, False])
def test_a_file_that_is_another_while_it_is_read_is_indexed_as_it_is(
    settings: Settings, moon: Path, monkeypatch: pytest.MonkeyPatch, same_size: bool
) -> None:
    aside, other = moon.parents[1] / "aside", moon.parents[1] / "other"
    text = "نص آخر في هذا المكان."
    other.write_bytes((text.encode() + b"\n" * moon.stat().st_size)[: moon.stat().st_size if same_size else 999])
    os.utime(other, (1_700_000_001, 1_700_000_001))

    def swap() -> None:
        moon.rename(aside)
        other.rename(moon)

    def swap_back() -> None:
        moon.rename(other)
        aside.rename(moon)

    meanwhile(monkeypatch, moon, swap, swap_back)
    assert moon.read_text(encoding="utf-8").endswith(str(text_of(settings, "moon")))
    assert text not in str(text_of(settings, "moon"))
    assert stale_fingerprint(settings) is None


def test_an_index_of_a_corpus_that_never_rests_is_not_taken_for_current(
    settings: Settings, moon: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = moon.parents[1] / "aside"
    meanwhile(monkeypatch, moon, lambda: moon.rename(aside), lambda: aside.rename(moon), times=1000)
    assert text_of(settings, "moon") is None
    assert stale_fingerprint(settings) is not None
    monkeypatch.undo()
    assert text_of(settings, "moon") is not None
    assert stale_fingerprint(settings) is None


def test_a_folder_that_is_away_when_files_are_listed_is_indexed_when_it_is_back(
    settings: Settings, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (corpus / "more").mkdir()
    (corpus / "more" / "moon.md").write_text("دار القمر حول الأرض.", encoding="utf-8")
    times, listing = [0], incremental.list_corpus

    def listed(folder: Path) -> Any:
        times[0] += 1
        if times[0] > 1:
            return listing(folder)
        (corpus / "more").rename(corpus.parent / "aside")
        try:
            return listing(folder)
        finally:
            (corpus.parent / "aside").rename(corpus / "more")

    monkeypatch.setattr(incremental, "list_corpus", listed)
    assert text_of(settings, "more/moon") is not None
    assert stale_fingerprint(settings) is None


def test_a_file_whose_rights_or_link_are_mended_makes_the_index_stale(settings: Settings, corpus: Path) -> None:
    outside = corpus.parent / "outside.txt"
    outside.write_text("تقع طنجة في الشمال.", encoding="utf-8")
    (corpus / "link.txt").symlink_to(outside)
    assert text_of(settings, "link") is None
    outside.rename(corpus / "link.txt")  # as its problem asks for; size and time are as before
    assert stale_fingerprint(settings) is not None
    assert text_of(settings, "link") is not None
    before = stale_fingerprint(settings)
    (corpus / "link.txt").chmod(0)
    assert before is None
    assert stale_fingerprint(settings) is not None


def test_a_file_that_took_too_long_is_not_tried_again_until_it_is_touched(
    settings: Settings, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = corpus.parent / "tried"

    def slow(folder: Path, name: str, *given: Any) -> bytes:
        if name == "slow.txt":
            with log.open("a") as tried:
                tried.write("x")
            raise MemoryError
        return bytes_of(folder, name, *given)

    monkeypatch.setattr(file_reading, "bytes_of", slow)
    (corpus / "slow.txt").write_text("نص", encoding="utf-8")
    os.utime(corpus / "slow.txt", (1_700_000_000, 1_700_000_000))
    for expected in ("x", "x", "xx"):
        (corpus / "new.txt").write_text(f"سطر {expected} {len(log.read_text()) if log.exists() else 0}")
        if expected == "xx":
            (corpus / "slow.txt").touch()
        problems = update(settings).problems
        assert [(each.file, each.code) for each in problems] == [("slow.txt", "too_big")]
        assert log.read_text().startswith(expected)
        os.utime(corpus / "slow.txt", (1_700_000_000, 1_700_000_000))
