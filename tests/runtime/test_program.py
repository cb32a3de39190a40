"""The name of the program: whatever shapes an index changes it, and nothing else does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_service.runtime import program as program_module
from qa_service.runtime.index_store import stale_fingerprint, update
from qa_service.runtime.program import program, program_of
from qa_service.settings import load_settings

FILES = ("code.py", "arabic/words.npy", "arabic/glossary.tsv", "native/kernel.so")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    for name in (*FILES, "static/site.css"):
        path = tmp_path / "package" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"one")
    return tmp_path / "package"


@pytest.fixture
def another_program(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """From here on another release of Babel is installed."""
    monkeypatch.setattr(program_module, "version", lambda name: f"{name} of tomorrow")
    program.cache_clear()
    yield
    program.cache_clear()


@pytest.mark.parametrize("name", FILES)
def test_code_lists_of_words_and_the_kernel_are_part_of_it(package: Path, name: str) -> None:
    before = program_of(package, ())
    (package / name).write_bytes(b"two")
    changed = program_of(package, ())
    (package / name).unlink()
    assert len({before, changed, program_of(package, ())}) == 3


def test_what_shapes_no_index_is_not(package: Path) -> None:
    before = program_of(package, ())
    (package / "static" / "site.css").write_bytes(b"two")
    assert program_of(package, ()) == before


def test_each_library_that_shapes_an_index_is(package: Path) -> None:
    found = {program_of(package, libraries) for libraries in ((), ("babel",), ("babel", "lxml"), ("no-such-library",))}
    assert len(found) == 4


def test_the_files_of_this_package_are_there() -> None:
    """A kind of file that is added for indexing is to be named in program.py."""
    package = Path(program_module.__file__).parents[1]
    rooms = [package / room for room in ("arabic", "corpus", "text", "index", "indexing")]
    files = [path for room in rooms for path in room.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    suffixes = {path.suffix for path in files}
    assert suffixes <= set(program_module._SUFFIXES)


def test_an_index_by_another_release_of_a_library_is_built_anew(
    corpus: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    settings = load_settings({"QA_READER": "off"}, corpus=corpus, index=tmp_path / "index")
    assert [update(settings).built for _ in range(2)] == [True, False]
    request.getfixturevalue("another_program")
    assert [update(settings).built for _ in range(2)] == [True, False]
    assert stale_fingerprint(settings) is None
