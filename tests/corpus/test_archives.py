"""Archives: each entry is a document, in bounded memory whatever the archive holds; bombs are refused."""

import gzip
import io
import json
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from qa_service.corpus import archives
from qa_service.corpus.file_reading import read_data, read_file
from qa_service.corpus.folder import read_corpus
from qa_service.corpus.formats import feed_text, json_text
from qa_service.corpus.reading import Reading
from qa_service.indexing.incremental import Earlier, index_corpus

ARTICLE = "وصل القطار الجديد إلى محطة المدينة صباح الاثنين."


def line(number: int, text: str = ARTICLE) -> str:
    return json.dumps({"title": f"خبر {number}", "text": f"{text} {number}"}, ensure_ascii=False)


def rss(count: int, text: str = ARTICLE) -> str:
    items = "".join(
        f"<item><title>خبر {n}</title><description>{text} {n}&nbsp;</description></item>\n" for n in range(count)
    )
    return f'<?xml version="1.0"?><rss><channel><title>جريدة</title><language>ar</language>{items}</channel></rss>'


def zipped(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def read(folder: Path, name: str, data: bytes, **limits: int) -> Reading:
    (folder / name).write_bytes(data)
    return read_file(folder, name, **limits)


def faults(reading: Reading) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.line) for problem in reading.problems if problem.level == "error"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_read_from_a_stream_as_from_a_whole_file(tmp_path: Path, encoding: str, end: str) -> None:
    lines = [
        line(1),
        "",
        line(2),
        '{"text": ""}',
        "{torn",
        line(3),
        '{"text": "نص آخر", "extra": 1}',
        '{"text": "ثان", "extra": 1}',
    ]
    data = end.join(lines).encode(encoding)
    streamed = read(tmp_path, "a.jsonl", data, max_file_bytes=300)
    whole = json_text.read_jsonl(data, "a.jsonl", "a")
    assert [document.id for document in streamed.documents] == ["a#1", "a#3", "a#6", "a#7", "a#8"]
    assert [(d.id, d.text, d.title) for d in streamed.documents][:2] == [
        (d.id, d.text, d.title) for d in whole.documents
    ][:2]
    assert streamed.problems == whole.problems
    assert streamed.sources == whole.sources


def test_a_line_that_is_too_long_or_damaged_is_refused_alone(tmp_path: Path) -> None:
    data = f"{line(1)}\n{line(2, 'كلمة ' * 400)}\n".encode() + b'{"text": "\xd9\xff"}\n' + f"{line(4)}".encode()
    reading = read(tmp_path, "a.jsonl", data, max_file_bytes=500)
    assert [document.id for document in reading.documents] == ["a#1", "a#4"]
    assert faults(reading) == [("too_large", 2), ("bad_encoding", 3)]


def test_a_feed_is_read_from_a_stream_as_from_a_whole_file(tmp_path: Path) -> None:
    data = rss(200).encode()
    streamed, whole = read(tmp_path, "f.rss", data, max_file_bytes=2000), feed_text.read(data, "f.rss", "f")
    assert len(streamed.documents) == 200
    for one, other in zip(streamed.documents, whole.documents, strict=True):
        assert (one.id, one.text, one.title, one.publisher) == (other.id, other.text, other.title, other.publisher)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (rss(20).replace("<rss>", '<!DOCTYPE a [<!ENTITY b "c">]><rss>'), "entities"),
        (rss(20)[:-100], "bad_xml"),
        (rss(2, "كلمة " * 20_000), "too_large"),
        (f"<svg>{'<a/>' * 500}</svg>", "no_feed"),
    ],
)
def test_a_feed_that_cannot_be_read_to_its_end_is_refused_from_there(tmp_path: Path, source: str, code: str) -> None:
    reading = read(tmp_path, "f.xml", source.encode(), max_file_bytes=1000)
    assert [each for each, _ in faults(reading)] == [code]


def test_what_is_packed_is_read_as_what_it_is(tmp_path: Path) -> None:
    front = f"---\ntitle: عنوان\n---\n{ARTICLE}".encode()
    for name, data, ids in (
        ("a.txt.gz", ARTICLE.encode(), ["a"]),
        ("b.MD.GZ", front, ["b"]),
        ("c.jsonl.gz", f"{line(1)}\n{line(2)}".encode(), ["c#1", "c#2"]),
        ("d.xml.gz", rss(2).encode(), ["d#1", "d#2"]),
        ("e.html.gz", f"<article><h1>ع</h1><p>{ARTICLE}</p></article>".encode(), ["e"]),
    ):
        assert [document.id for document in read(tmp_path, name, gzip.compress(data)).documents] == ids
    entries = {"2020/a.txt": ARTICLE.encode(), "b.jsonl": f"{line(1)}\n{{torn\n{line(3)}".encode(), ".hidden.txt": b"x",
               "__MACOSX/a.txt": b"x", "picture.png": b"x", "empty.txt": b"", "in.zip": zipped(**{"a.txt": b"x"}),
               "in.txt.gz": gzip.compress(b"x")}  # fmt: skip
    reading = read(tmp_path, "z.zip", zipped(**entries))
    assert [document.id for document in reading.documents] == ["z/2020/a", "z/b#1", "z/b#3"]
    assert sorted(faults(reading)) == [
        ("bad_json", 2),
        ("nested_archive", None),
        ("nested_archive", None),
        ("no_text", None),
    ]
    assert "empty.txt" in next(problem.reason for problem in reading.problems if problem.code == "no_text")
    assert read_data(zipped(**entries), "z.zip").documents == reading.documents
    (tmp_path / "backup.tar.gz").write_bytes(gzip.compress(b"x"))
    assert len(read_corpus(tmp_path).documents) == 10  # what is packed in the last is no article


