"""Vectors on disk: rows are added whole, found again by what was read, and damage ends them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_service.reader.vector_files import SCALE, VectorFiles, key_of, to_codes


def unit_rows(count: int, width: int = 8, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_rows_that_are_added_come_back_in_their_order(tmp_path: Path) -> None:
    files, first, second = VectorFiles(tmp_path, "m"), unit_rows(5), unit_rows(3, seed=1)
    files.add(first, np.arange(5, dtype=np.uint64))
    files.add(second, np.arange(5, 8, dtype=np.uint64))
    codes = files.codes()
    assert codes.count == 8
    assert files.keys().tolist() == list(range(8))
    for number, row in enumerate(np.concatenate([first, second])):
        assert np.abs(codes.row(number) / SCALE - row).max() <= 0.5 / SCALE + 1e-6


def test_vectors_of_other_weights_are_not_seen(tmp_path: Path) -> None:
    VectorFiles(tmp_path, "one").add(unit_rows(2), np.arange(2, dtype=np.uint64))
    assert VectorFiles(tmp_path, "two").codes().count == 0


@pytest.mark.parametrize("damage", [b"", b"no array", b"\x93NUMPY\x01\x00"])
def test_a_damaged_file_ends_the_rows_before_it(tmp_path: Path, damage: bytes) -> None:
    files = VectorFiles(tmp_path, "m")
    files.add(unit_rows(2), np.arange(2, dtype=np.uint64))
    files.add(unit_rows(2), np.arange(2, 4, dtype=np.uint64))
    sorted(files.folder.glob("codes-*"))[1].write_bytes(damage)
    assert files.codes().count == 2


def test_a_file_that_is_missing_ends_the_rows_before_it(tmp_path: Path) -> None:
    files = VectorFiles(tmp_path, "m")
    for begin in (0, 2, 4):
        files.add(unit_rows(2), np.arange(begin, begin + 2, dtype=np.uint64))
    sorted(files.folder.glob("codes-*"))[1].unlink()
    assert files.codes().count == 2


def test_the_map_of_a_generation_is_kept_and_forgotten(tmp_path: Path) -> None:
    files = VectorFiles(tmp_path, "m")
    assert files.map_of("v1") is None and files.map_stamp("v1") is None
    files.keep_map("v1", np.array([0, -1, 1]))
    before = files.map_stamp("v1")
    found = files.map_of("v1")
    assert found is not None and found.tolist() == [0, -1, 1]
    files.keep_map("v1", np.array([0, 2, 1]))
    assert files.map_stamp("v1") != before
    files.forget_all_but(["v2"])
    assert files.map_of("v1") is None


@given(st.text(), st.text(), st.text(), st.text())
def test_keys_tell_a_sentence_from_its_title(one: str, title: str, other: str, other_title: str) -> None:
    same = (one, title) == (other, other_title)
    assert (key_of(one, title) == key_of(other, other_title)) == same or "\0" in one + title + other + other_title


def test_codes_stay_within_eight_bits() -> None:
    assert to_codes(np.array([[1.0, -1.0, 0.0, 1.01]])).tolist() == [[127, -127, 0, 127]]
