"""Failures as a browser meets them: pages and alerts in its language, with a way on; and the policy on everything."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from qa_service.engine import Engine
from qa_service.settings import load_settings
from qa_service.web.app import create_app
from qa_service.web.rendering.catalogues import catalogue
from qa_service.web.rendering.negotiation import Language
from tests.web.pages.test_browser_quality import SILENCES, axe, violations
from tests.web.real_server import Server

__all__ = ["axe"]  # the fixture
# A browser that leaves a page drops its connections, and werkzeug's server the files that it was sending.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:Exception ignored:pytest.PytestUnraisableExceptionWarning"),
]
QUESTION = "كم يبلغ طول نهر النيل؟"
SAID = {
    ("ar", 404): "الصفحة غير موجودة",
    ("ar", 429): "طلبات كثيرة في وقت قصير",
    ("ar", 500): "وقع خطأ في الخادم",
    ("en", 404): "Page not found",
    ("en", 429): "Too many requests",
    ("en", 500): "The server failed",
    ("fr", 404): "Page introuvable",
    ("fr", 429): "Trop de requêtes",
    ("fr", 500): "Erreur du serveur",
}


@dataclass
class Place:
    """A server that fails on demand."""

    url: str = ""
    is_broken: bool = False


OFTEN = ((404, "ar"), (429, "en"), (500, "fr"))


@pytest.fixture(scope="module")
def place(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """It answers each address twice a minute, and breaks when told to."""
    here = Place()

    def found() -> Engine:
        if here.is_broken:
            raise RuntimeError("broken on demand")
        return engine

    settings = load_settings(
        {},
        index=tmp_path_factory.mktemp("failing") / "index",
        corpus=Path("nowhere"),
        rate_limit="2/minute",
        trusted_proxies=1,
    )
    server = make_server("127.0.0.1", 0, create_app(found, settings), threaded=True)
    here.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield here
    server.shutdown()


NUMBERS = count(1)


def come_from_elsewhere(page: Page) -> dict[str, str]:
    """Another address for the page, of which nothing was counted yet."""
    headers = {"X-Forwarded-For": f"203.0.113.{next(NUMBERS)}"}
    page.set_extra_http_headers(headers)
    return headers


@pytest.mark.parametrize(("status", "lang"), [
    pytest.param(status, lang, marks=() if (status, lang) in OFTEN else pytest.mark.nightly)
    for status in (404, 429, 500) for lang in ("ar", "en", "fr")
])  # fmt: skip
def test_a_failure_is_a_page_in_the_language_of_the_browser(
    chromium: Browser, place: Place, axe: str, status: int, lang: Language
) -> None:
    page = chromium.new_page(base_url=place.url, locale=lang, viewport={"width": 360, "height": 740})
    page.clock.install()
    come_from_elsewhere(page)
    place.is_broken = status == 500
    path, reply = "/nowhere" if status == 404 else "/documents/nile", None
    for _ in range(4 if status == 429 else 1):
        reply = page.goto(path)
    assert reply and reply.status == status
    expect(page.get_by_role("heading", level=1)).to_have_text(SAID[lang, status])
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator("html").get_attribute("dir") == ("rtl" if lang == "ar" else "ltr")
    again = page.get_by_role("link", name=catalogue(lang).gettext("Try again"))
    expect(again).to_have_count(0 if status == 404 else 1)
    assert violations(page, axe) == []
    place.is_broken = False
    come_from_elsewhere(page)
    if status != 404:
        if status == 429:
            expect(again).to_have_attribute("aria-disabled", "true")
            page.clock.run_for(61_000)
        again.click()
        expect(page.get_by_role("article")).to_contain_text("النيل")
    else:
        page.get_by_role("link", name=catalogue(lang).gettext("New question")).click()
        expect(page.get_by_role("textbox")).to_be_visible()
        assert page.locator("html").get_attribute("lang") == lang
    page.close()


def test_a_corpus_without_golden_questions_suggests_what_its_documents_answer(
    chromium: Browser, place: Place, engine: Engine
) -> None:
    page = chromium.new_page(base_url=place.url, locale="ar")
    come_from_elsewhere(page)
    page.goto("/")
    suggested = page.locator("#intro .chip").all_inner_texts()
    assert suggested
    assert {engine.ask(each).status for each in suggested} == {"answered"}
    page.close()


@pytest.mark.parametrize(("status", "said"), [(429, "انتظر"), (500, "الخطأ من جهتنا")])
def test_a_question_that_fails_is_kept_and_asked_again(chromium: Browser, place: Place, status: int, said: str) -> None:
    page = chromium.new_page(base_url=place.url, locale="ar")
    page.clock.install()
    page.goto("/")
    headers = come_from_elsewhere(page)
    place.is_broken = status == 500
    for _ in range(3 if status == 429 else 0):
        page.request.get(f"{place.url}/ask?q={quote(QUESTION)}", headers=headers)
    page.evaluate(SILENCES)
    page.get_by_role("textbox").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("textbox")).to_have_value(QUESTION)
    expect(page.get_by_role("log")).not_to_have_attribute("aria-live", "off")
    assert page.evaluate("window.silences") == ["off", None]  # the alert alone is read out
    place.is_broken = False
    come_from_elsewhere(page)
    again = page.get_by_role("button", name="إعادة المحاولة")
    if status == 429:
        expect(again).to_be_disabled()
        expect(again).to_contain_text("(")
        page.clock.run_for(61_000)
    again.click()
    expect(page.locator("article.answer")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.close()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", f"/?q={quote(QUESTION)}"),
        ("GET", "/?q=" + "x" * 301),
        ("GET", "/documents/forum"),
        ("GET", "/documents/nope"),
        ("GET", "/nowhere"),
        ("GET", "/docs"),
        ("GET", "/manage"),
        ("GET", "/embed/demo"),
        ("GET", "/embed.js"),
        ("GET", "/manifest.webmanifest"),
        ("GET", "/static/js/chat.js"),
        ("GET", "/static/none.js"),
        ("GET", "/static/icon.svg"),
        ("GET", "/feedback"),
        ("PUT", "/ask"),
        ("POST", "/ask"),
        ("POST", "/manage/session"),
        ("GET", "/manage/state"),
        ("GET", "/metrics"),
        ("GET", "/livez"),
        ("GET", "/openapi.json"),
    ],
)
def test_the_policy_is_strict_on_everything(server: Server, method: str, path: str) -> None:
    reply = server.call(method, path, b"{" if method == "POST" else None, Accept="text/html")
    policy = dict(each.split(" ", 1) for each in reply.headers["content-security-policy"].split("; "))
    assert policy["object-src"] == policy["frame-ancestors"] == policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert not any(loose in str(policy) for loose in ("unsafe", "*", "data:", "blob:"))
