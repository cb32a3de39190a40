"""Program: a name for all that turns a corpus into an index, so that an index made by anything else is not current."""

import hashlib
import unicodedata
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_SUFFIXES = (".py", ".tsv", ".npy", ".so")  # the code, its lists of words and the compiled kernel
# What reads files, knows names of months and countries (the CLDR in Babel), or weighs terms.
_LIBRARIES = ("babel", "hijridate", "lxml", "numpy", "pdfminer.six", "pyyaml", "rank-bm25", "scikit-learn")


@cache
def program() -> str:
    """The name of the program at work: it stays the same for the life of the process, whatever is installed later."""
    return program_of(_PACKAGE, _LIBRARIES)


def program_of(package: Path, libraries: tuple[str, ...]) -> str:
    """A hash of what a package holds that shapes an index, and of the releases of the libraries that do."""
    releases = " ".join(f"{name} {_release(name)}" for name in libraries)
    digest = hashlib.sha256(f"{releases} unicode {unicodedata.unidata_version}".encode())
    for path in sorted(path for path in package.rglob("*") if path.suffix in _SUFFIXES):
        content = hashlib.sha256(path.read_bytes()).digest()
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + content)
    return digest.hexdigest()


def _release(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"  # an extra