@pytest.mark.parametrize("name", ["a.zip", "a.txt.gz"])
@pytest.mark.parametrize("data", [b"", b"PK\3\4", b"\x1f\x8b\x08\x00", zipped(**{"a.txt": b"x" * 5000})[:60],
                                  gzip.compress(bytes(range(256)) * 20)[:40]])  # fmt: skip
def test_a_damaged_archive_is_a_problem(tmp_path: Path, name: str, data: bytes) -> None:
    assert faults(read(tmp_path, name, data))


def bombs() -> dict[str, bytes]:
    zeros = bytes(50_000_000)
    many = {f"{number}.txt": bytes(900_000) for number in range(200)}
    word = zipped(**{"_rels/.rels": b"<a/>", "word/document.xml": bytes(19_000_000)})
    return {
        "flat.txt.gz": gzip.compress(zeros),
        "lines.jsonl.gz": gzip.compress(b'{"text": "' + b"a" * 50_000_000 + b'"}'),
        "blank.jsonl.gz": gzip.compress((b" " * 99 + b"\n") * 500_000),
        "feed.xml.gz": gzip.compress(b"<rss><channel>" + b" " * 50_000_000),
        "flat.zip": zipped(**{"a.txt": zeros}),
        "many.zip": zipped(**many),
        "word.zip": zipped(**{f"{number}.docx": word for number in range(300)}),
    }


@pytest.mark.parametrize("name", bombs())
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, name: str) -> None:
    data = bombs()[name]
    assert len(data) < 500_000 or name == "word.zip"
    (tmp_path / name).write_bytes(data)
    tracemalloc.start()
    reading = read_file(tmp_path, name, max_file_bytes=1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert {code for code, _ in faults(reading)} & {"bomb", "too_large"}
    assert not reading.documents
    assert peak < 60_000_000


def test_an_archive_has_a_limit_of_its_own(tmp_path: Path) -> None:
    data = "\n".join(line(number) for number in range(100)).encode()
    assert len(read(tmp_path, "a.jsonl", data, max_file_bytes=500).documents) == 100
    for name, packed in (
        ("a.jsonl", data),
        ("a.jsonl.gz", gzip.compress(data)),
        ("a.zip", zipped(**{"a.jsonl": data})),
    ):
        reading = read(tmp_path, name, packed, max_file_bytes=500, max_archive_bytes=5000)
        assert [code for code, _ in faults(reading)] == ["too_large"]
        assert "QA_MAX_ARCHIVE_BYTES" in reading.problems[-1].remedy


def test_an_archive_that_is_the_same_is_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped(**{f"{n}.txt": f"{ARTICLE} {n}".encode() for n in range(20)}))
    (tmp_path / "b.jsonl").write_text("\n".join(map(line, range(50))), encoding="utf-8")
    first = index_corpus(tmp_path, max_file_bytes=1000)
    again = index_corpus(tmp_path, max_file_bytes=1000, earlier=Earlier(first.arrays, first.files))
    assert len(first.arrays["document_passages"]) - 1 == 70
    assert again.files.keys() == first.files.keys()
    assert again.arrays["texts"].tobytes() == first.arrays["texts"].tobytes()


@pytest.mark.parametrize("fault", [KeyError("x"), ValueError(), RuntimeError(), OSError(), RecursionError(), EOFError(),
                                   MemoryError()])  # fmt: skip
def test_any_exception_of_a_reader_leaves_the_other_entries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def failing(data: bytes, file: str, default_id: str) -> Reading:
        raise fault

    monkeypatch.setattr(archives, "READERS", {**archives.READERS, ".html": failing})
    text, code = ARTICLE.encode(), "too_big" if isinstance(fault, MemoryError) else "reader_failed"
    reading = read(tmp_path, "a.zip", zipped(**{"1.txt": text, "2.html": b"<p>", "3.txt": text}))
    assert [document.id for document in reading.documents] == ["a/1", "a/3"]
    assert faults(reading) == [(code, None)]
    assert "2.html" in reading.problems[0].reason
    assert faults(read(tmp_path, "b.html.gz", gzip.compress(b"<p>"))) == [(code, None)]


def test_what_fails_in_a_feed_inside_a_zip_leaves_the_other_entries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> Reading:
        raise KeyError

    monkeypatch.setattr(archives, "STREAMS", {**archives.STREAMS, ".rss": failing})
    text = ARTICLE.encode()
    reading = read(tmp_path, "a.zip", zipped(**{"1.txt": text, "2.rss": b"", "3.txt": text}))
    assert [document.id for document in reading.documents] == ["a/1", "a/3"]
    assert faults(reading) == [("reader_failed", None)]
