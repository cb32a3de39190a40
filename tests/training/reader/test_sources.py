"""Sources: the files are read packed or not, and named by what is in them."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from qa_service.errors import DataFormatError
from qa_service.training.reader.sources import read_sources

DOCUMENT = {"id": "nile", "title": "النيل", "text": "طول النيل 6650 كم.\n\nينبع من بحيرة فيكتوريا."}
QUESTION = {"id": "1", "question": "كم طول النيل؟", "answers": ["6650 كم"], "document_id": "nile", "source": "news"}


def written(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_packed_file_reads_as_the_plain_one(tmp_path: Path) -> None:
    plain = written(tmp_path / "d.jsonl", DOCUMENT)
    packed = tmp_path / "d.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    questions = written(tmp_path / "q.jsonl", QUESTION, QUESTION)
    one, other = read_sources([plain], [questions]), read_sources([packed], [questions])
    assert (one.documents, one.questions) == (other.documents, other.questions)
    assert one.documents[0].text == DOCUMENT["text"]
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (packed, questions)]
    assert [(each.name, each.sha256, each.rows) for each in other.files] == [
        ("d.jsonl.gz", digests[0], 1),
        ("q.jsonl", digests[1], 2),
    ]


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    documents = written(tmp_path / "d.jsonl", DOCUMENT)
    with pytest.raises(DataFormatError, match=r"q\.jsonl, line 2"):
        read_sources([documents], [written(tmp_path / "q.jsonl", QUESTION, {"id": "2"})])
    with pytest.raises(DataFormatError, match=r"bad\.jsonl, line 1"):
        read_sources([written(tmp_path / "bad.jsonl", {"id": "x"})], [])


def test_one_file_named_twice_is_refused(tmp_path: Path) -> None:
    documents = written(tmp_path / "d.jsonl", DOCUMENT)
    with pytest.raises(DataFormatError, match="nile"):
        read_sources([documents, documents], [])
