"""File reading: whatever a reader raises is a problem of its file, or of the one line, entry or document."""

import json
from pathlib import Path

import pytest

from qa_service.corpus import file_reading
from qa_service.corpus.document import Document
from qa_service.corpus.file_reading import read_data, read_file
from qa_service.corpus.formats import by_suffix, feed_text, json_text
from qa_service.corpus.reading import Reading
from tests.corpus.formats.test_docx_text import body, p, packed, t

SENTENCE = "تقع طنجة في شمال المغرب."


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems]


@pytest.mark.parametrize("escape", ["\\UFFFFFFFF", "\\U00110000", "\\uD800"])
def test_front_matter_with_an_escape_that_is_no_character_is_refused(escape: str) -> None:
    reading = read_data(f'---\ntitle: "{escape}"\n---\n{SENTENCE}\n'.encode(), "a.md")
    assert len(codes(reading)) == 1
    assert reading.documents == ()


@pytest.mark.parametrize("control", ["\v", "\f", "\x01", "\x1f"])
def test_a_control_character_after_a_dropped_element_is_text(control: str) -> None:
    [document] = read_data(
        f"<html><body><nav>قائمة</nav>{control}<p>{SENTENCE}</p></body></html>".encode(), "a.html"
    ).documents
    assert SENTENCE in document.text
    assert "قائمة" not in document.text


@pytest.mark.parametrize("fault", [NotImplementedError("/Foo"), OverflowError(), RecursionError(), MemoryError(),
                                   AssertionError("\udc80"), ZeroDivisionError("x" * 10_000)])  # fmt: skip
def test_any_exception_of_any_reader_is_a_problem_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def failing(data: bytes, file: str, default_id: str) -> Reading:
        raise fault

    monkeypatch.setattr(file_reading, "READERS", {**by_suffix.READERS, ".txt": failing})
    (tmp_path / "a.txt").write_text(SENTENCE, encoding="utf-8")
    for reading in (read_file(tmp_path, "a.txt"), read_data(b"x", "a.txt")):
        [problem] = reading.problems
        assert problem.code == ("too_big" if isinstance(fault, MemoryError) else "reader_failed")
        assert problem.level == "error"
        assert problem.remedy
        assert len(problem.reason.encode()) < 400


def test_what_fails_in_one_line_or_entry_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    document_of = json_text.document_of

    def failing(draft: json_text.Draft, file: str) -> object:
        if "سيئ" in draft.text:
            raise ZeroDivisionError
        return document_of(draft, file)

    monkeypatch.setattr(json_text, "document_of", failing)
    monkeypatch.setattr(feed_text, "document_of", failing)
    lines = "\n".join(json.dumps({"text": text}) for text in (SENTENCE, "نص سيئ", SENTENCE)).encode()
    items = "".join(f"<item><description>{text}</description></item>" for text in (SENTENCE, "نص سيئ", SENTENCE))
    for name, data in (("a.jsonl", lines), ("a.xml", f"<rss><channel>{items}</channel></rss>".encode())):
        reading = read_data(data, name)
        assert [document.text for document in reading.documents] == [SENTENCE, SENTENCE]
        assert codes(reading) == ["reader_failed"]


def test_what_fails_when_a_document_is_completed_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    complete = file_reading.complete

    def failing(document: Document, additions: object) -> Document:
        if document.id == "a#2":
            raise ValueError
        return complete(document, ())

    monkeypatch.setattr(file_reading, "complete", failing)
    reading = read_data(f'{{"text": "{SENTENCE}"}}\n{{"text": "{SENTENCE}"}}\n'.encode(), "a.jsonl")
    assert [document.id for document in reading.documents] == ["a#1"]
    assert [(problem.code, problem.line) for problem in reading.problems] == [("reader_failed", 2)]
    assert [source.line for source in reading.sources] == [1]


def boxes(depth: int) -> bytes:
    inside = "<w:p><w:txbxContent>" * depth + p(t(SENTENCE)) + "</w:txbxContent></w:p>" * depth
    return packed(document=body(inside))


def test_text_boxes_in_text_boxes_are_read_once_each() -> None:
    [document] = read_data(boxes(80), "a.docx").documents  # of two readings each there would be 2 ** 80
    assert document.text == SENTENCE


def test_a_page_or_a_feed_with_tags_of_many_attributes_is_refused() -> None:
    tag = f"<p {' '.join(f'a{number}' for number in range(500))}>{SENTENCE}</p>"
    assert codes(read_data(f"<html><body>{tag}</body></html>".encode(), "a.html")) == ["bad_html"]
    escaped = tag.replace("<", "&lt;")
    feed = f"<rss><channel><item><description>{escaped}</description></item></channel></rss>"
    assert codes(read_data(feed.encode(), "a.xml")) == ["bad_html"]


def test_a_feed_that_declares_many_namespaces_is_read_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    fragment_text = feed_text.html_text.fragment_text
    monkeypatch.setattr(
        feed_text.html_text, "fragment_text", lambda source: parsed.append(source) or fragment_text(source)
    )
    names = " ".join(f'xmlns:n{number}="u{number}"' for number in range(1500))
    xhtml = f'<div xmlns="http://www.w3.org/1999/xhtml"><p class="x">{SENTENCE}<br/>و &lt;b&gt;</p></div>'
    content = f'<content type="xhtml">{xhtml}</content>'
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom" {names}>' + f"<entry>{content}</entry>" * 20 + "</feed>"
    reading = read_data(feed.encode(), "a.atom")
    assert [document.text for document in reading.documents] == [f"{SENTENCE}\nو <b>"] * 20
    assert max(map(len, parsed)) < 200  # not with 1500 declarations each
