"""Sentences found by their vectors: as numpy finds them, within the filters, and from the map that is on the disk."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qa_service import Document, Engine
from qa_service.reader.meaning import Meanings, scan
from qa_service.reader.vector_files import Codes, VectorFiles, to_codes

TEXT = "يبلغ طول نهر النيل 6650 كيلومترا. يصب النهر في البحر المتوسط. تقع القاهرة على ضفافه."


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 12))
def test_the_scan_gives_what_numpy_gives(seed: int, rows: int, k: int) -> None:
    draw = np.random.default_rng(seed)
    table = draw.integers(-3, 4, (rows, 16)).astype(np.int8)
    wanted = draw.integers(-3, 4, 16).astype(np.int8)
    cut = int(draw.integers(0, rows + 1))
    parts = [(0, table[:cut]), (cut, table[cut:])]
    codes = Codes(tuple(start for start, _ in parts), tuple(np.ascontiguousarray(part) for _, part in parts), rows)
    products = table.astype(np.int32) @ wanted.astype(np.int32)
    order = np.lexsort((np.arange(rows), -products))[:k]
    found, places = scan(codes, wanted, k)
    assert places.tolist() == order.tolist() and found.tolist() == products[order].tolist()


def test_a_sentence_is_found_once_its_vector_is_on_the_disk(tmp_path: Path) -> None:
    engine = Engine.build(
        [Document(id="nile", title="النيل", text=TEXT), Document(id="b", title="ب", text="جملة أخرى.")]
    )
    files = VectorFiles(tmp_path, "m")
    meanings = Meanings(engine.index, files)
    vectors = np.eye(8, dtype=np.float32)
    assert not len(meanings.nearest(vectors[1], 3).sentences)
    files.add(vectors[:3], np.arange(3, dtype=np.uint64))
    rows = np.full(engine.index.sentence_count, -1, np.int32)
    rows[:3] = [2, 1, 0]
    files.keep_map(engine.info.version, rows)
    found = meanings.nearest(vectors[1], 1)
    assert found.sentences.tolist() == [1] and found.cosines[0] > 0.99
    assert np.isnan(meanings.cosines(vectors[1], np.array([3]))).all()
    none = meanings.nearest(vectors[1], 1, np.array([False, True]))
    assert not len(none.sentences)


def test_a_map_of_rows_that_are_not_there_is_passed_over(tmp_path: Path) -> None:
    engine = Engine.build([Document(id="nile", title="النيل", text=TEXT)])
    files = VectorFiles(tmp_path, "m")
    files.keep_map(engine.info.version, np.arange(engine.index.sentence_count))
    assert not len(Meanings(engine.index, files).nearest(np.ones(8, np.float32), 3).sentences)
    assert to_codes(np.zeros((1, 8))).dtype == np.int8
