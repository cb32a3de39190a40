"""Agreement: verbs with the noun after them, persons in topics, what stands for nothing."""

import pytest

from qa_service.arabic.conversation.agreement import agreed, person_in, referent_of


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("متى افتتح قناة السويس؟", "متى افتتحت قناة السويس؟"),
        ("متى وقع المعركة؟", "متى وقعت المعركة؟"),
        ("متى بدأ الحملة", "متى بدأت الحملة"),
        ("متى بني السد العالي؟", "متى بني السد العالي؟"),
        ("متى ولد حمزة؟", "متى ولد حمزة؟"),
        ("متى افتتحت القناة؟", "متى افتتحت القناة؟"),
        ("من بنى القناة؟", "من بنى القناة؟"),
    ],
)
def test_a_verb_agrees_with_the_feminine_noun_after_it(question: str, expected: str) -> None:
    assert agreed(question) == expected


@pytest.mark.parametrize(
    ("topic", "person"),
    [
        ("عنوان كتاب رحلة ابن بطوطة", "ابن بطوطة"),
        ("عمر الملك سيباستيان", "الملك سيباستيان"),
        ("نوال المتوكل", "نوال المتوكل"),
        ("رواية", None),
    ],
)
def test_the_person_of_a_topic_is_found(topic: str, person: str | None) -> None:
    assert person_in(topic) == person


def test_a_lone_common_noun_stands_for_nothing() -> None:
    assert referent_of("حسب أي رواية تأسست القرويين؟", "feminine", "أبو") == ""
    assert referent_of("ما عنوان كتاب رحلة ابن بطوطة؟", "masculine", "أبو") == "ابن بطوطة"
