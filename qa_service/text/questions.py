"""Questions: which sentences are printed questions, of an interview or of frequent questions, and not statements."""

import re

_CLOSED_CHARS = 8  # at the end of a sentence, among which a question has its mark
_WITHIN_CHARS = 40  # of the end of a sentence, where its mark and what closes it stand
_END = re.compile(r"[؟?][؟?!.\s]*[*_)\]\s]*\Z")
_QUOTED_END = re.compile(r"[؟?][؟?!.\s]*[»”\"'][*_)\]\s]*\Z")
_OPENERS = ("«", "“", '"', "'")
# «س:», «سؤال 3 -»: a question whether a mark ends it or not.
_LABELS = ("س", "السؤال", "Q", "**س")
_LABEL = re.compile(r"\W*(?:س|سؤال|السؤال|Q)\s*(?:\d{1,3}|ال\w+)?\s*[:/\-–.)]\s*\S")
_ASKING = re.compile(  # how a heading begins that asks without a mark
    r"\W*(?:\d{1,3}[.)\-]\s*)?[وف]?(?:كيف|متى|أين|اين|لماذا|كم|هل|ماذا|بماذا|بكم|(?:من|ما) (?:هو|هي|هم|الذي))\s"
)
_TELLING = re.compile(  # what asks for the sake of telling, and who asked what
    r"\W*(?:هل (?:تعلم|تعلمون|كنت تعلم|تدري|سمعت)|ألم|ألا|أليس"
    r"|[وف]?(?:قال|قالت|قلت|سأل\w{0,3}|سئل|سئلت|[يت]?تساءل|تساءلت|أضاف|أضافت|ردد|كتب|كتبت|هتف|هتفت|يقول|تقول|يسأل|تسأل|استفسر))\s"
)


def is_question(text: str, start: int, end: int, *, is_heading: bool) -> bool:
    """Return whether the sentence `text[start:end]` is a printed question: it asks, and so it answers nothing.

    What quotes or reports a question is none, nor is «هل تعلم أن ...؟», which tells something.
    """
    if text.startswith(_LABELS, start, end) and _LABEL.match(text, start, end):
        return True
    tail = text[max(start, end - _CLOSED_CHARS) : end]
    if not ("؟" in tail or "?" in tail) or not _asks_at_end(text, start, end):
        return is_heading and _ASKING.match(text, start, end) is not None
    return _TELLING.match(text, start, end) is None


def _asks_at_end(text: str, start: int, end: int) -> bool:
    """Return whether a mark stands before what closes the sentence; before a closing quote if it is all a quotation."""
    near = max(start, end - _WITHIN_CHARS)
    if _END.search(text, near, end):
        return True
    return text.startswith(_OPENERS, start, end) and _QUOTED_END.search(text, near, end) is not None
