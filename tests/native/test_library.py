"""The library: one that is missing, of another version or laid out otherwise is refused in one sentence."""

import ctypes
import subprocess
from pathlib import Path

import pytest

from qa_service.native.library import KernelError, Number, load, of_kernel
from tests.available import compiler


def test_a_library_that_is_missing_is_reported_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KernelError, match=r"can't be loaded .*: install the package again"):
        load(tmp_path / "kernel.so")


@pytest.mark.skipif(not compiler(), reason="there is no C compiler")
@pytest.mark.parametrize(
    ("source", "told"),
    [("int kernel_version(void) { return 7; }", "is of version 7"), ("int other;", "can't be loaded")],
)
def test_a_library_of_another_version_is_refused(tmp_path: Path, source: str, told: str) -> None:
    (tmp_path / "kernel.c").write_text(source)
    subprocess.run([*compiler(), "-shared", "-fPIC", "-o", tmp_path / "k.so", tmp_path / "kernel.c"], check=True)
    with pytest.raises(KernelError, match=told):
        load(tmp_path / "k.so")


class Phrase(ctypes.Structure):
    _fields_ = (("first", ctypes.c_int32), ("last", ctypes.c_int32))


class Swapped(ctypes.Structure):
    _fields_ = (("last", ctypes.c_int32), ("first", ctypes.c_int32))


class Wider(ctypes.Structure):
    _fields_ = (("first", Number), ("last", Number))


class Shorter(ctypes.Structure):
    _fields_ = (("first", ctypes.c_int32),)


def test_a_structure_that_is_laid_out_as_in_c_is_taken() -> None:
    assert of_kernel("Phrase")(Phrase) is Phrase


@pytest.mark.parametrize("mirror", [Swapped, Wider, Shorter])
def test_a_structure_that_is_laid_out_otherwise_is_refused(mirror: type[ctypes.Structure]) -> None:
    with pytest.raises(KernelError, match=f"lays Phrase out otherwise than .*{mirror.__name__} does: install"):
        of_kernel("Phrase")(mirror)


def test_a_structure_that_c_does_not_have_is_refused() -> None:
    with pytest.raises(KernelError):
        of_kernel("Nothing")(Phrase)
