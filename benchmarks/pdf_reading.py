"""How well PDFs are read: `python -m benchmarks.pdf_reading [--keep FOLDER] [--peers]`.

Makes one article into PDF files by the producers of benchmarks.pdf_files and reads each. Prints, by producer, how many
files are accepted, how many sentences of the accepted ones are read to the letter, and how many that were not written
are told as sentences. With `--peers` other libraries' own text of the same files is held against it, where installed.
"""

import argparse
import re
import tempfile
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from benchmarks.pdf_files import Made, make_all
from benchmarks.pdf_texts import SENTENCES, TITLE, texts
from qa_service.corpus.formats import pdf_text
from qa_service.corpus.reading import RejectedError
from qa_service.text.sentences import split_sentences

_AS_TYPED = str.maketrans({"\u00a0": " ", "\u202f": " ", "”": '"', "“": '"'})


def sentences_of(text: str) -> list[str]:
    """Return the sentences that the service would quote."""
    text = unicodedata.normalize("NFC", text.translate(_AS_TYPED))
    return [" ".join(text[each.start : each.end].split()) for each in split_sentences(text)]


def ours(path: Path) -> str | None:
    """Return the text as the service reads it; None if the file is refused."""
    try:
        return pdf_text.read(path.read_bytes(), path.name, "a").documents[0].text
    except RejectedError as fault:
        print(f"  {path.name}: refused, {fault.code}: {fault}")
        return None


def peers() -> dict[str, Callable[[Path], str]]:
    """Return other readers by name, where they are installed."""
    found: dict[str, Callable[[Path], str]] = {}
    try:
        import pypdf

        found["pypdf"] = lambda path: "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    except ImportError:
        pass
    try:
        import pypdfium2

        found["pypdfium2"] = lambda path: "\n".join(
            page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path)
        )
    except ImportError:
        pass
    try:
        import pdfplumber

        found["pdfplumber"] = lambda path: "\n".join(page.extract_text() for page in pdfplumber.open(path).pages)
    except ImportError:
        pass
    from pdfminer.high_level import extract_text

    found["pdfminer.six"] = lambda path: str(extract_text(path))
    return found


def measured(text: str) -> tuple[int, list[str]]:
    """Return how many of the sentences are in the text, and the sentences of the text that were never written."""
    told = " ".join(unicodedata.normalize("NFC", text.translate(_AS_TYPED)).split())
    written = re.sub(r"\s+", " ", " ".join([TITLE, *texts(4), "صحيفة الرمال الأسبوعية"]))
    wrong = [each for each in sentences_of(text) if each not in written]
    return sum(sentence in told for sentence in SENTENCES), wrong


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--again", action="store_true", help="read the files in --keep without making them")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        files = list(_kept(folder)) if args.again else list(make_all(folder))
        if not args.again:
            lines = [f"{each.path.name}\t{each.producer}\t{int(each.readable)}" for each in files]
            (folder / "files.tsv").write_text("\n".join(lines), encoding="utf-8")
        _report(files)
        if args.peers:
            _report_peers(files)


def _kept(folder: Path) -> list[Made]:
    rows = [line.split("\t") for line in (folder / "files.tsv").read_text(encoding="utf-8").splitlines()]
    return [Made(folder / name, producer, readable == "1") for name, producer, readable in rows]


def _report(files: list[Made]) -> None:
    rows: dict[str, list[int]] = defaultdict(lambda: [0] * 5)
    began = time.perf_counter()
    for each in files:
        row = rows[each.producer]
        row[0] += 1
        text = ours(each.path)
        if text is None:
            continue
        right, wrong = measured(text)
        row[1] += 1
        row[2] += right
        row[3] += len(SENTENCES)
        row[4] += len(wrong)
        if right < len(SENTENCES) or wrong:
            print(f"  {each.path.name}: {right}/{len(SENTENCES)}", *(f"\n      {sentence}" for sentence in wrong[:4]))
    print(f"{len(files)} files in {time.perf_counter() - began:.1f} s")
    print("| producer | files | accepted | sentences to the letter | wrong |\n|---|---|---|---|---|")
    for producer, (made, accepted, right, there, wrong) in sorted(rows.items()):
        share = f"{right} of {there}" if there else "-"
        print(f"| {producer} | {made} | {accepted} | {share} | {wrong} |")


def _report_peers(files: list[Made]) -> None:
    for name, reader in peers().items():
        right = wrong = 0
        began = time.perf_counter()
        for each in files:
            if not each.readable:
                continue
            found, told = measured(reader(each.path))
            right, wrong = right + found, wrong + len(told)
        there = sum(each.readable for each in files) * len(SENTENCES)
        print(f"| {name} | {right} of {there} | {wrong} | {time.perf_counter() - began:.1f} s |")


if __name__ == "__main__":
    main()
