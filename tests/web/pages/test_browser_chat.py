"""The pages in a real Chromium: asking, the cited sentence in its article, failures, and life without scripts."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.web.real_server import Server, serving

pytestmark = pytest.mark.browser
QUESTION = "من يشارك المغرب في رئاسة المنتدى العالمي لمكافحة الإرهاب؟"
UNANSWERABLE = "ما عدد أقمار المشتري؟"


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/")
    return page


def ask(page: Page, question: str) -> None:
    page.get_by_role("textbox", name="سؤالك").fill(question)
    page.keyboard.press("Enter")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_a_question_is_answered_with_marked_sentences_and_sources(page: Page) -> None:
    ask(page, QUESTION)
    answer = page.get_by_role("log", name="المحادثة").get_by_role("article")
    expect(answer).to_have_count(1)
    expect(answer.locator(".sentence").first).to_contain_text("تشارك كندا المغرب في رئاسة المنتدى")
    assert answer.locator(".sentence mark").count() > 0
    expect(answer.locator(".source__title").first).to_have_text("المغرب في الهيئات الدولية")
    expect(answer.locator(".source time").first).to_have_text("16 مايو 2023")
    expect(answer.locator("[data-slot=publisher]").first).to_have_text("دفاتر")
    expect(page.locator(".question")).to_contain_text(QUESTION)
    expect(page.get_by_role("textbox")).to_have_value("")
    expect(page.get_by_role("textbox")).to_be_focused()
    expect(page.locator("#intro")).to_be_hidden()
    assert fits(page)


def test_a_citation_leads_to_its_sentence_marked_and_in_view(page: Page) -> None:
    question = "متى بني سد محمد الخامس؟"
    ask(page, question)
    page.locator(".sentence .cite").first.click()
    mark = page.locator("#cited")
    expect(mark).to_have_text("بني سد محمد الخامس سنة 1967 على نهر ملوية.")
    expect(mark).to_be_in_viewport()
    assert page.evaluate("window.scrollY") > 0
    assert page.locator("mark").count() == 1
    expect(page.get_by_role("heading", level=1)).to_have_text("المغرب في الهيئات الدولية")
    assert fits(page)


def test_the_two_renderings_of_an_answer_are_the_same(page: Page) -> None:
    def cards() -> str:
        html = (
            page.get_by_role("log")
            .get_by_role("article")
            .evaluate("card => { card.removeAttribute('data-documents'); return card.outerHTML; }")
        )
        return re.sub(r"\s+", "", html)

    for question in (QUESTION, UNANSWERABLE, "القرطبي كتاب الطلاسم"):
        page.goto("/")
        ask(page, question)
        page.get_by_role("log").get_by_role("article").wait_for()
        scripted = cards()
        page.goto(f"/?q={quote(question)}")
        assert cards() == scripted


def test_the_next_question_carries_the_conversation(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator("article.answer")).to_have_count(1)
    with page.expect_request("**/ask") as sent:
        ask(page, "ومتى تأسس؟")
    history = sent.value.post_data_json["history"]
    assert [turn["question"] for turn in history] == [QUESTION]
    assert "forum" in history[0]["document_ids"]


def test_a_server_rendered_turn_is_part_of_the_conversation(page: Page) -> None:
    page.goto(f"/?q={quote(QUESTION)}")
    with page.expect_request("**/ask") as sent:
        ask(page, "ومتى تأسس؟")
    assert "forum" in sent.value.post_data_json["history"][0]["document_ids"]


def test_offline_keeps_the_question_and_offers_another_try(page: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    ask(page, QUESTION)
    expect(page.get_by_role("alert")).to_contain_text("لا اتصال بالخادم")
    expect(page.get_by_role("textbox")).to_have_value(QUESTION)
    context.set_offline(False)
    page.get_by_role("button", name="إعادة المحاولة").click()
    expect(page.locator("article.answer:not(.answer--no_answer)")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_role("textbox")).to_have_value("")


def test_a_failing_server_is_quoted_and_the_question_kept(page: Page) -> None:
    def fail(route: Route) -> None:
        route.fulfill(status=200, content_type="text/plain", body="not json")

    page.route("**/ask", fail)
    ask(page, QUESTION)
    expect(page.get_by_role("alert")).to_contain_text("تعذّر فهم ردّ الخادم")
    expect(page.get_by_role("textbox")).to_have_value(QUESTION)


def test_enter_sends_but_not_with_shift_nor_while_composing(page: Page) -> None:
    box = page.get_by_role("textbox")
    box.fill("سطر")
    box.press("Shift+Enter")
    expect(box).to_have_value("سطر\n")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(page.locator(".turn")).to_have_count(0)
    box.fill("   ")
    box.press("Enter")
    expect(page.locator(".turn")).to_have_count(0)


def test_arabic_anywhere_sets_the_direction(page: Page) -> None:
    box = page.get_by_role("textbox")
    for text, direction in (("C++ لغة", "rtl"), ("C++", "ltr"), ("", "rtl")):
        box.fill(text)
        assert box.evaluate("box => getComputedStyle(box).direction") == direction


def test_hostile_text_of_corpus_and_question_stays_text(page: Page) -> None:
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    question = "القرطبي كتاب الطلاسم <img src=x onerror=alert(9)>"
    ask(page, question)
    expect(page.locator(".question")).to_contain_text("<img src=x onerror=alert(9)>")
    expect(page.locator(".sentence").first).to_contain_text("كتاب الطلاسم")
    assert page.locator(".log :is(script, img)").count() == 0
    page.goto("/documents/hostile")
    expect(page.locator("article")).to_contain_text("<script>alert(1)</script>")
    assert alerts == []


def test_the_page_works_without_scripts(chromium: Browser, server: Server) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=server.url)
    page = context.new_page()
    page.goto("/")
    page.locator("#question").fill(QUESTION)
    page.get_by_role("button", name="اسأل").click()
    expect(page.locator(".sentence").first).to_contain_text("كندا")
    page.locator(".sentence .cite").first.click()
    expect(page.locator("#cited")).to_be_in_viewport()
    context.close()


def test_an_uncertain_answer_says_perhaps(chromium: Browser, web_corpus: Path, tmp_path: Path) -> None:
    weak = "هل في الرباط سفن؟"
    with serving(web_corpus, tmp_path, QA_MIN_CONFIDENCE="0") as unsure, chromium.new_page() as page:
        assert unsure.ask(weak)["status"] == "uncertain"
        page.goto(unsure.url)
        ask(page, weak)
        answer = page.locator(".answer--uncertain")
        expect(answer.locator(".answer__lead")).to_contain_text("ربما")
        expect(answer.locator(".sentence").first).to_be_visible()


def test_no_answer_says_so_and_offers_the_nearest_articles(chromium: Browser, web_corpus: Path, tmp_path: Path) -> None:
    with serving(web_corpus, tmp_path, QA_MIN_CONFIDENCE="1") as refusing, chromium.new_page() as page:
        page.goto(refusing.url)
        ask(page, "كم صفحة في كتاب الطلاسم؟")
        answer = page.locator(".answer--no_answer")
        expect(answer.locator(".answer__lead")).to_contain_text("لم أجد في المقالات جوابًا")
        expect(answer.locator(".sentence")).to_have_count(0)
        answer.locator(".nearest a").first.click()
        expect(page.get_by_role("article")).to_contain_text("القرطبي")
        page.goto(refusing.url)
        ask(page, UNANSWERABLE)
        expect(answer).to_be_visible()
        expect(answer.locator(".nearest")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground_in_both_themes(chromium: Browser, server: Server, scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme, base_url=server.url)
    page = context.new_page()
    page.goto(f"/?q={quote(QUESTION)}")
    ratios = page.evaluate(CONTRASTS)
    assert len(ratios) > 10
    assert {text: ratio for text, ratio in ratios if ratio < 4.5} == {}
    context.close()


CONTRASTS = """() => {
  const luminance = (colour) => {
    const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = colour.match(/[\\d.]+/g).map((v) => linear(Number(v) / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    return /, 0\\)$/.test(colour) ? ground(element.parentElement) : colour;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (!text || !element.checkVisibility() || element.closest(".visually-hidden")) continue;
    const both = [getComputedStyle(element).color, ground(element)].map(luminance);
    found.push([text, (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05)]);
  }
  return found;
}"""


def test_the_reader_page_leads_from_one_cited_sentence_to_the_next_without_scripts(
    chromium: Browser, server: Server
) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=server.url)
    page = context.new_page()
    page.goto(f"/?q={quote('متى تأسس المنتدى العالمي لمكافحة الإرهاب؟')}")
    page.locator(".source__title").filter(has_text="الهيئات").first.click()
    steps = page.get_by_role("navigation", name="جمل هذا المقال في الجواب")
    before = steps.get_by_role("link", name="الجملة السابقة")
    while before.count():
        before.click()
    cited = [page.locator("#cited").inner_text()]
    expect(steps).to_contain_text("الجملة 1 من")
    while (after := steps.get_by_role("link", name="الجملة التالية")).count():
        after.click()
        assert page.locator("mark").count() == 1
        expect(page.locator("#cited")).to_be_in_viewport()
        cited.append(page.locator("#cited").inner_text())
    assert len(set(cited)) == len(cited) >= 2
    original = page.get_by_role("link", name="example.org").get_attribute("href") or ""
    assert original.startswith("https://example.org/articles/forum#:~:text=")
    for odd in ("0-5,x,9-3", "0-5", "", "1-99999999,0-5"):
        assert server.get(f"/documents/forum?start=0&end=5&cited={odd}", Accept="text/html").status == 200
    context.close()
