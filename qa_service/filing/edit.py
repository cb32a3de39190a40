"""Edit: changes the front matter of an article; the text is not changed, the previous file is kept."""

from collections.abc import Mapping
from pathlib import Path

from qa_service.corpus import front_matter
from qa_service.corpus.encodings import decode
from qa_service.corpus.folder import read_data
from qa_service.corpus.lines import unify_newlines
from qa_service.corpus.metadata import KEYS
from qa_service.corpus.reading import RejectedError
from qa_service.corpus.walk import suffix
from qa_service.errors import CorpusError
from qa_service.filing.atomic_files import replace_whole
from qa_service.filing.remove import keep_copy

EDITABLE = tuple(key for key in KEYS if key != "id")
_PLAIN = (".txt", ".md")


def edit(corpus: Path, file: str, values: Mapping[str, str], *, max_file_bytes: int) -> None:
    """Set keys of the front matter of a `.txt` or `.md` file, and delete those with empty values; writes UTF-8.

    The previous file can be restored like a removed one. Raises OSError, and CorpusError if the file is of another
    kind, its front matter has values that are not text, or the result couldn't be read.
    """
    if suffix(file) not in _PLAIN:
        raise CorpusError(f"only .txt and .md files have front matter that can be edited, not {file}")
    unknown = sorted(values.keys() - set(EDITABLE))
    if unknown:
        raise CorpusError(f"no keys that can be edited: {', '.join(unknown)}")
    try:
        entries, text = front_matter.split(unify_newlines(decode((corpus / file).read_bytes())))
    except RejectedError as fault:
        raise CorpusError(fault.reason) from None
    held = {entry.key: entry.value for entry in entries}
    if any(value is None for value in held.values()):
        raise CorpusError("the front matter holds more than texts and lists; edit the file itself")
    plain = {key: value if isinstance(value, str) else "، ".join(value or ()) for key, value in held.items()}
    chosen = {key: value for key, value in {**plain, **values}.items() if value.strip()}
    data = ((front_matter.written(chosen) if chosen else "") + text).encode()
    wrong = [
        each.reason
        for each in read_data(data, file, max_file_bytes=max_file_bytes).problems
        if each.level == "error" or each.code in ("bad_date", "bad_source_url", "bad_value")
    ]
    if wrong:
        raise CorpusError(wrong[0])
    keep_copy(corpus, file)
    replace_whole(corpus, file, data)
