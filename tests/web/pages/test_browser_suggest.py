"""Questions offered while one types, in a real Chromium and over HTTP: by keyboard, by pointer, and out of the way."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from qa_service.engine import Engine
from tests.web.pages.test_browser_quality import axe, violations
from tests.web.real_server import Server

__all__ = ["axe"]  # the fixture
pytestmark = pytest.mark.browser
OFFERED = ["متى بني سد محمد الخامس؟", "من يرأس C++ (2011)؟", "أين يقع \u202eالنيل؟"]


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/")
    return page


def typed(page: Page, words: str) -> None:
    page.get_by_role("textbox").press_sequentially(words)
    expect(page.get_by_role("listbox", name="أسئلة مقترحة")).to_be_visible()


def offering(page: Page, questions: list[str]) -> None:
    def fulfil(route: Route) -> None:
        route.fulfill(json={"suggestions": questions})

    page.route("**/suggest?*", fulfil)


def test_a_real_server_offers_a_question_that_arrows_and_enter_ask(page: Page) -> None:
    typed(page, "متى بني س")
    expect(page.locator("#completions").get_by_role("option")).to_have_text(["متى بني سد محمد الخامس؟"])
    expect(page.get_by_role("status")).to_contain_text("أسئلة مقترحة")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#completions").get_by_role("option", selected=True)).to_have_count(1)
    assert page.get_by_role("textbox").get_attribute("aria-activedescendant") == "completion-0"
    page.keyboard.press("Enter")
    expect(page.locator(".answer .sentence").first).to_contain_text("1967")
    expect(page.locator(".question")).to_contain_text("متى بني سد محمد الخامس؟")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_enter_without_a_choice_asks_what_was_typed_and_escape_leaves_it(page: Page) -> None:
    offering(page, OFFERED)
    typed(page, "متى بني")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#completions").get_by_role("option").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("")
    expect(page.get_by_role("textbox")).to_have_value("متى بني")
    page.keyboard.type(" سد")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".question")).to_contain_text("متى بني سد")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_press_asks_and_what_is_offered_is_text_in_its_own_direction(page: Page) -> None:
    offering(page, [*OFFERED, "<img src=x onerror=alert(1)>"])
    typed(page, "من")
    options = page.locator("#completions").get_by_role("option")
    assert [each.get_attribute("dir") for each in options.all()] == ["rtl", "rtl", "rtl", "auto"]
    expect(options.last).to_have_text("<img src=x onerror=alert(1)>")
    assert all(box["height"] >= 44 for each in options.all() if (box := each.bounding_box()))
    options.first.click()
    expect(page.locator(".question")).to_contain_text(OFFERED[0])
    page.get_by_role("textbox").press_sequentially("من")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.get_by_role("button", name="الإعدادات").focus()
    expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.nightly)])
def test_axe_finds_nothing_while_questions_are_offered(
    chromium: Browser, server: Server, axe: str, scheme: str
) -> None:
    page = chromium.new_page(base_url=server.url, color_scheme="dark" if scheme == "dark" else "light")
    offering(page, OFFERED)
    page.goto("/")
    typed(page, "من")
    page.keyboard.press("ArrowDown")
    assert violations(page, axe) == []
    page.close()


def test_questions_are_offered_for_begun_words_and_for_nothing_else(server: Server) -> None:
    for wording, count in {"متى بني": 1, "متى بن": 1, "سد مح": 1, "سد محمد ": 1, "قطار": 0, "": 0, "؟": 0}.items():
        assert len(server.get(f"/suggest?q={quote(wording)}").json["suggestions"]) == count, wording
    assert server.get(f"/suggest?q={quote('م' * 101)}").json == {"suggestions": []}
    path = f"/suggest?q={quote('سد')}"
    assert server.get(path, If_None_Match=server.get(path).headers["etag"]).status == 304


def test_what_is_offered_is_surely_answered(engine: Engine) -> None:
    offered = engine.questions_about("كم يبلغ طول الن")
    for question in offered:
        assert engine.ask(question).status == "answered"
    assert engine.questions_about("") == engine.questions_about("من") == engine.questions_about("zzz") == ()
