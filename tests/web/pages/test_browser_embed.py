"""The embedded chat in pages of two other origins, one allowed and one not, in a real Chromium."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.web.pages.test_browser_quality import axe, violations
from tests.web.real_server import Server, serving

__all__ = ["axe"]  # the fixture
pytestmark = pytest.mark.browser
QUESTION = "متى بني سد محمد الخامس؟"
TITLE = "اسأل «دفاتر» (beta)"


Sites = tuple[str, str, Server]


class _Publisher(BaseHTTPRequestHandler):
    """A site of others, which allows no inline style and nothing but our script and frame."""

    attributes = f"data-title='{TITLE}' data-colour='#ffd54a' data-side='start'"
    service = ""

    def do_GET(self) -> None:
        tag = f"<script src='{self.service}/embed.js' defer {self.attributes}></script>" if self.path == "/" else ""
        page = f"<!doctype html><html lang=ar dir=rtl><title>جريدة</title><h1>خبر</h1>{tag}{tag}</html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        policy = f"default-src 'none'; script-src {self.service}; frame-src {self.service}"
        self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def sites(web_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """Two publishers, of whom the first is allowed, and the service."""
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), _Publisher) for _ in range(2)]
    first, second = (f"http://localhost:{server.server_port}" for server in servers)
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    with serving(
        web_corpus, tmp_path_factory.mktemp("embed"), QA_MIN_CONFIDENCE="0.01", QA_EMBED_ORIGINS=first
    ) as running:
        _Publisher.service = running.url
        yield first, second, running
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(params=[(360, 740), (1280, 800)], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    width, height = request.param
    page = chromium.new_page(viewport={"width": width, "height": height})
    faults: list[str] = []
    page.context.on("weberror", lambda error: faults.append(str(error.error)))
    yield page
    page.context.close()
    assert faults == []


def panel(page: Page) -> Frame:
    expect(page.frame_locator("iframe").locator("#question")).to_be_visible()
    return page.frames[1]


def test_a_button_opens_the_chat_which_answers_and_closes_by_keyboard(page: Page, sites: Sites) -> None:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(sites[0])
    button = page.get_by_role("button", name=TITLE)
    expect(button).to_have_count(1)
    assert page.locator("iframe").get_attribute("src") is None
    assert button.evaluate("(each) => getComputedStyle(each).color") == "rgb(0, 0, 0)"
    button.focus()
    page.keyboard.press("Enter")
    chat = panel(page)
    expect(chat.locator("#question")).to_be_focused()
    expect(page.get_by_role("dialog", name=TITLE)).to_be_visible()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(chat.locator(".answer .sentence").first).to_contain_text("بني سد محمد الخامس سنة 1967")
    with page.context.expect_page() as opened:
        chat.locator(".source__title").first.click()
    assert "/documents/forum" in opened.value.url
    opened.value.close()
    chat.locator("#question").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.className") == "open"
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(chat.locator(".answer")).to_have_count(1)
    closing = page.get_by_role("button", name="إغلاق"), chat.get_by_role("button", name="إغلاق")
    is_phone = (page.viewport_size or {})["width"] < 480
    assert [each.count() for each in closing] == [0, 1] if is_phone else [1, 0]  # never two
    closing[is_phone].click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert faults == []


def test_a_site_that_is_not_named_gets_no_frame(page: Page, sites: Sites) -> None:
    with page.expect_event("console", lambda message: "frame-ancestors" in message.text):
        page.goto(sites[1])
        page.get_by_role("button", name=TITLE).click()
    give_up = time.monotonic() + 20
    while not page.frames[1].url.startswith("chrome-error:"):
        assert time.monotonic() < give_up, page.frames[1].url
        page.wait_for_timeout(50)


def test_axe_finds_nothing_with_the_panel_open(page: Page, sites: Sites, axe: str) -> None:
    for lang in ("ar", "en", "fr"):
        page.goto(f"{sites[2].url}/embed/demo?lang={lang}")
        page.locator("[data-qa-embed] button").click()
        panel(page)
        assert violations(page, axe) == [], lang
        page.goto(f"{sites[2].url}/embed?lang={lang}&title=x&q={QUESTION}")
        assert violations(page, axe) == [], lang


def test_the_panel_does_all_that_the_chat_does(page: Page, sites: Sites) -> None:
    page.goto(f"{sites[2].url}/embed?lang=en&title=Ask")
    page.locator("#question").fill(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".source summary").first.click()
    expect(page.locator(".passage__text mark").first).to_contain_text("1967")
    page.get_by_role("button", name="Helpful answer", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Thank you")
    page.get_by_role("button", name="Conversations").click()
    page.get_by_role("button", name="Delete all conversations").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator(".answer")).to_have_count(0)
    page.locator("#intro .chip").first.click()
    expect(page.locator(".answer")).to_have_count(1)
    assert len(page.context.pages) == 1  # a chip asks in the panel


def test_the_panel_answers_from_what_it_is_limited_to(page: Page, sites: Sites) -> None:
    page.goto(f"{sites[2].url}/embed?publisher=%D8%A3%D8%B7%D9%84%D8%B3")
    page.locator("#question").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_have_count(1)
    assert page.locator(".source__title", has_text="المغرب").count() == 0


def test_without_scripts_the_panel_keeps_its_title_and_its_limits(chromium: Browser, sites: Sites) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=sites[2].url)
    page = context.new_page()
    page.goto("/embed?title=%D8%AF%D9%81%D8%A7%D8%AA%D8%B1&publisher=%D8%AF%D9%81%D8%A7%D8%AA%D8%B1&lang=fr")
    page.locator("#question").fill(QUESTION)
    page.locator(".composer__send").click()
    expect(page.locator(".sentence").first).to_contain_text("1967")
    assert "publisher=" in page.url and "title=" in page.url and "lang=fr" in page.url
    expect(page.locator("header .brand")).to_have_text("دفاتر")
    context.close()


def test_only_the_panel_may_be_framed_and_only_the_script_loaded_elsewhere(sites: Sites) -> None:
    first, _, server = sites
    panel = server.get("/embed")
    assert f"frame-ancestors 'self' {first}" in panel.headers["content-security-policy"]
    assert "x-frame-options" not in panel.headers
    assert not any(loose in panel.headers["content-security-policy"] for loose in ("unsafe", "*", "data:", "blob:"))
    script = server.get("/embed.js")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    assert script.headers["content-type"].startswith("text/javascript")
    assert server.get("/embed.js", If_None_Match=script.headers["etag"]).status == 304
    for path in ("/", "/embed/demo", "/documents/forum", "/docs"):
        reply = server.get(path, Accept="text/html")
        assert "frame-ancestors 'none'" in reply.headers["content-security-policy"], path


def test_without_the_setting_only_our_own_pages_may_frame_the_panel(server: Server) -> None:
    reply = server.get("/embed?title=%3Cscript%3E&lang=en")
    assert reply.headers["content-security-policy"].endswith("frame-ancestors 'self'")
    assert reply.headers["x-frame-options"] == "SAMEORIGIN"
    assert "<script>" not in reply.text.partition("<header")[2].partition("</header>")[0]
