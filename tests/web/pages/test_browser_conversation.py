"""The conversation in a real Chromium: choosing, editing, stopping, keeping, taking away; preferences and languages."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.web.real_server import Server

pytestmark = pytest.mark.browser
QUESTION = "من يشارك المغرب في رئاسة المنتدى العالمي لمكافحة الإرهاب؟"
DAM = "متى بني سد محمد الخامس؟"


@pytest.fixture
def page(context: BrowserContext) -> Page:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto("/")
    return page


def ask(page: Page, question: str) -> None:
    before = page.locator("article.answer").count()
    page.get_by_role("textbox", name="سؤالك").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("article.answer")).to_have_count(before + 1)


def change(page: Page, **more: Any) -> None:
    """Let the server answer, and change what it says."""

    def altered(route: Route) -> None:
        reply = route.fetch()
        found = {**reply.json(), **more}
        for sentence in found["sentences"][: 2 if found["status"] == "uncertain" else 0]:
            sentence["role"] = "answer"
        route.fulfill(response=reply, json=found)

    page.route("**/ask", altered)


def test_the_short_answer_is_the_only_one_emphasised(page: Page) -> None:
    ask(page, DAM)
    short = page.locator(".sentence mark.likeliest")
    expect(short).to_have_count(1)
    paper = "e => getComputedStyle(e).backgroundColor"
    others = page.locator(".sentence mark:not(.likeliest)").evaluate_all(f"all => all.map({paper})")
    assert others and short.evaluate(paper) not in others
    weight = "e => getComputedStyle(e).fontWeight"
    assert short.evaluate(weight) == "400"  # the only one that the reading face has


def test_an_uncertain_answer_offers_the_choice_between_the_two_best(page: Page) -> None:
    change(page, status="uncertain")
    ask(page, "القرطبي كتاب الطلاسم")
    lines = page.locator(".answer--uncertain > .sentences .sentence")
    assert lines.count() >= 2
    second = lines.nth(1)
    second.get_by_role("button", name="هذا هو الجواب").click()
    expect(second).to_be_visible()
    expect(lines.first).to_be_hidden()
    second.get_by_role("button", name="إظهار الجملتين").click()
    expect(lines.first).to_be_visible()


def test_neither_of_the_two_is_a_choice_as_well_and_can_be_taken_back(page: Page) -> None:
    change(page, status="uncertain")
    ask(page, "القرطبي كتاب الطلاسم")
    lines, neither = (
        page.locator(".answer--uncertain > .sentences .sentence"),
        page.locator("[data-action=neither]:visible"),
    )
    expect(neither).to_have_text("لا هذه ولا تلك")
    neither.click()
    expect(lines.first).to_be_hidden()
    expect(page.locator("[data-action=down]:visible")).to_have_attribute("aria-pressed", "true")
    neither.click()
    expect(lines.first).to_be_visible()


def test_sentences_that_only_stand_near_the_question_are_folded_away(page: Page) -> None:
    sentences = [
        {"text": text, "citation": number, "highlights": [], "short_answer": None, "role": role}
        for number, (text, role) in enumerate((("هذا هو الجواب.", "answer"), ("هذه جملة قريبة.", "context")), 1)
    ]
    cited = {
        "title": "مقال",
        "source_url": None,
        "source_link": None,
        "publisher": None,
        "date": None,
        "start_utf16": 0,
    }
    citations = [
        {
            **cited,
            "id": n,
            "document_id": f"d{n}",
            "link": f"/documents/d{n}?start=0&end=9",
            "end_utf16": 9,
            "start": 0,
            "end": 9,
        }
        for n in (1, 2)
    ]
    change(page, status="answered", sentences=sentences, citations=citations)
    ask(page, QUESTION)
    expect(page.locator(".answer > .sentences .sentence")).to_have_count(1)
    expect(page.locator(".answer > .sources .source")).to_have_count(1)
    near = page.get_by_text("هذه جملة قريبة.")
    expect(near).to_be_hidden()
    page.get_by_text("جمل أخرى قريبة من سؤالك").click()
    expect(near).to_be_visible()


def test_a_greeting_gets_a_bubble_without_sources(page: Page) -> None:
    ask(page, "السلام عليكم")
    bubble = page.locator(".answer--conversation")
    expect(bubble).to_contain_text("وعليكم السلام ورحمة الله")
    assert bubble.locator(".tools, .sources, .cite").count() == 0
    ask(page, "ما آخر مقال؟")
    bubble.last.get_by_role("link", name="نهر النيل").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("نهر النيل")


def test_what_was_understood_is_said_with_a_way_back(page: Page) -> None:
    ask(page, QUESTION)
    change(page, interpreted_as="متى تأسس المنتدى العالمي؟")
    ask(page, "ومتى تأسس؟")
    understood = page.locator(".answer__understood:visible")
    expect(understood).to_contain_text("فهمتُ سؤالك: متى تأسس المنتدى العالمي؟")
    with page.expect_request("**/ask") as sent:
        understood.get_by_role("button", name="ليس هذا ما قصدت").click()
    assert sent.value.post_data_json == {"question": "ومتى تأسس؟", "history": [], "verbatim": True}
    expect(page.locator("article.answer")).to_have_count(2)
    expect(page.locator(".turn").last.locator("article.answer")).to_be_visible()


def test_related_questions_are_asked_by_a_press(page: Page) -> None:
    change(page, related_questions=[DAM])
    ask(page, QUESTION)
    page.locator("a.chip:visible").click()
    expect(page.locator(".question").last).to_contain_text(DAM)
    expect(page.locator("article.answer")).to_have_count(2)


def test_the_passage_opens_around_the_sentence(page: Page) -> None:
    ask(page, QUESTION)
    page.locator(".source summary").first.click()
    passage = page.locator(".passage__text").first
    expect(passage).to_contain_text("يضم المنتدى ثلاثين عضوا")
    expect(passage.locator("mark")).to_have_text("تشارك كندا المغرب في رئاسة المنتدى العالمي لمكافحة الإرهاب.")


def test_arrow_up_edits_the_last_question(page: Page) -> None:
    ask(page, QUESTION)
    box = page.get_by_role("textbox")
    box.press("ArrowUp")
    expect(box).to_have_value(QUESTION)
    box.press("Escape")
    expect(box).to_have_value("")
    box.press("ArrowUp")
    box.fill(DAM)
    box.press("Enter")
    expect(page.locator(".question")).to_have_count(1)
    expect(page.locator(".question")).to_contain_text(DAM)
    expect(page.locator("article.answer")).to_have_count(1)


def test_stop_gives_the_question_back(page: Page) -> None:
    page.route("**/ask", lambda route: None)  # never answered
    page.get_by_role("textbox").fill(QUESTION)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="إيقاف").click()
    expect(page.get_by_role("textbox")).to_have_value(QUESTION)
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_role("status")).to_contain_text("أُوقف البحث")
    expect(page.get_by_role("button", name="اسأل", exact=True)).to_be_visible()


def test_copy_carries_sentences_and_sources(page: Page, server: Server) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="نسخ مع المصادر").click()
    expect(page.get_by_role("status")).to_have_text("تم النسخ.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "رئاسة المنتدى العالمي لمكافحة الإرهاب. [1]" in copied
    assert "[1] المغرب في الهيئات الدولية · 2023-05-16" in copied and f"{server.url}/documents/forum?start=" in copied
    page.get_by_role("button", name="نسخ الرابط").click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.includes('/?q='))")
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(page.locator(".sentence").first).to_contain_text("كندا")


def test_the_conversation_is_exported(page: Page, tmp_path: Path) -> None:
    ask(page, QUESTION)
    exported = {}
    for name, label in (("Markdown", "تنزيل المحادثة (نص)"), ("JSON", "تنزيل المحادثة (بيانات JSON)")):
        page.get_by_role("button", name="المحادثات").click()
        with page.expect_download() as started:
            page.get_by_role("button", name=label).click()
        path = tmp_path / name
        started.value.save_as(path)
        exported[name] = path.read_text(encoding="utf-8")
    assert exported["Markdown"].startswith(f"## {QUESTION}\n\n> ") and "](<http" in exported["Markdown"]
    assert json.loads(exported["JSON"])["turns"][0]["question"] == QUESTION


def test_a_reload_brings_the_conversation_back_and_deleting_removes_it_everywhere(page: Page) -> None:
    ask(page, QUESTION)
    ask(page, DAM)
    page.reload()
    expect(page.locator("article.answer")).to_have_count(2)
    with page.expect_request("**/ask") as sent:
        ask(page, "ومتى تأسس؟")
    assert len(sent.value.post_data_json["history"]) == 2
    page.goto("/")
    expect(page.locator("article.answer")).to_have_count(0)
    page.get_by_role("button", name="المحادثات").click()
    page.get_by_role("button", name=QUESTION, exact=True).click()
    expect(page.locator("article.answer")).to_have_count(3)
    page.get_by_role("button", name="المحادثات").click()
    page.get_by_role("button", name=f"حذف: {QUESTION}").click()
    expect(page.locator("#conversations")).to_contain_text("لا محادثات محفوظة")
    expect(page.locator("article.answer")).to_have_count(0)
    assert page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])") == '[{},{},""]'
    page.reload()
    expect(page.locator("article.answer")).to_have_count(0)


def test_an_opinion_is_sent_with_the_id_of_the_answer(page: Page) -> None:
    page.route("**/feedback", lambda route: route.fulfill(status=201, json={}))
    ask(page, QUESTION)
    with page.expect_request("**/feedback") as sent:
        page.get_by_role("button", name="جواب غير مفيد").click()
    opinion = sent.value.post_data_json
    assert opinion["vote"] == "down" and opinion["request_id"]
    page.get_by_label("ما الذي ينقصه؟").fill("السنة")
    with page.expect_request("**/feedback") as sent:
        page.get_by_role("button", name="إرسال").click()
    assert sent.value.post_data_json == {**opinion, "comment": "السنة"}
    expect(page.get_by_role("status")).to_contain_text("شكرًا")


def test_theme_size_and_dates_are_kept(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="الإعدادات").click()
    for label, value in (("المظهر", "dark"), ("حجم الخط", "larger"), ("أسماء الشهور", "SY"), ("التاريخ الهجري", "yes")):
        page.get_by_label(label).select_option(value)
    page.keyboard.press("Escape")
    for _ in range(2):
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
        assert float(page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")) > 20
        expect(page.locator(".source time").first).to_contain_text("16 أيار 2023 (26 شوال 1444")
        page.reload()


@pytest.mark.parametrize(
    ("lang", "label", "lead", "date"),
    [
        ("en", "Your question", "The answer, as the articles word it", "May 16, 2023"),
        ("fr", "Votre question", "La réponse, telle qu'écrite dans les articles", "16 mai 2023"),
    ],
)
def test_the_interface_speaks_other_languages(page: Page, lang: str, label: str, lead: str, date: str) -> None:
    page.locator(f"#intro a[hreflang={lang}]").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("dir") == "ltr"
    page.get_by_role("textbox", name=label).fill(QUESTION)
    page.keyboard.press("Enter")
    for path in (None, f"/?q={quote(QUESTION)}&lang={lang}"):
        if path:
            page.goto(path)
        card = page.locator("article.answer")
        expect(card.locator(".answer__lead")).to_have_text(lead)
        expect(card.locator(".source time").first).to_have_text(date)
        expect(card.locator(".sentence").first).to_have_attribute("dir", "rtl")
    page.locator(".sentence .cite").first.click()
    expect(page.locator("#cited")).to_be_in_viewport()
    assert page.locator("html").get_attribute("lang") == lang


def test_suggestions_come_from_the_golden_questions(page: Page) -> None:
    page.locator("#intro a.chip").first.click()
    expect(page.locator(".question")).to_contain_text(DAM)
    expect(page.locator("article.answer")).to_contain_text("1967")


def test_the_page_can_be_installed(page: Page, server: Server) -> None:
    manifest = server.get(str(page.locator("link[rel=manifest]").get_attribute("href"))).json
    assert manifest["display"] == "standalone" and manifest["dir"] == "rtl"
    assert server.get(manifest["icons"][0]["src"]).status == 200
