"""The short answer that the reader marked, checked before it is shown: new words, of the kind that was asked for."""

from qa_service.arabic.analysis.analyzer import is_stop_word, tokenize
from qa_service.index.wording import MATCHED, Wording
from qa_service.query.query import Query

Span = tuple[int, int]
_EDGES = " \t\n\u00a0.,،؛:؟?!«»\"'()[]{}-–—*"
_PAIRS = {")": "(", "]": "[", "»": "«"}


def checked_phrase(text: str, wording: Wording, query: Query, phrase: Span) -> Span | None:
    """The phrase without marks at its edges, in code points; None where it only says the question's own words again,
    or a place is asked for and it holds nothing but numbers.
    """
    start, end = _trimmed(text, *phrase)
    words = [
        (text[first:last], mark) for first, last, mark in zip(*wording, strict=True) if first >= start and last <= end
    ]
    if not any(not mark & MATCHED and not is_stop_word(word) for word, mark in words):
        return None
    if query.kind == "where" and all(word.isdecimal() for word, _ in words):
        return None
    return start, end


def _trimmed(text: str, start: int, end: int) -> Span:
    """The span without spaces and marks at its edges; a bracket that closes one inside stays. Whole words only."""
    tokens = tokenize(text)
    start = next((token.start for token in tokens if token.start < start < token.end), start)
    end = next((token.end for token in tokens if token.start < end < token.end), end)
    while start < end and text[start] in _EDGES and not (text[start] in "([«" and _closes(text, start, end)):
        start += 1
    while end > start and text[end - 1] in _EDGES and text[end - 1] not in _PAIRS:
        end -= 1
    while end > start and text[end - 1] in _PAIRS and _PAIRS[text[end - 1]] not in text[start:end]:
        end -= 1
    return start, end


def _closes(text: str, start: int, end: int) -> bool:
    """Whether the bracket that opens at `start` closes inside, before the end."""
    closing = {"(": ")", "[": "]", "«": "»"}[text[start]]
    return closing in text[start:end]
