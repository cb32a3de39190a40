"""Reader of `.txt` and `.md`: one document a file, its metadata in front matter."""

from qa_service.corpus import front_matter
from qa_service.corpus.encodings import decode
from qa_service.corpus.lines import unify_newlines
from qa_service.corpus.metadata import Draft, document_of
from qa_service.corpus.reading import Reading, Source


def read(data: bytes, file: str, default_id: str) -> Reading:
    """Return the document of a text file; raises RejectedError if there is none."""
    entries, text = front_matter.split(unify_newlines(decode(data)))
    document, problems = document_of(Draft(text, entries, default_id), file)
    return Reading((document,), tuple(problems), (Source(file),))
