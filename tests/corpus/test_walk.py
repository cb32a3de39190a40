"""Walk: which files belong to a corpus, and where links may lead."""

import os
from pathlib import Path

import pytest

from qa_service.corpus.reading import RejectedError
from qa_service.corpus.walk import list_files, printable, resolve_inside


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("نص", encoding="utf-8")


def codes(folder: Path) -> list[tuple[str, str]]:
    return [(problem.file, problem.code) for problem in list_files(folder).problems]


def test_files_are_found_recursively_in_path_order_with_suffixes_in_any_case(corpus: Path) -> None:
    put(corpus, "b.TXT", "a/z.Md", "a/b/c.jsonl", "a.json", "a-b.txt", "ب.txt", "x.HTML")
    assert list_files(corpus).files == ("a-b.txt", "a.json", "a/b/c.jsonl", "a/z.Md", "b.TXT", "x.HTML", "ب.txt")


def test_hidden_names_unknown_suffixes_and_the_maintainers_files_are_no_documents(corpus: Path) -> None:
    put(corpus, ".a.txt", "~$b.txt", ".git/c.txt", "~$d/e.txt", "f.png", "g", "h.txt~", "i.txt.bak")
    put(corpus, "golden.jsonl", "glossary.tsv", "boilerplate.txt")
    put(corpus, "sub/golden.jsonl", "sub/boilerplate.txt", "sub/glossary.tsv")
    assert list_files(corpus).files == ("sub/boilerplate.txt", "sub/golden.jsonl")
    assert codes(corpus) == []


def test_links_to_folders_inside_are_followed_and_those_that_leave_are_reported(corpus: Path) -> None:
    put(corpus, ".store/a.txt", "sub/b.txt")
    put(corpus.parent / "out", "c.txt")
    (corpus / "current").symlink_to(".store")
    (corpus / "sub" / "out").symlink_to(corpus.parent / "out")
    assert list_files(corpus).files == ("current/a.txt", "sub/b.txt")
    assert codes(corpus) == [("sub/out", "link_outside")]


def test_a_folder_whose_name_begins_like_the_corpus_is_outside(corpus: Path) -> None:
    put(corpus.parent / "corpus-old", "c.txt")
    (corpus / "old").symlink_to("../corpus-old")
    assert codes(corpus) == [("old", "link_outside")]


@pytest.mark.parametrize("target", [".", "..", "../.."])
def test_link_loops_end_and_are_reported(corpus: Path, target: str) -> None:
    put(corpus, "a/b/c.txt")
    (corpus / "a" / "b" / "loop").symlink_to(target)
    assert list_files(corpus).files == ("a/b/c.txt",)
    assert codes(corpus) == [("a/b/loop", "link_loop")]


def test_two_folders_that_link_to_each_other_end(corpus: Path) -> None:
    put(corpus, "a/1.txt", "b/2.txt")
    (corpus / "a" / "to-b").symlink_to("../b")
    (corpus / "b" / "to-a").symlink_to("../a")
    assert list_files(corpus).files == ("a/1.txt", "a/to-b/2.txt", "b/2.txt", "b/to-a/1.txt")
    assert sorted(codes(corpus)) == [("a/to-b/to-a", "link_loop"), ("b/to-a/to-b", "link_loop")]


def test_links_that_lead_nowhere_are_reported_but_not_those_of_unknown_suffix(corpus: Path) -> None:
    (corpus / "gone").symlink_to("nowhere")
    (corpus / "self").symlink_to("self")
    (corpus / "x.png").symlink_to("nowhere")
    assert sorted(codes(corpus)) == [("gone", "broken_link"), ("self", "broken_link")]


def test_the_corpus_folder_itself_may_be_a_link(corpus: Path) -> None:
    put(corpus, "a.txt")
    (corpus.parent / "link").symlink_to(corpus)
    assert list_files(corpus.parent / "link").files == ("a.txt",)


def test_a_folder_that_cannot_be_listed_is_reported_and_stops_nothing(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(corpus, "a/1.txt", "b/2.txt")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("/a"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)  # the tests may run as root, who may read everything
    assert list_files(corpus).files == ("b/2.txt",)
    assert codes(corpus) == [("a", "unreadable")]


def test_a_path_outside_is_refused_without_a_link_too(corpus: Path) -> None:
    put(corpus.parent, "secret.txt")
    with pytest.raises(RejectedError) as caught:
        resolve_inside(str(corpus), f"{corpus}/../secret.txt")
    assert caught.value.code == "link_outside"


def test_a_name_of_any_bytes_can_be_printed() -> None:
    assert printable(os.fsdecode(b"\xd9\x86\xff.txt")) == "ن\\xff.txt"
