"""The address of every answer, the way back and forward, what is deleted and restored, and citations."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.web.real_server import Server

pytestmark = pytest.mark.browser
QUESTION = "من يشارك المغرب في رئاسة المنتدى العالمي لمكافحة الإرهاب؟"
DAM = "متى بني سد محمد الخامس؟"


@pytest.fixture
def context(chromium: Browser, server: Server) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=server.url, permissions=["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/")
    return page


def ask(page: Page, question: str) -> None:
    before = page.locator("article.answer").count()
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("article.answer")).to_have_count(before + 1)


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_address_title_and_history_follow_the_conversation(page: Page, server: Server) -> None:
    ask(page, QUESTION)
    first = page.url
    version = server.get("/readyz").json["index"]["version"]
    assert asked(page) == {"q": [QUESTION], "index": [version]}
    assert QUESTION in page.title()
    ask(page, DAM)
    second = page.url
    assert asked(page)["q"] == [DAM] and DAM in page.title()
    page.go_back()
    expect(page).to_have_url(first)
    assert QUESTION in page.title()
    expect(page.locator(".question").first).to_be_in_viewport()
    expect(page.locator("article.answer")).to_have_count(2)
    page.go_back()
    expect(page.locator("article.answer")).to_have_count(0)
    expect(page.locator("#intro")).to_be_visible()
    page.go_forward()
    page.go_forward()
    expect(page).to_have_url(second)
    expect(page.locator("article.answer")).to_have_count(2)


def test_a_follow_up_has_an_address_that_needs_no_conversation(page: Page, context: BrowserContext) -> None:
    ask(page, QUESTION)
    ask(page, "ومتى تأسس؟")
    understood = page.locator(".answer__understood [data-slot=text]").last.inner_text()
    assert asked(page)["q"] == [understood] != ["ومتى تأسس؟"]
    answer = page.locator("article.answer .sentence [data-slot=text]").first
    expect(answer).to_be_visible()
    found = page.locator("article.answer").last.locator(".sentence [data-slot=text]").first.inner_text()
    other = context.new_page()
    other.goto(page.url)
    expect(other.locator(".sentence [data-slot=text]").first).to_have_text(found)
    expect(other.locator(".answer__understood")).to_be_hidden()
    expect(other.locator(".changed")).to_have_count(0)


def test_a_link_of_another_index_says_so(page: Page) -> None:
    page.goto(f"/?q={quote(DAM)}&index=of-yesterday")
    expect(page.locator(".changed")).to_be_visible()
    expect(page.locator(".sentence").first).to_contain_text("1967")
    assert asked(page)["index"] == ["of-yesterday"]


def test_an_article_leads_back_to_the_answer_within_its_conversation(page: Page) -> None:
    ask(page, DAM)
    ask(page, QUESTION)
    address = page.url
    page.locator("article.answer").last.locator(".source__title").first.click()
    back = page.get_by_role("link", name="العودة إلى الجواب")
    expect(back).to_be_visible()
    expect(page.locator(".bar__title")).to_be_in_viewport()
    back.click()
    expect(page).to_have_url(address)
    expect(page.locator("article.answer")).to_have_count(2)


def test_all_conversations_are_deleted_only_when_sure_and_come_back(page: Page) -> None:
    ask(page, QUESTION)

    def delete_all(sure: str) -> None:
        page.get_by_role("button", name="المحادثات").click()
        page.get_by_role("button", name="حذف كل المحادثات").click()
        page.locator("#sure").get_by_role("button", name=sure, exact=True).click()

    kept = "localStorage.getItem('qa.conversations')"
    delete_all("إلغاء")
    assert page.evaluate(kept)
    expect(page.locator("article.answer")).to_have_count(1)
    delete_all("حذف")
    expect(page.locator("article.answer")).to_have_count(0)
    assert page.evaluate(kept) is None
    page.get_by_role("button", name="تراجع").click()
    assert json.loads(page.evaluate(kept))[0]["turns"][0]["question"] == QUESTION


def test_what_is_exported_keeps_the_questions_as_understood(page: Page, tmp_path: Path) -> None:
    ask(page, QUESTION)
    ask(page, "ومتى تأسس؟")
    understood = page.locator(".answer__understood [data-slot=text]").last.inner_text()
    page.get_by_role("button", name="المحادثات").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="تنزيل المحادثة (بيانات JSON)").click()
    started.value.save_as(tmp_path / "conversation.json")
    turns = json.loads((tmp_path / "conversation.json").read_text(encoding="utf-8"))["turns"]
    assert (turns[1]["question"], turns[1]["understood"]) == ("ومتى تأسس؟", understood)
    assert turns[1]["address"] == page.url


def test_a_quote_is_copied_in_a_style_with_author_and_publisher(page: Page) -> None:
    ask(page, DAM)
    page.locator(".citing summary").first.click()
    page.locator(".citing").first.get_by_role("button", name="RIS").first.click()
    expect(page.get_by_role("status")).to_have_text("تم النسخ.")
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0] == "TY  - NEWS" and lines[-1] == "ER  - "
    assert any(each.startswith("N1  - ") and "1967" in each for each in lines)


HARD = (
    "ليلى حسن and علي, الابن", 'a "b" <script>alert(1)</script> & c', "50% of {x} \\ _y_ ~z~ ^2 #1 $9",
    "سطر\nER  - \r\nTY  - X", "1. ليس عددا", "- ولا بندا", "`*[رابط](javascript:alert(1))*", "}{", "]] > * |",
)  # fmt: skip


def cited(page: Page, style: str, **more: Any) -> str:
    source = {
        "quote": "ق", "title": "ع", "author": None, "publisher": None, "date": "2023-05-16",
        "url": "https://example.org/a b>{c}", "document_id": "a/ب", "start": 3, **more,
    }  # fmt: skip
    return str(
        page.evaluate(
            """async ([style, source]) => (await import("/static/js/citing.js")).STYLES[style](source)""",
            [style, source],
        )
    )


def flat(words: str) -> str:
    return " ".join(words.split())


def test_every_style_escapes_by_its_own_rules(page: Page) -> None:
    for hard in HARD:
        everywhere = dict.fromkeys(("quote", "title", "author", "publisher"), hard)
        ris = cited(page, "ris", **everywhere)
        assert [each[:6] for each in ris.split("\r\n")] == [
            *(f"{tag}  - " for tag in ("TY", "AU", "TI", "PB", "PY", "DA", "UR", "N1", "ER")), ""
        ]  # fmt: skip
        assert f"AU  - {flat(hard)}\r\n" in ris
        bibtex = cited(page, "bibtex", **everywhere)
        depth = [bibtex[:at].count("{") - bibtex[:at].count("}") for at in range(len(bibtex) + 1)]
        assert depth[-1] == 0 and all(each > 0 for each in depth[bibtex.index("{") + 1 : -1])
        assert bibtex.startswith("@misc{a-3,\n  author = {{") and len(bibtex.splitlines()) == 9
        shown = page.evaluate(
            """(html) => {
          const found = new DOMParser().parseFromString(html, "text/html").body;
          return [found.querySelector("p").textContent, found.querySelector("cite a").textContent,
            found.querySelectorAll("*").length, found.querySelector("cite a").getAttribute("href")];
        }""",
            cited(page, "html", **everywhere),
        )
        assert shown == [flat(hard), flat(hard), 6, "https://example.org/a%20b%3E%7Bc%7D"]
        markdown = cited(page, "markdown", **everywhere)
        assert len(markdown.splitlines()) == 3 and all(line.startswith(">") for line in markdown.splitlines())
        assert flat(hard) in cited(page, "plain", **everywhere)


@pytest.mark.parametrize(
    ("words", "escaped"),
    [
        ("*a* _b_ `c`", r"\*a\* \_b\_ \`c\`"),
        ("1. ليس عددا", r"1\. ليس عددا"),
        ("- ولا بندا", r"\- ولا بندا"),
        ("[رابط](x) ![صورة](y)", r"\[رابط\](x) \!\[صورة\](y)"),
        ("&lt; <b>", r"\&lt; \<b\>"),
    ],
)
def test_markdown_shows_what_was_quoted(page: Page, words: str, escaped: str) -> None:
    assert cited(page, "markdown", quote=words).splitlines()[0] == f"> {escaped}"


def test_names_and_dates_stand_in_a_citation(page: Page) -> None:
    facts = {"author": "ليلى حسن", "publisher": "دفاتر", "title": "نهر النيل", "quote": "يبلغ طوله 6650 كيلومترا."}
    assert cited(page, "plain", **facts).splitlines()[1] == "ليلى حسن، «نهر النيل»، دفاتر، 2023-05-16"
    assert "  author = {{ليلى حسن}},\n" in cited(page, "bibtex", **facts)
    assert "  publisher = {دفاتر},\n  year = {2023},\n" in cited(page, "bibtex", **facts)
    assert "AU" not in cited(page, "ris", **{**facts, "author": None})
