"""The index store: what is read for a build, and when an index that is there is taken for current."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa_service.corpus import folder as corpus_folder
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
    update(settings)
    assert sorted(file for _, file, _ in read) == ["boilerplate.txt", "glossary.tsv"]


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
