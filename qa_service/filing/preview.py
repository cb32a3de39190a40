"""Preview: a file to be added as a maintainer sees it: what is read from it, and its problems."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from qa_service.corpus.document import Document, Problem
from qa_service.filing.add import Filing
from qa_service.filing.text_key import text_key
from qa_service.text.passages import split_document

_MOST_SHOWN = 20  # documents of a file of several
Holder = Callable[[str], str | None]
"""Returns which document of the corpus has an id (or a text, by `text_key`); None if none has."""


def checked(filing: Filing, holder_of_id: Holder, holder_of_text: Holder) -> Filing:
    """Return the file with its problems: its own id being taken is an error, a duplicate text a warning."""
    problems, target = list(filing.problems), filing.target
    for document in filing.documents:
        holder = holder_of_id(document.id) if filing.names_ids else None
        twin = holder_of_text(text_key(document)) if holder is None else None
        if holder is not None:
            problems.append(
                Problem(
                    file=filing.source,
                    level="error",
                    code="duplicate_id",
                    reason=f"the id {document.id!r} is that of {holder}",
                    remedy="Give it another `id`, or remove the other first.",
                )
            )
            target = ""
        elif twin is not None:
            problems.append(
                Problem(
                    file=filing.source,
                    level="warning",
                    code="same_text",
                    reason=f"{twin} has the same text",
                    remedy="Remove one of them.",
                )
            )
    return replace(filing, problems=tuple(problems), target=target)


def sentences_in(document: Document) -> int:
    """Return the number of sentences of a document that can be cited."""
    return sum(len(passage.sentences) for passage in split_document(document))


def told(filing: Filing) -> dict[str, Any]:
    """Return the file as JSON-ready values."""
    return {
        "source": filing.source,
        "target": filing.target or None,
        "documents": [
            {
                "id": each.id,
                "title": each.title,
                "date": each.date,
                "author": each.author,
                "sentences": sentences_in(each),
                "left_out": [each.text[start:end] for start, end in each.boilerplate],
            }
            for each in filing.documents[:_MOST_SHOWN]
        ],
        "front_matter": filing.front_matter or None,
        "found": [asdict(each) for each in filing.found],
        "problems": [asdict(each) for each in filing.problems],
    }
