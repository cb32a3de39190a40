"""Completion: what a document came without is filled from its text, what it came with stays."""

from pathlib import Path

import pytest

from qa_service.corpus.boilerplate import parse_line
from qa_service.corpus.completion import complete
from qa_service.corpus.document import Document

SEED = Path(__file__).parents[3] / "shared" / "eval" / "seed-article.txt"
PAGE = """خمسة سدود
في عشر سنوات
قال المهندس إن الماء يكفي.
التعليقات - السدود.. خطة “الشمال” :
عذراً التعليقات مغلقة
"""


def test_title_and_boilerplate_come_from_the_text() -> None:
    document = complete(Document(id="a", text=PAGE))
    assert document.title == "السدود.. خطة “الشمال”"
    assert [PAGE[start:end] for start, end in document.boilerplate] == PAGE.splitlines()[-2:]


def test_what_is_given_stays_and_completing_twice_changes_nothing() -> None:
    document = complete(Document(id="a", text=PAGE, title="عنوان", boilerplate=((0, 9),)))
    assert (document.title, document.boilerplate) == ("عنوان", ((0, 9),))
    assert complete(document) == document
    assert complete(complete(Document(id="a", text=PAGE))) == complete(Document(id="a", text=PAGE))


def test_a_blank_title_is_none() -> None:
    assert complete(Document(id="a", text="# عنوان", title=" ")).title == "عنوان"
    assert complete(Document(id="a", text="")).title == ""


def test_the_maintainers_lines_are_boilerplate_too() -> None:
    pattern = parse_line("تصوير: *")
    assert pattern is not None
    assert complete(Document(id="a", text="نص\nتصوير: أحمد"), (pattern,)).boilerplate == ((3, 14),)


@pytest.mark.shared
@pytest.mark.skipif(not SEED.exists(), reason="the shared folder with the seed article is not beside the repository")
def test_the_seed_article_has_its_real_title_and_its_comment_lines_are_never_cited() -> None:
    text = SEED.read_text(encoding="utf-8")
    document = complete(Document(id="seed", text=text))
    assert document.title == "20 عاما على تفجيرات “16 ماي”.. الخبرة المغربية ريادة محلية ودولية في مكافحة الإرهاب"
    assert [text[start:end] for start, end in document.boilerplate] == text.splitlines()[-2:]
