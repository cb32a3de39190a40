"""The work folder: what is made is made once, and by one training."""

from pathlib import Path

import pytest

from qa_service.training.reader.work_folder import OtherTrainingError, WorkFolder


def test_rows_are_made_once(tmp_path: Path) -> None:
    made = []

    def make() -> list[list[str]]:
        made.append(1)
        return [["سطر\u2028واحد", "ب"], ["ج"]]

    for _ in range(2):
        assert WorkFolder(tmp_path).rows("a.jsonl", make) == [["سطر\u2028واحد", "ب"], ["ج"]]
    assert made == [1]


def test_what_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> list[int]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        WorkFolder(tmp_path).rows("a.jsonl", broken)
    assert WorkFolder(tmp_path).rows("a.jsonl", lambda: [1]) == [1]


def test_another_training_is_refused_by_what_differs(tmp_path: Path) -> None:
    folder = WorkFolder(tmp_path / "new")
    folder.claim({"seed": 1, "files": ["a"]})
    folder.claim({"seed": 1, "files": ["a"]})
    with pytest.raises(OtherTrainingError, match="other seed:"):
        folder.claim({"seed": 2, "files": ["a"]})
