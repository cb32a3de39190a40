"""Requests: what articles are asked for about."""

import pytest

from qa_service.arabic.conversation.requests import articles_asked


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("مقالات عن مصر", "مصر"),
        ("أعطني مقالات عن قناة السويس", "قناة السويس"),
        ("ما الجديد في المغرب؟", "المغرب"),
        ("هل لديكم مقالات عن الأمن؟", "الأمن"),
        ("آخر الأخبار عن نور ورزازات", "نور ورزازات"),
        ("ما آخر مقال عن المغرب؟", "المغرب"),
        ("مقالات تتحدث عن الأطلس", "الأطلس"),
        ("articles about the canal", "the canal"),
        ("what's new in Morocco?", "Morocco"),
        ("ما الجديد؟", None),
        ("كم عدد مقالات الدستور؟", None),
        ("من كتب مقالات في مصر؟", None),
        ("متى صدرت أخبار اليوم؟", None),
        ("", None),
    ],
)
def test_articles_are_asked_for_about_a_topic(question: str, topic: str | None) -> None:
    assert articles_asked(question) == topic
