"""Curves: risk by coverage and how far confidence means what it says, as rows of figures and as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from benchmarks.folds import Asked

THRESHOLDS = (0.2, 0.3, 0.41, 0.5, 0.6, 0.7, 0.8, 0.9)
BINS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_SIZE, _LEFT, _TOP, _PLOT = 420, 60, 40, 320  # of the picture and of the square that is drawn in, in pixels
_INK, _MARK = "#0b6e4f", "#c1121f"


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold does; percent."""

    threshold: float
    kept: float  # of the right answers
    false: float  # of the questions without an answer that are answered
    right: float  # of what is shown


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of one range of confidence; percent."""

    low: float
    high: float
    cases: int
    confidence: float  # mean
    right: float


def risk_coverage(asked: Sequence[Asked], thresholds: Sequence[float] = THRESHOLDS) -> list[Point]:
    """The points of the risk-coverage curve at the thresholds."""
    values = np.array([each.confidence for each in asked])
    right = np.array([each.right for each in asked])
    absent = np.array([not each.present for each in asked])
    points = []
    for threshold in thresholds:
        shown = values >= threshold
        points.append(Point(threshold, _percent(shown[right]), _percent(shown[absent]), _percent(right[shown])))
    return points


def reliability(asked: Sequence[Asked], bins: Sequence[float] = BINS) -> list[Bin]:
    """How many answers of each range of confidence are right; ranges without answers are left out."""
    values = np.array([each.confidence for each in asked])
    right = np.array([each.right for each in asked])
    found = []
    for low, high in pairwise(bins):
        held = (values >= low) & ((values < high) | (high == bins[-1]))
        if held.any():
            found.append(Bin(low, high, int(held.sum()), 100 * float(values[held].mean()), _percent(right[held])))
    return found


def risk_coverage_svg(asked: Sequence[Asked], threshold: float) -> str:
    """Right answers kept (across) by questions without an answer that are answered (up), the threshold marked."""
    points = risk_coverage(asked, np.linspace(0, 1, 201).tolist())
    line = " ".join(f"{_x(each.kept)},{_y(5 * each.false)}" for each in points if each.false <= 20)
    [chosen] = risk_coverage(asked, [threshold])
    return _picture(
        "Risk and coverage, half of the documents",
        ("right answers kept, %", "false answers, %"),
        ([0, 20, 40, 60, 80, 100], [0, 5, 10, 15, 20]),
        f'<polyline points="{line}" fill="none" stroke="{_INK}" stroke-width="2"/>'
        f'<circle cx="{_x(chosen.kept)}" cy="{_y(5 * chosen.false)}" r="5" fill="{_MARK}"/>'
        f'<text x="{_x(chosen.kept) - 8}" y="{_y(5 * chosen.false) - 8}" text-anchor="end">{threshold:g}: '
        f"{chosen.kept:.1f} kept, {chosen.false:.1f} false</text>",
    )


def reliability_svg(asked: Sequence[Asked]) -> str:
    """Confidence (across) by how many are right (up); on the diagonal it means what it says."""
    bins = reliability(asked)
    line = " ".join(f"{_x(each.confidence)},{_y(each.right)}" for each in bins)
    most = max(each.cases for each in bins)
    dots = "".join(
        f'<circle cx="{_x(each.confidence)}" cy="{_y(each.right)}" r="{2 + 8 * (each.cases / most) ** 0.5:.1f}" '
        f'fill="{_INK}" fill-opacity="0.6"><title>{each.cases} answers</title></circle>'
        for each in bins
    )
    return _picture(
        "What confidence means, corpora of all sizes",
        ("confidence, %", "right, %"),
        ([0, 20, 40, 60, 80, 100], [0, 20, 40, 60, 80, 100]),
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(100)}" y2="{_y(100)}" stroke="#999" stroke-dasharray="4 4"/>'
        f'<polyline points="{line}" fill="none" stroke="{_INK}" stroke-width="2"/>{dots}',
    )


def _percent(held: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> float:
    return 100 * float(held.mean()) if len(held) else 0.0


def _x(percent: float) -> float:
    return round(_LEFT + _PLOT * percent / 100, 1)


def _y(percent: float) -> float:
    return round(_TOP + _PLOT * (1 - percent / 100), 1)


def _picture(title: str, axes: tuple[str, str], ticks: tuple[Sequence[int], Sequence[int]], inside: str) -> str:
    across, up = ticks
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" font-family="sans-serif" '
        f'font-size="12"><rect width="{_SIZE}" height="{_SIZE}" fill="#fff"/>'
        f'<text x="{_LEFT}" y="22" font-size="14">{title}</text>'
    ]
    for value in up:
        y = _y(100 * value / up[-1])
        parts.append(
            f'<line x1="{_LEFT}" x2="{_LEFT + _PLOT}" y1="{y}" y2="{y}" stroke="#ddd"/>'
            f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{value}</text>'
        )
    parts += [f'<text x="{_x(value)}" y="{_TOP + _PLOT + 16}" text-anchor="middle">{value}</text>' for value in across]
    parts.append(
        f'<text x="{_x(50)}" y="{_TOP + _PLOT + 36}" text-anchor="middle">{axes[0]}</text>'
        f'<text transform="translate(16 {_y(50)}) rotate(-90)" text-anchor="middle">{axes[1]}</text>'
    )
    return "\n".join([*parts, inside, "</svg>\n"])
