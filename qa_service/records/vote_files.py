"""Vote files: one vote of each client on each answer, in two files of which the older is dropped.

    DATA/feedback.jsonl, feedback.1.jsonl

A vote that is changed is replaced: however often a client votes, the files hold one.
"""

import json
from pathlib import Path
from typing import Any

from qa_service.records.append_only import AppendedFile
from qa_service.records.owned import folder_locked, replace_owned

VOTES_BYTES = 10_000_000
"""Of each of the two files: some 30,000 votes without comments."""

NAMES = ("feedback.1.jsonl", "feedback.jsonl")  # the older one first


def keep_vote(folder: Path, row: dict[str, Any], most_bytes: int = VOTES_BYTES) -> None:
    """Store a vote, flushed to the disk; `row` begins with `request_id` and `client`. Raises OSError."""
    line = json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
    own = json.dumps({key: row[key] for key in ("request_id", "client")}, ensure_ascii=False).encode()[:-1] + b","
    with folder_locked(folder, "feedback.lock"):
        for name in NAMES:
            _remove(folder / name, own)
        current = folder / NAMES[1]
        if AppendedFile(current).append(line, durable=True) > most_bytes:
            current.replace(folder / NAMES[0])


def read_votes(folder: Path) -> bytes:
    """Return the lines of both files, oldest first; empty without any. Raises OSError."""
    return b"\n".join((folder / name).read_bytes() for name in NAMES if (folder / name).exists())


def _remove(path: Path, begins: bytes) -> None:
    """Rewrite a file without the line that begins so; quotation marks inside values are escaped, so it is a row."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return
    at = text.find(begins)
    if at >= 0:
        replace_owned(path, text[:at] + text[(text.find(b"\n", at) + 1) or len(text) :])
