"""The corpus folder: every file is a document or a problem, and one bad file never stops the others."""

import os
import socket
from pathlib import Path

import pytest

from qa_service.corpus.folder import fingerprint, read_corpus, read_file
from qa_service.corpus.formats.by_suffix import ReaderOfExtra
from qa_service.corpus.reading import Reading
from qa_service.errors import CorpusError


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, content: str | bytes = "نص") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def ids(reading: Reading) -> list[str]:
    return [document.id for document in reading.documents]


def faults(reading: Reading) -> list[tuple[str, int | None, str]]:
    return [(problem.file, problem.line, problem.code) for problem in reading.problems]


def test_documents_come_in_path_order_with_their_path_as_id(corpus: Path) -> None:
    put(corpus, "b.md", "# عنوان\nنص")
    put(corpus, "أخبار/2023/مقال.v2.TXT")
    put(corpus, "a/c.jsonl", '{"text": "أول"}\n\n{"text": "ثان"}')
    put(corpus, "a/d.json", '{"text": "نص"}')
    reading = read_corpus(corpus)
    assert ids(reading) == ["a/c#1", "a/c#3", "a/d", "b", "أخبار/2023/مقال.v2"]
    assert [str(source) for source in reading.sources] == [
        "a/c.jsonl:1",
        "a/c.jsonl:3",
        "a/d.json",
        "b.md",
        "أخبار/2023/مقال.v2.TXT",
    ]
    assert reading.documents[3].title == "عنوان"
    assert reading.problems == ()


def test_an_empty_folder_has_no_documents_and_no_problems(corpus: Path) -> None:
    assert read_corpus(corpus) == Reading()


def test_a_missing_folder_and_a_file_in_its_place_are_corpus_errors(corpus: Path) -> None:
    for path in (corpus / "gone", put(corpus, "a.txt")):
        with pytest.raises(CorpusError, match=path.name):
            read_corpus(path)
        with pytest.raises(CorpusError):
            fingerprint(path)


def test_every_bad_file_is_reported_and_the_good_one_is_read(corpus: Path) -> None:
    put(corpus, "good.txt", "---\ntitel: ع\n---\nنص")
    put(corpus, "empty.txt", "")
    put(corpus, "nul.txt", b"a\nb\0")
    put(corpus, "torn.txt", "سطر\nسطر آخر".encode()[:-1])
    put(corpus, "front.md", "---\ntitle: ع\nنص")
    put(corpus, "lines.jsonl", '{"text": "أول"}\nنص\n')
    put(corpus, "page.html", "<nav>نص</nav>")
    put(corpus, "bad\nname.txt")
    reading = read_corpus(corpus)
    assert ids(reading) == ["good", "lines#1"]
    assert faults(reading) == [
        ("bad\nname.txt", None, "bad_id"),
        ("empty.txt", None, "no_text"),
        ("front.md", 1, "bad_front_matter"),
        ("good.txt", 2, "unknown_key"),
        ("lines.jsonl", 2, "bad_json"),
        ("nul.txt", 2, "nul"),
        ("page.html", None, "no_text"),
        ("torn.txt", 2, "bad_encoding"),
    ]
    assert [problem.level for problem in reading.problems].count("warning") == 1
    assert all(problem.reason and problem.remedy for problem in reading.problems)


def test_of_documents_with_one_id_the_first_by_path_is_served_and_the_others_name_both(corpus: Path) -> None:
    put(corpus, "x.txt", "ثالث")
    put(corpus, "x.md", "ثان")
    put(corpus, "a.jsonl", '{"text": "سطر"}\n{"id": "x", "text": "أول"}\n{"id": "x", "text": "مكرر"}')
    reading = read_corpus(corpus)
    assert [(document.id, document.text) for document in reading.documents] == [("a#1", "سطر"), ("x", "أول")]
    assert faults(reading) == [
        ("a.jsonl", 3, "duplicate_id"),
        ("x.md", None, "duplicate_id"),
        ("x.txt", None, "duplicate_id"),
    ]
    assert "a.jsonl:3" in reading.problems[0].reason and "a.jsonl:2" in reading.problems[0].reason
    assert "x.txt" in reading.problems[2].reason and "a.jsonl:2" in reading.problems[2].reason


def test_equal_texts_under_two_ids_are_two_documents(corpus: Path) -> None:
    put(corpus, "a.txt")
    put(corpus, "b.txt")
    assert ids(read_corpus(corpus)) == ["a", "b"]


def test_files_over_the_limit_are_refused_and_those_at_it_are_read(corpus: Path) -> None:
    put(corpus, "at.txt", b"x" * 100)
    put(corpus, "over.txt", b"x" * 101)
    reading = read_corpus(corpus, max_file_bytes=100)
    assert ids(reading) == ["at"]
    assert faults(reading) == [("over.txt", None, "too_large")]
    assert "101 bytes" in reading.problems[0].reason


def test_links_to_files_are_followed_inside_the_folder_only(corpus: Path) -> None:
    put(corpus.parent, "secret.txt", "سر")
    put(corpus, ".store/a.txt", "داخل")
    (corpus / "in.txt").symlink_to(".store/a.txt")
    (corpus / "out.txt").symlink_to("../secret.txt")
    (corpus / "twice.txt").symlink_to("out.txt")
    (corpus / "gone.md").symlink_to("nowhere.md")
    (corpus / "self.md").symlink_to("self.md")
    (corpus / "x.png").symlink_to("../secret.txt")
    reading = read_corpus(corpus)
    assert [(document.id, document.text) for document in reading.documents] == [("in", "داخل")]
    assert faults(reading) == [
        ("gone.md", None, "broken_link"),
        ("out.txt", None, "link_outside"),
        ("self.md", None, "broken_link"),
        ("twice.txt", None, "link_outside"),
    ]


