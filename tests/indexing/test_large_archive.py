"""A large archive in one file is indexed whole: analysing it may take as much more memory as reading it."""

import json
from pathlib import Path

import pytest

from qa_service.runtime.index_store import update
from qa_service.settings import load_settings

_SENTENCE = "نص المقال الطويل عن المدينة والنهر والجبل وما جرى فيها من أحداث كثيرة في السنوات الأخيرة. "


@pytest.mark.nightly
def test_an_archive_of_over_a_hundred_megabytes_is_indexed(tmp_path: Path) -> None:
    corpus, articles = tmp_path / "corpus", 40_000
    corpus.mkdir()
    with (corpus / "archive.jsonl").open("w", encoding="utf-8") as file:
        for number in range(articles):
            row = {"title": f"مقال {number}", "text": f"حدث رقم {number} في المدينة. {_SENTENCE * 18}"}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    assert (corpus / "archive.jsonl").stat().st_size > 115_000_000
    found = update(load_settings({"QA_READER": "off"}, corpus=corpus, index=tmp_path / "index"))
    assert found.problems == ()
    assert found.engine.info.documents == articles
