"""A folder of difficult files: each is read right or refused with the right words, and nothing outside is touched."""

import json
import os
import resource
import socket
import sys
from pathlib import Path

import pytest

from qa_service.cli import main
from qa_service.corpus.folder import Reading, read_corpus
from tests.corpus.difficult import LIMIT, Case, cases

CASES = {case.name: case for case in cases()}
SECRET = "سر لا يقرأ ولا يكتب"
LINKS = {  # name: where it leads, the code that refuses it
    "links/self.txt": ("self.txt", "broken_link"), "links/nothing.txt": ("none.txt", "broken_link"),
    "links/out.txt": ("../../outside/secret.txt", "link_outside"), "links/up": ("..", "link_loop"),
    "links/top": ("../..", "link_outside"), "links/device.txt": ("/dev/zero", "link_outside"),
    "links/passwd.md": ("/etc/passwd", "link_outside"),
}  # fmt: skip
SPECIAL = ("special/fifo.txt", "special/socket.txt")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus folder, with files beside it that nobody may read or write."""
    top = tmp_path_factory.mktemp("d")
    corpus = top / "corpus"
    (top / "outside").mkdir()
    (top / "outside" / "secret.txt").write_text(SECRET, encoding="utf-8")
    for name, case in CASES.items():
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_bytes(case.data)
    for name, (target, _) in LINKS.items():
        (corpus / name).parent.mkdir(exist_ok=True)
        (corpus / name).symlink_to(target)
    (corpus / "special").mkdir()
    os.mkfifo(corpus / SPECIAL[0])
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(corpus / SPECIAL[1]))
    return corpus


@pytest.fixture(scope="module")
def reading(folder: Path) -> Reading:
    """All of it read once, in at most so much more memory than before."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = read_corpus(folder, max_file_bytes=LIMIT)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # KB
    return found


def test_there_are_enough_of_them() -> None:
    assert len(CASES) + len(LINKS) + len(SPECIAL) >= 120


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: ascii(case.name)[:60])
def test_each_is_read_right_or_refused_with_the_right_words(reading: Reading, case: Case) -> None:
    documents = [document for document, source in zip(reading.documents, reading.sources, strict=True)
                 if source.file == case.name]  # fmt: skip
    problems = [problem for problem in reading.problems if problem.file == case.name]
    errors = {problem.code for problem in problems if problem.level == "error"}
    assert errors == ({case.refused} if case.refused else set())
    assert {problem.code for problem in problems} - errors == ({case.warning} if case.warning else set())
    assert all(problem.reason and problem.remedy for problem in problems)
    assert len(documents) == (case.documents if not case.refused or case.documents > 1 else 0)
    for document in documents:
        assert case.text in document.text
        assert case.absent not in document.text
        assert case.title in (None, document.title)
        assert case.date == document.date or not case.date
        assert not [mark for mark in ("\r", "\ufeff", "---\n") if document.text.startswith(mark)]


@pytest.mark.parametrize(("name", "code"), [*((name, code) for name, (_, code) in LINKS.items()),
                                            *((name, "special_file") for name in SPECIAL)])  # fmt: skip
def test_links_that_lead_out_and_what_is_no_file_are_refused(reading: Reading, name: str, code: str) -> None:
    assert [problem.code for problem in reading.problems if problem.file == name] == [code]


def test_nothing_outside_is_read_or_written(folder: Path, reading: Reading) -> None:
    hearing, telling = os.pipe()  # told by the processes that read, too
    os.set_blocking(hearing, False)
    watching = [True]
    opened: list[str] = []

    def audit(event: str, given: tuple[object, ...]) -> None:
        if watching[0] and event == "open" and isinstance(given[0], str):
            os.write(telling, os.fsencode(given[0]) + b"\0")

    sys.addaudithook(audit)
    again = read_corpus(folder, max_file_bytes=LIMIT)
    watching[0] = False
    opened += os.read(hearing, 1_000_000).decode(errors="surrogateescape").split("\0")[:-1]
    assert len(opened) > len(CASES) / 2
    assert again == reading
    inside = os.path.realpath(folder) + "/"
    packages = ("/proc/self/statm", "/dev/null", sys.prefix, sys.base_prefix, os.path.realpath(sys.base_prefix))
    assert [path for path in opened if not path.startswith((inside, *packages))] == []
    assert all(SECRET not in document.text and "root:" not in document.text for document in reading.documents)
    assert sorted(each.name for each in folder.parent.rglob("*") if folder not in each.parents) == [
        "corpus",
        "outside",
        "secret.txt",
    ]
    assert (folder.parent / "outside" / "secret.txt").read_text(encoding="utf-8") == SECRET


def test_check_tells_of_all_of_them_and_ends(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "--corpus", str(folder), "--max-file-bytes", str(LIMIT), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert ended.value.code == 1
    refused = {name for name, case in CASES.items() if case.refused} | LINKS.keys() | set(SPECIAL)
    assert {each["file"] for each in told["problems"] if each["level"] == "error"} == refused
    with pytest.raises(SystemExit):
        main(["check", "--corpus", str(folder), "--max-file-bytes", str(LIMIT)])
    assert "\x1b" not in capsys.readouterr().err
