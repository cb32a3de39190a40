"""What a reader prefers: month names and digits of a country, larger text, stillness; and what comes out on paper."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.pages.test_browser_bidi import WIDER, answer_of, answered, refusal_of
from tests.web.pages.test_browser_quality import SILENCES
from tests.web.real_server import Server

pytestmark = pytest.mark.browser
QUESTION = "من يشارك المغرب في رئاسة المنتدى العالمي لمكافحة الإرهاب؟"
DATED = {**answer_of(["نص قديم"]), "citations": [{**answer_of(["نص قديم"])["citations"][0], "date": "2023-08-11"}]}


@pytest.fixture
def page(chromium: Browser, server: Server) -> Iterator[Page]:
    page = chromium.new_page(base_url=server.url, locale="ar")
    page.goto("/")
    yield page
    page.close()


@pytest.mark.parametrize(
    ("locale", "date"),
    [
        ("ar", "11 أغسطس 2023"),
        ("ar-MA", "11 غشت 2023"),
        ("ar-DZ", "11 أوت 2023"),
        ("ar-TN", "11 أوت 2023"),
        ("ar-EG", "١١ أغسطس ٢٠٢٣"),
        ("ar-SA", "١١ أغسطس ٢٠٢٣"),
        ("ar-AE", "11 أغسطس 2023"),
        ("ar-SY", "١١ آب ٢٠٢٣"),
        ("fr-FR", "11 أغسطس 2023"),
    ],
)
def test_dates_are_written_as_in_the_country_of_the_browser(
    chromium: Browser, server: Server, locale: str, date: str
) -> None:
    page = chromium.new_page(base_url=server.url, locale=locale)
    page.goto("/")
    answered(page, DATED)
    expect(page.locator(".source time")).to_have_text(date)
    page.close()


def test_a_chosen_region_digits_and_hijri_dates_are_kept_on_every_page(page: Page) -> None:
    answered(page, DATED)
    date = page.locator(".source time")
    page.get_by_role("button", name="الإعدادات").click()
    for label, value, written in (
        ("أسماء الشهور", "MA", "11 غشت 2023"),
        ("أسماء الشهور", "DZ", "11 أوت 2023"),
        ("أسماء الشهور", "EG", "11 أغسطس 2023"),
        ("أسماء الشهور", "SY", "11 آب 2023"),
        ("الأرقام", "arab", "١١ آب ٢٠٢٣"),
        ("التاريخ الهجري", "yes", "١١ آب ٢٠٢٣ (٢٤ محرم ١٤٤٥)"),
    ):
        page.get_by_label(label).select_option(value)
        expect(date).to_have_text(written)
    page.goto("/documents/forum")
    expect(page.locator("time")).to_have_text("١٦ أيار ٢٠٢٣ (٢٦ شوال ١٤٤٤)")
    page.goto("/documents/forum?lang=en")
    expect(page.locator("time")).to_have_text("May 16, 2023 (Shawwal 26, 1444 AH)")


@pytest.mark.parametrize("chosen", ["light", "dark"])
def test_a_chosen_theme_goes_before_that_of_the_system_until_the_device_decides_again(
    chromium: Browser, server: Server, chosen: str
) -> None:
    page = chromium.new_page(base_url=server.url, color_scheme="light" if chosen == "dark" else "dark")
    page.goto("/")
    paper = "() => getComputedStyle(document.documentElement).backgroundColor"
    of_the_system = page.evaluate(paper)
    page.locator("[data-opens=settings]").click()
    page.locator("[name=theme]").select_option(chosen)
    assert page.evaluate(paper) != of_the_system
    page.goto("/documents/forum")
    assert page.evaluate(paper) != of_the_system
    page.locator("[data-opens=settings]").click()
    page.locator("[name=theme]").select_option("auto")
    assert page.evaluate(paper) == of_the_system
    page.close()


def test_text_grows_with_the_browsers_own_size_and_nothing_runs_out(chromium: Browser, server: Server) -> None:
    page = chromium.new_page(base_url=server.url, viewport={"width": 360, "height": 740})
    sizes = """() => Object.fromEntries(["body", ".answer__lead", ".sentence", ".cite", ".button", "textarea", "select",
      ".source__title", ".status"].map((each) => [each, getComputedStyle(document.querySelector(each)).fontSize])
      .map(([each, size]) => [each, parseFloat(size)]))"""
    page.goto(f"/?q={quote(QUESTION)}")
    before = page.evaluate(sizes)
    protocol = page.context.new_cdp_session(page)
    protocol.send("Page.enable")
    protocol.send("Page.setFontSizes", {"fontSizes": {"standard": 32}})  # of the browser's settings: twice the usual
    page.reload()
    after = page.evaluate(sizes)
    assert {name: after[name] / before[name] for name in before} == pytest.approx(dict.fromkeys(before, 2), rel=0.01)
    for path in (
        "/",
        f"/?q={quote(QUESTION)}",
        "/documents/forum?start=0&end=9&cited=0-9,12-20",
        "/nowhere",
        "/manage",
        f"/?lang=fr&q={quote(QUESTION)}",
        "/?lang=en",
        "/embed",
        "/docs",
    ):
        page.goto(path)
        assert page.evaluate(WIDER) == [], path
    page.close()


def test_nothing_moves_where_the_reader_wants_stillness(chromium: Browser, server: Server) -> None:
    page = chromium.new_page(base_url=server.url, reduced_motion="reduce")
    for path in (f"/?q={quote(QUESTION)}", "/documents/forum?start=0&end=9"):
        page.goto(path)
        assert (
            page.evaluate("""() => [...document.querySelectorAll("*")].filter((each) => {
          const style = getComputedStyle(each);
          return style.animationName !== "none" || parseFloat(style.transitionDuration)
            || style.scrollBehavior === "smooth";
        }).length""")
            == 0
        )
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_holds_answers_and_the_addresses_of_their_sources_and_no_controls(
    chromium: Browser, server: Server, tmp_path: Path, scheme: str
) -> None:
    page = chromium.new_page(base_url=server.url, color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"/?q={quote(QUESTION)}")
    answered(page, answer_of(["نص بلا أصل"]))
    page.locator(".passage summary").first.click()
    expect(page.locator(".passage__text mark").first).to_be_visible()
    page.emulate_media(media="print")
    for shown in (".question", ".sentence", ".source__title", ".source__address", ".passage__text"):
        expect(page.locator(f".log {shown}").first).to_be_visible()
    expect(page.locator(".source__address").first).to_have_text("https://example.org/articles/forum")
    expect(page.locator(".source__address").last).to_have_text(f"{server.url}/documents/d1?start=0&end=3")
    assert page.locator("button:visible, textarea:visible, summary:visible, .bar:visible, .chip:visible").count() == 0
    assert page.evaluate("""() => [...document.querySelectorAll(".answer, .source, .question")].every((each) =>
      getComputedStyle(each).backgroundColor === "rgb(255, 255, 255)")""")
    ink = page.locator(".sentence").first.evaluate("(each) => getComputedStyle(each).color")
    assert ink == "rgb(0, 0, 0)"
    assert page.pdf(path=tmp_path / "page.pdf", format="A4").startswith(b"%PDF")
    page.goto("/documents/forum?start=30&end=60&cited=30-60,80-99")
    assert page.locator("button:visible, .bar:visible, .steps:visible").count() == 0
    expect(page.locator("#cited")).to_be_visible()
    page.close()


def test_what_is_kept_of_other_answers_is_said_once(page: Page) -> None:
    """A named log that is empty at first; one finished article for an answer; old ones are not read out again."""
    log = page.get_by_role("log", name="المحادثة")
    assert log.inner_text() == ""
    page.evaluate("""() => {
      window.added = [];
      new MutationObserver((changes) => changes.forEach((each) => each.addedNodes.forEach((node) => {
        if (node.nodeName === "ARTICLE" || node.querySelector?.("article")) window.added.push(node.textContent.length);
      }))).observe(document.getElementById("log"), { childList: true, subtree: true });
    }""")
    answered(page, refusal_of(["نهر النيل"], "سؤال آخر"))
    lengths = page.evaluate("window.added")
    assert len(lengths) == 1 and lengths[0] > 50
    assert log.get_attribute("aria-live") is None
    page.locator("[data-opens=history]").click()
    page.evaluate(SILENCES)
    page.locator(".conversation").first.click()
    expect(log).not_to_have_attribute("aria-live", "off")
    assert page.evaluate("window.silences") == ["off", None]
    expect(page.locator("article.answer")).to_have_count(1)
