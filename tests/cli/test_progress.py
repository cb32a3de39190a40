"""The progress bar: on a terminal, for a corpus large enough to wait for."""

import io

import pytest

from qa_service.cli.progress import reading_bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def drawn(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, total: int, *, wanted: bool = True) -> str | None:
    monkeypatch.setattr("sys.stderr", stream)
    with reading_bar(wanted) as progress:
        if progress is None:
            return None
        for done in (total // 4, total):
            progress(done, total)
    return stream.getvalue()


def test_a_terminal_shows_what_is_read_of_how_much_and_how_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = drawn(monkeypatch, Terminal(), 80_000_000)
    assert shown is not None
    assert "20 of 80 MB" in shown
    assert "25%" in shown
    assert "MB/s" in shown
    assert "working out the index" in shown


def test_a_small_corpus_shows_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "MB" not in (drawn(monkeypatch, Terminal(), 50_000) or "")


def test_no_bar_is_drawn_into_a_file_or_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn(monkeypatch, io.StringIO(), 80_000_000) is None
    assert drawn(monkeypatch, Terminal(), 80_000_000, wanted=False) is None
