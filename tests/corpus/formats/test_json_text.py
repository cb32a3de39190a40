"""JSON files: one document a file or a line, and a bad line refused alone."""

import codecs
import json

import pytest

from qa_service.corpus.formats.json_text import read_json, read_jsonl
from qa_service.corpus.reading import Reading, RejectedError, Source

LONG = "أعلنت الوزارة أن المشروع اكتمل في المغرب خلال عام 2020"


def jsonl(*lines: str | bytes, end: bytes = b"\n") -> Reading:
    return read_jsonl(end.join(line if isinstance(line, bytes) else line.encode() for line in lines), "f.jsonl", "f")


def refused(source: str) -> RejectedError:
    with pytest.raises(RejectedError) as caught:
        read_json(source.encode(), "f.json", "f")
    return caught.value


def test_a_json_file_is_one_document() -> None:
    source = {"id": "x", "title": "ع", "date": "2023-05-16", "tags": ["أ", "ب"], "author": None, "text": "نص\r\nآخر"}
    reading = read_json(json.dumps(source, indent=1).encode("utf-8-sig"), "f.json", "f")
    [document] = reading.documents
    assert (document.id, document.title, document.date, document.tags) == ("x", "ع", "2023-05-16", ("أ", "ب"))
    assert document.text == "نص\nآخر"
    assert (reading.problems, reading.sources) == ((), (Source("f.json"),))


def test_numbers_and_truth_values_are_text_as_written() -> None:
    source = (
        '{"id": 7.10, "title": 1e3, "author": true, "tags": [2023, false], '
        '"publisher": 123456789012345678901, "text": "نص"}'
    )
    [document] = read_json(source.encode(), "f.json", "f").documents
    assert (document.id, document.title, document.author) == ("7.10", "1e3", "true")
    assert (document.tags, document.publisher) == (("2023", "false"), "123456789012345678901")
    assert all(type(value) is str for value in (document.id, document.title, *document.tags))


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ('[{"text": "نص"}]', "bad_json"),
        ('"نص"', "bad_json"),
        ("", "bad_json"),
        ('{"text": "نص"} {}', "bad_json"),
        ('{"text": "نص", "text": "آخر"}', "bad_json"),
        ('{"text": "نص", "x": NaN}', "bad_json"),
        ('{"text": "نص", "x": ' + "[" * 100_000, "bad_json"),
        ('{"title": "ع"}', "no_text"),
        ('{"text": null}', "no_text"),
        ('{"text": 5}', "no_text"),
        ('{"text": ["نص"]}', "no_text"),
        ('{"text": "  "}', "no_text"),
        ('{"text": "ن\\u0000ص"}', "nul"),
        ('{"text": "ن\\ud800ص"}', "bad_characters"),
        ('{"text": "نص", "id": {"a": 1}}', "bad_id"),
    ],
)
def test_what_is_no_document_is_refused(source: str, code: str) -> None:
    assert refused(source).code == code


def test_a_fault_of_json_has_its_line() -> None:
    assert refused('{\n"title": "ع",\n"text": نص}').line == 3


def test_ids_are_the_path_and_the_line_and_blank_lines_count() -> None:
    reading = jsonl('{"text": "أول"}', "", " \t", '{"text": "ثان"}', '{"text": "ثالث", "id": "مجلد/ثالث"}', "")
    assert [document.id for document in reading.documents] == ["f#1", "f#4", "مجلد/ثالث"]
    assert reading.sources == tuple(Source("f.jsonl", line) for line in (1, 4, 5))


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_bad_lines_are_refused_alone_by_number(end: bytes) -> None:
    bad = ["{", "[]", '{"title": "ع"}', '{"text": "ن\\u0000"}', '{"text": "\\ud83d"}', '{"text": "نص", "id": "a\\nb"}']
    reading = jsonl('{"text": "أول"}', *bad, '{"text": "أخير"}', end=end)
    assert [document.text for document in reading.documents] == ["أول", "أخير"]
    assert [(problem.line, problem.code) for problem in reading.problems] == [
        (2, "bad_json"),
        (3, "bad_json"),
        (4, "no_text"),
        (5, "nul"),
        (6, "bad_characters"),
        (7, "bad_id"),
    ]
    assert {problem.level for problem in reading.problems} == {"error"}


def test_a_line_separator_inside_a_string_ends_no_line() -> None:
    [document] = jsonl('{"text": "أ\u2028ب\x85ج\u2029د"}').documents
    assert document.text == "أ\u2028ب\x85ج\u2029د"


def test_a_torn_line_of_a_utf8_file_is_refused_alone_with_its_byte_in_the_file() -> None:
    good = f'{{"text": "{LONG}"}}'.encode()
    torn = good.replace("أن".encode(), b"\xd8\xff")
    reading = jsonl(codecs.BOM_UTF8 + good, torn, b'{"text": "a\x00b"}', good)
    assert [document.id for document in reading.documents] == ["f#1", "f#4"]
    assert [(problem.line, problem.code) for problem in reading.problems] == [(2, "bad_encoding"), (3, "nul")]
    at = len(codecs.BOM_UTF8 + good) + 1 + torn.index(b"\xd8\xff")
    assert reading.problems[0].byte == at


def test_an_old_encoding_is_read_for_the_whole_file() -> None:
    lines = [f'{{"text": "{LONG}"}}', '{"text": "قصير"}']
    reading = read_jsonl("\n".join(lines).encode("cp1256"), "f.jsonl", "f")
    assert [document.text for document in reading.documents] == [LONG, "قصير"]


def test_a_file_of_no_known_encoding_is_refused_once() -> None:
    lines = '{"text": "Россия является"}\n' * 50
    with pytest.raises(RejectedError) as caught:
        read_jsonl(lines.encode("cp1251"), "f.jsonl", "f")
    assert (caught.value.code, caught.value.line) == ("bad_encoding", 1)


def test_an_unknown_key_is_told_once_for_the_file() -> None:
    reading = jsonl(*['{"text": "نص", "lang": "ar"}'] * 100)
    assert len(reading.documents) == 100
    [problem] = reading.problems
    assert (problem.code, problem.level, problem.line) == ("unknown_key", "warning", 1)


@pytest.mark.parametrize("data", [b"", b"\n\n", codecs.BOM_UTF8])
def test_a_file_without_lines_is_refused(data: bytes) -> None:
    with pytest.raises(RejectedError) as caught:
        read_jsonl(data, "f.jsonl", "f")
    assert caught.value.code == "no_text"
