"""How often each source and each wording of a question is drawn while learning, and which documents teach what."""

import zlib

from qa_service.training.dataset import fold_of

SOURCES = {"written": 2.6, "news": 2.8, "arcd": 1.0, "xquad": 1.0, "tydi": 1.2, "aqad": 0.2}
"""What a question of a source counts; one that isn't named here counts 1."""

WORDINGS = {
    "question": 1.0,
    "question_en": 0.8,
    "question_typo": 0.3,
    "question_darija": 0.15,
    "question_egyptian": 0.15,
    "question_gulf": 0.15,
}
"""What each wording of a question counts, by the key that it is kept under."""

NOISY = frozenset({"aqad"})
"""Sources whose answers were placed by machine: learned from with care, and nothing is chosen by them."""

PLAIN = "question"
_CALIBRATION = 8  # one document of so many teaches the confidence alone


def share_of(source: str, field: str) -> float:
    """How often a question is drawn.

    Args:
        source: the group that it is counted in.
        field: the key of the wording.

    Returns:
        Its weight beside the others'; 0 for what isn't learned from. Other wordings of a noisy source are made by
        machine from what is noisy already.
    """
    if source in NOISY and field != PLAIN:
        return 0.0
    return SOURCES.get(source, 1.0) * WORDINGS.get(field, 0.0)


def is_kept_out(document_id: str | None, fold: int | None) -> bool:
    """Whether a document stands in the fold that nothing is learned from; None: there is no such fold."""
    return fold is not None and fold_of(document_id) == fold


def is_for_calibration(document_id: str | None) -> bool:
    """Whether the questions on a document teach how sure to be, and not the model."""
    return zlib.crc32(f"calibration {document_id or ''}".encode()) % _CALIBRATION == 0
