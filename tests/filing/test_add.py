"""Filing and removal: good names, front matter that reads back, nothing overwritten, nothing outside, all put back."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_service.corpus import front_matter
from qa_service.corpus.byline import find_metadata
from qa_service.corpus.folder import read_corpus
from qa_service.corpus.metadata import KEYS
from qa_service.errors import CorpusError
from qa_service.filing.add import file_away, prepare
from qa_service.filing.remove import files_of, put_back, removals, remove

TEXT = "زيارة ملكية إلى فاس\n\nبقلم: ليلى حسن\nالثلاثاء 16 ماي 2023\n\nتأسست الجامعة سنة 859 في فاس.\n\nشارك المقال\n"
LIMIT = 1_000_000


def added(corpus: Path, data: bytes, source: str, into: str = "") -> str:
    return file_away(corpus, prepare(corpus, data, source, max_file_bytes=LIMIT, into=into))


def test_a_text_gets_a_name_from_its_title_and_front_matter_from_its_lines(tmp_path: Path) -> None:
    filing = prepare(tmp_path, TEXT.encode("cp1256"), "Document (1).TXT", max_file_bytes=LIMIT)
    assert list(tmp_path.iterdir()) == []
    assert filing.target == "زيارة-ملكية-إلى-فاس.txt"
    assert file_away(tmp_path, filing) == filing.target
    [document] = read_corpus(tmp_path).documents
    assert (document.title, document.date, document.author) == ("زيارة ملكية إلى فاس", "2023-05-16", "ليلى حسن")
    assert document.text == TEXT
    assert [document.text[start:end] for start, end in document.boilerplate] == ["شارك المقال"]


@pytest.mark.parametrize(("source", "name"), [
    ("mawazine 2023.txt", "mawazine-2023.txt"), ("مهرجان_موازين.md", "مهرجان-موازين.md"), ("IMG_0001.txt", "عنوان.txt"),
    ("a/b/../../../etc/خبر.txt", "a/b/article/article/article/etc/خبر.txt"), ("untitled.txt", "عنوان.txt"),
    ("ن" * 200 + ".txt", "ن" * 60 + ".txt"), ("golden.jsonl.txt", "golden-jsonl.txt"),
])  # fmt: skip
def test_names_are_those_of_the_files_where_they_say_something(tmp_path: Path, source: str, name: str) -> None:
    assert added(tmp_path, "عنوان\n\nنص الخبر.".encode(), source) == name
    assert (tmp_path / name).is_file()


def test_a_file_with_front_matter_and_one_of_another_kind_stay_byte_for_byte(tmp_path: Path) -> None:
    page = "<html><body><article><h1>عنوان</h1><p>نص الخبر الطويل.</p></article></body></html>".encode()
    for data, source in (("\ufeff---\r\ntitle: خبر\r\n---\r\nنص.\r\n".encode(), "a.txt"), (page, "b.html")):
        assert (tmp_path / added(tmp_path, data, source)).read_bytes() == data


def test_nothing_is_overwritten_and_what_cannot_be_read_has_no_place(tmp_path: Path) -> None:
    names = [added(tmp_path, f"نص {number}.".encode(), "خبر.txt") for number in range(3)]
    assert names == ["خبر.txt", "خبر-2.txt", "خبر-3.txt"]
    late = prepare(tmp_path, "نص آخر.".encode(), "سباق.txt", max_file_bytes=LIMIT)
    (tmp_path / "سباق.txt").write_text("كان هنا أولا.", encoding="utf-8")
    assert file_away(tmp_path, late) == "سباق-2.txt"
    assert (tmp_path / "سباق.txt").read_text(encoding="utf-8") == "كان هنا أولا."
    for data, source, code in (
        (b"\x00a", "a.txt", "nul"),
        (b"x", "a.exe", "not_yet_readable"),
        (b"a" * 11, "a.txt", "too_large"),
        (b"", "a.md", "no_text"),
    ):
        filing = prepare(tmp_path, data, source, max_file_bytes=10)
        assert (filing.target, [problem.code for problem in filing.problems]) == ("", [code])


def test_a_folder_that_leads_out_of_the_corpus_is_never_written_to(tmp_path: Path) -> None:
    corpus, outside = tmp_path / "corpus", tmp_path / "outside"
    corpus.mkdir()
    outside.mkdir()
    (corpus / "out").symlink_to(outside)
    with pytest.raises(CorpusError, match="leads out"):
        added(corpus, "نص.".encode(), "a.txt", into="out")
    with pytest.raises(CorpusError, match="leads out"):
        added(corpus, "نص.".encode(), "a.txt", into="../outside")
    assert list(outside.iterdir()) == []


def test_a_full_disk_leaves_no_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        added(tmp_path, "نص.".encode(), "a.txt")
    assert list(tmp_path.iterdir()) == []


def test_what_is_removed_is_put_back_as_it_was(tmp_path: Path) -> None:
    first, second = added(tmp_path, "نص أول.".encode(), "x/a.txt"), added(tmp_path, "نص ثان.".encode(), "b.txt")
    before = {file: (tmp_path / file).read_bytes() for file in (first, second)}
    assert files_of(tmp_path, ["x/a", "b"], max_file_bytes=LIMIT) == {"x/a.txt": ("x/a",), "b.txt": ("b",)}
    with pytest.raises(CorpusError, match="'nope'"):
        files_of(tmp_path, ["b", "nope"], max_file_bytes=LIMIT)
    for file in (first, second):
        remove(tmp_path, file)
    assert read_corpus(tmp_path).documents == ()
    assert [each.file for each in removals(tmp_path)] == [first, second]
    for removal in removals(tmp_path):
        put_back(tmp_path, removal)
    assert {file: (tmp_path / file).read_bytes() for file in (first, second)} == before
    assert removals(tmp_path) == []


@pytest.mark.parametrize("name", ["ن" * 120 + ".txt", "سطر\u2028جديد.txt", "x" * 251 + ".txt"])
def test_files_with_long_and_odd_names_are_removed_and_put_back(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("نص.", encoding="utf-8")
    removal = remove(tmp_path, name)
    assert removals(tmp_path) == [removal]
    assert put_back(tmp_path, removal) == name
    assert (tmp_path / name).read_text(encoding="utf-8") == "نص."


def test_a_place_that_was_taken_meanwhile_gives_what_is_put_back_a_number(tmp_path: Path) -> None:
    file = added(tmp_path, "نص أول.".encode(), "a.txt")
    removal = remove(tmp_path, file)
    (tmp_path / "a.txt").write_text("نص جديد.", encoding="utf-8")
    log = tmp_path / ".removed" / "log.jsonl"
    log.write_text(log.read_text(encoding="utf-8") + 'broken\n{"file": 1}\n', encoding="utf-8")
    assert removals(tmp_path) == [removal]
    assert put_back(tmp_path, removal) == "a-2.txt"
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "نص جديد."


@given(st.dictionaries(st.sampled_from(KEYS), st.text(min_size=1).filter(str.strip), min_size=1))
def test_front_matter_that_is_written_reads_back(values: dict[str, str]) -> None:
    printed = {key: "".join(char for char in value if char.isprintable()) for key, value in values.items()}
    plain = {key: " ".join(value.split()) for key, value in printed.items()}
    entries, text = front_matter.split(front_matter.written(plain) + "نص.")
    assert {entry.key: entry.value for entry in entries} == plain
    assert text == "نص."


@pytest.mark.parametrize(("line", "day"), [
    ("الثلاثاء 16 ماي 2023", "2023-05-16"), ("١٦ ماي ٢٠٠٣", "2003-05-16"), ("نشر في: 3 غشت 2021 - 10:30", "2021-08-03"),
    ("5 جانفي 2020", "2020-01-05"), ("7 كانون الثاني 2019", "2019-01-07"), ("2023-05-16", "2023-05-16"),
    ("آخر تحديث: 16/05/2023 الساعة 12:00", "2023-05-16"), ("25 رمضان 1444 هـ الموافق 16 أبريل 2023", "2023-04-16"),
    ("1 محرم 1445 هـ", "2023-07-19"), ("31 فبراير 2023", None),
    ("16 ماي 2023 في الدار البيضاء وقعت تفجيرات", None),
    ("من 16 ماي 2023 إلى 18 ماي 2023", None), ("2023", None), ("هاتف 06-12-2023-99", None), ("16 كتاب 2023", None),
])  # fmt: skip
def test_a_date_is_taken_from_a_line_that_says_nothing_else(line: str, day: str | None) -> None:
    found = {each.key: each.value for each in find_metadata(f"عنوان الخبر\n{line}\n\nنص الخبر.")}
    assert found.get("date") == day


@pytest.mark.parametrize(("line", "name"), [
    ("بقلم: ليلى حسن", "ليلى حسن"), ("بقلم ليلى حسن", "ليلى حسن"), ("كتب: د. أحمد", None),
    ("الكاتب: محمد بن علي", "محمد بن علي"),
    ("كتب محمد رسالة طويلة", None), ("إعداد: فريق التحرير", "فريق التحرير"),
    ("بقلم ليلى حسن التي ولدت في مدينة فاس", None),
])  # fmt: skip
def test_an_author_is_taken_from_a_byline(line: str, name: str | None) -> None:
    found = {each.key: each.value for each in find_metadata(f"عنوان الخبر\n{line}\n\nنص الخبر.")}
    assert found.get("author") == name
