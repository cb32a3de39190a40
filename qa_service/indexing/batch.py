"""Batch: some of an index's documents in the form of an analysis, to be built upon without reading them again."""

from dataclasses import dataclass

import numpy as np

from qa_service.native.arrays import Array, Arrays, offsets

LENGTHS = (
    "document_passages", "document_titles", "passage_sentences", "sentence_tokens", "text_ends", "metadata_ends"
)  # fmt: skip
"""Arrays that an index holds as offsets and an analysis as lengths."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """Documents in the form that an index is made of.

    `arrays` hold lengths where an index holds offsets (`document_passages`: how many passages each document has), so
    that the arrays of two batches need only be set one after the other. `tokens` and `title_tokens` are places in
    `forms`, the distinct folded content words; where `forms` is None, they are numbers of an earlier index's terms.
    """

    forms: list[str] | None
    arrays: Arrays

    def __len__(self) -> int:
        return len(self.arrays["document_passages"])


def part_of(arrays: Arrays, first: int, last: int) -> Analysis:
    """The documents from `first` up to `last` of an index."""
    found: dict[str, Array] = {}

    def lengths(name: str, start: int, end: int) -> tuple[int, int]:
        """Keeps the lengths from one place to another, and tells from where to where they reach."""
        reach = arrays[name][start : end + 1]
        found[name] = np.diff(reach).astype(np.int32)
        return int(reach[0]), int(reach[-1])

    def values(names: tuple[str, ...], start: int, end: int) -> None:
        found.update({name: arrays[name][start:end] for name in names})

    values(("text_widths", "text_checks", "metadata_checks"), first, last)
    values(("texts",), *lengths("text_ends", first, last))
    values(("metadata",), *lengths("metadata_ends", first, last))
    values(("title_tokens",), *lengths("document_titles", first, last))
    passages = lengths("document_passages", first, last)
    values(("passage_checks",), *passages)
    sentences = lengths("passage_sentences", *passages)
    values(("sentence_start", "sentence_end", "sentence_heading", "sentence_cues"), *sentences)
    values(("tokens",), *lengths("sentence_tokens", *sentences))
    return Analysis(None, found)


def part_of_analysis(analysis: Analysis, first: int, last: int) -> Analysis:
    """The documents from `first` up to `last` of an analysis; the whole of it costs nothing."""
    if (first, last) == (0, len(analysis)):
        return analysis
    arrays = {**analysis.arrays, **{name: offsets(analysis.arrays[name]) for name in LENGTHS}}
    return Analysis(analysis.forms, part_of(arrays, first, last).arrays)
