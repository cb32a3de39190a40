"""Figures of quality: the curves say what the answers say, and the parts of the ablation are columns that exist."""

from xml.etree import ElementTree

import pytest

from tests.available import lightgbm_or_skip

lightgbm_or_skip()

from benchmarks import ablation, curves  # noqa: E402
from benchmarks.folds import Asked  # noqa: E402
from qa_service.ranking.features import MARGINS, NAMES  # noqa: E402

ASKED = [
    Asked("half", True, (True,), 0.9), Asked("half", True, (True,), 0.5), Asked("half", True, (False, True), 0.7),
    Asked("half", False, (), 0.6), Asked("half", False, (), 0.1), Asked("half", True, (), 0.0),
]  # fmt: skip


def test_a_threshold_keeps_right_answers_and_shows_false_ones() -> None:
    low, high = curves.risk_coverage(ASKED, [0.55, 0.95])
    assert (low.kept, low.false, low.right) == pytest.approx((50, 50, 100 / 3))
    assert (high.kept, high.false, high.right) == (0, 0, 0)


def test_every_answer_is_in_one_range_of_confidence() -> None:
    bins = curves.reliability(ASKED, (0.0, 0.5, 1.0))
    assert [(each.cases, each.right) for each in bins] == [(2, 0), (4, 50)]
    assert [each.confidence for each in bins] == pytest.approx([5, 67.5])


def test_the_pictures_are_drawn_with_the_threshold_and_a_dot_a_range() -> None:
    drawn = ElementTree.fromstring(curves.risk_coverage_svg(ASKED, 0.55))
    assert "0.55: 50.0 kept, 50.0 false" in [each.text for each in drawn]
    drawn = ElementTree.fromstring(curves.reliability_svg(ASKED))
    dots = [each for each in drawn if each.tag.endswith("circle")]
    assert len(dots) == len(curves.reliability(ASKED))


def test_every_part_of_the_ablation_has_a_column() -> None:
    for columns, parts in ((NAMES, ablation.PARTS), ((*NAMES, *MARGINS), ablation.LEADS)):
        for part, heads in parts.items():
            for head in heads:
                assert any(name.startswith(head) for name in columns), (part, head)