def test_fifos_sockets_and_devices_are_never_opened(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(corpus / "pipe.txt")
    os.mkfifo(corpus / "boilerplate.txt")
    os.mkfifo(corpus / "glossary.tsv")
    put(corpus, "a.txt")
    log = corpus.parent / "opened"  # written by the process that reads
    real_open = os.open

    def spy(path: str, flags: int) -> int:
        with log.open("a") as opened:
            opened.write(f"{Path(path).name}\n")
        return real_open(path, flags)

    monkeypatch.setattr(os, "open", spy)
    monkeypatch.chdir(corpus)  # the path of a socket is limited to some hundred bytes
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.md")
        reading = read_corpus(corpus)
    assert faults(reading) == [
        ("boilerplate.txt", None, "special_file"),
        ("glossary.tsv", None, "special_file"),
        ("pipe.txt", None, "special_file"),
        ("socket.md", None, "special_file"),
    ]
    assert set(log.read_text().split()) == {"a.txt", "null"}  # the latter by multiprocessing


def test_a_file_that_becomes_a_fifo_before_it_is_opened_is_not_waited_for(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(corpus, "a.txt")
    real_open = os.open

    def swap(name: str, flags: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return real_open(name, flags)

    monkeypatch.setattr(os, "open", swap)
    assert faults(read_file(corpus, "a.txt")) == [("a.txt", None, "special_file")]


def test_an_unreadable_file_is_reported(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(corpus, "a.txt")
    put(corpus, "b.txt")
    real_open = os.open

    def refuse(path: str, flags: int) -> int:
        if path.endswith("a.txt"):
            raise PermissionError(13, "Permission denied", path)
        return real_open(path, flags)

    monkeypatch.setattr(os, "open", refuse)  # the tests may run as root, who may read everything
    reading = read_corpus(corpus)
    assert ids(reading) == ["b"]
    assert faults(reading) == [("a.txt", None, "unreadable")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_read_permission_is_reported(corpus: Path) -> None:
    put(corpus, "a.txt").chmod(0)
    assert faults(read_corpus(corpus)) == [("a.txt", None, "unreadable")]


def test_a_file_name_that_is_no_utf8_is_reported_in_text_that_can_be_written(corpus: Path) -> None:
    try:
        put(corpus, os.fsdecode(b"\xd9\x86\xff.txt"))
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    reading = read_corpus(corpus)
    assert faults(reading) == [("ن\\xff.txt", None, "bad_name")]


def test_the_maintainers_files_are_never_documents_and_their_lines_are_boilerplate(corpus: Path) -> None:
    put(corpus, "a.txt", "نص أول\nتصوير: أحمد\nاقرأ أيضا: خبر")
    put(corpus, "boilerplate.txt", b"\xef\xbb\xbf" + "# my lines\r\n\r\nتصوير: *\r\n*\r\n".encode())
    put(corpus, "golden.jsonl", '{"question": "من؟"}')
    put(corpus, "glossary.tsv", "tifo\t\tتيفو\na\tb")
    reading = read_corpus(corpus)
    [document] = reading.documents
    assert [document.text[start:end] for start, end in document.boilerplate] == ["تصوير: أحمد", "اقرأ أيضا: خبر"]
    assert reading.glossary == {"tifo": "تيفو"}
    assert faults(reading) == [("boilerplate.txt", 4, "boilerplate_too_wide"), ("glossary.tsv", 2, "bad_glossary_line")]
    assert {problem.level for problem in reading.problems} == {"warning"}


def test_one_file_is_read_alone_and_faults_are_never_raised(corpus: Path) -> None:
    put(corpus, "sub/a.txt", "---\nid: x\n---\nنص")
    reading = read_file(corpus, "sub/a.txt")
    assert ids(reading) == ["x"]
    assert [document.title for document in reading.documents] == ["نص"]
    for file, code in (("gone.txt", "broken_link"), ("../x.txt", "broken_link"), ("a.png", "not_yet_readable")):
        assert faults(read_file(corpus, file)) == [(file, None, code)]


def test_the_fingerprint_is_stable_and_opens_no_file(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(corpus, "a.txt")
    os.mkfifo(corpus / "pipe.txt")
    (corpus / "gone.txt").symlink_to("nowhere")
    first = fingerprint(corpus)
    monkeypatch.setattr(os, "open", None)
    assert fingerprint(corpus) == first
    assert int(first, 16) > 0


def test_the_fingerprint_changes_with_every_file_that_matters_and_with_no_other(corpus: Path) -> None:
    put(corpus, "a/b.txt")
    seen = [fingerprint(corpus)]
    for name in ("golden.jsonl", "x.png", ".hidden.txt"):
        put(corpus, name)
    assert fingerprint(corpus) == seen[0]
    put(corpus, "a/b.txt", "نص آخر")
    seen.append(fingerprint(corpus))
    os.utime(corpus / "a/b.txt", ns=(1, 1))
    seen.append(fingerprint(corpus))
    for name in ("boilerplate.txt", "glossary.tsv", "c.md"):
        put(corpus, name, "سطر")
        seen.append(fingerprint(corpus))
    (corpus / "c.md").rename(corpus / "d.md")
    seen.append(fingerprint(corpus))
    (corpus / "a/b.txt").unlink()
    seen.append(fingerprint(corpus))
    assert len(set(seen)) == len(seen)


def test_the_fingerprint_changes_when_an_extra_is_installed(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (corpus / "a.pdf").write_bytes(b"%PDF-1.4")
    with_it = fingerprint(corpus)
    monkeypatch.setattr(ReaderOfExtra, "is_installed", lambda _: False)
    assert fingerprint(corpus) != with_it
