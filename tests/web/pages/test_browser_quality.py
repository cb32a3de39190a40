"""Every state of the pages: accessible by axe-core's rules, light, steady, and under the strict policy."""

from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.pages.test_browser_bidi import WIDER, answer_of, answered, refusal_of
from tests.web.real_server import Server

pytestmark = pytest.mark.browser
QUESTION = "من يشارك المغرب في رئاسة المنتدى العالمي لمكافحة الإرهاب؟"
MOST_BYTES = 150_000
SHIFT = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, each) => sum + each.value, 0)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(0), 500);
})"""


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    found = find_spec("axe_playwright_python")
    if found is None or not found.submodule_search_locations:
        pytest.skip("axe-playwright-python, which carries axe-core, is not installed")
    return (Path(next(iter(found.submodule_search_locations))) / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    return list(
        page.evaluate("""async () => (await axe.run()).violations.map(
      (each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)""")
    )


LOOKS = product(("light", "dark"), ("ar", "en", "fr"), (360, 1280))
OFTEN = (("light", "ar", 360), ("dark", "en", 1280))


@pytest.mark.parametrize(
    "look", [pytest.param(each, marks=() if each in OFTEN else pytest.mark.nightly) for each in LOOKS], ids=str
)
def test_axe_finds_nothing_on_any_state(
    chromium: Browser, server: Server, axe: str, look: tuple[Literal["light", "dark"], str, int]
) -> None:
    scheme, lang, width = look
    page = chromium.new_page(
        base_url=server.url,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        extra_http_headers={"Accept-Language": lang},
    )
    for path in (
        f"/?lang={lang}",
        f"/?lang={lang}&q={quote(QUESTION)}",
        f"/documents/forum?start=30&end=60&cited=30-60,80-99&lang={lang}",
        f"/nowhere?lang={lang}",
        f"/embed?lang={lang}&q={quote(QUESTION)}",
        f"/manage?lang={lang}",
        f"/?lang={lang}&q={'x' * 301}",
        f"/?lang={lang}&q={quote('ما عدد أقمار المشتري؟')}",
        "/docs",
    ):
        page.goto(path)
        assert violations(page, axe) == [], path
    page.goto(f"/?lang={lang}")
    texts = ["صدر كتاب C++ سنة 2011.", "كتاب ثان"]
    for answer in (answer_of(texts), {**answer_of(texts), "status": "uncertain"}, refusal_of(texts, "سؤال آخر")):
        answered(page, answer)
    page.locator("[data-action=up]").last.click()
    assert violations(page, axe) == []
    for dialog in ("history", "settings"):
        page.locator(f"[data-opens={dialog}]").click()
        assert violations(page, axe) == [], dialog
        page.keyboard.press("Escape")
    page.context.set_offline(True)
    page.unroute("**/ask")
    page.locator("#question").fill("سؤال")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page, axe) == []
    page.close()


@pytest.mark.parametrize(
    "path",
    ["/", f"/?q={quote(QUESTION)}", f"/?lang=fr&q={quote(QUESTION)}", "/embed", "/documents/forum?start=30&end=60"],
)
def test_a_page_is_light_and_steady_on_a_slow_phone(chromium: Browser, server: Server, path: str) -> None:
    """How soon it is there depends on the machine too: `python -m benchmarks.page` measures it."""
    context = chromium.new_context(base_url=server.url, viewport={"width": 360, "height": 740})
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750},
    )
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    received: list[float] = []
    protocol.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(path, wait_until="networkidle", timeout=90_000)
    page.wait_for_timeout(1500)
    assert len(received) > 5
    assert sum(received) <= MOST_BYTES
    assert page.evaluate(SHIFT) <= 0.05
    context.close()


SMALL = """() => [...document.querySelectorAll("a, button, summary, select, input, textarea, [role=option]")]
  .filter((each) => each.checkVisibility() && !each.closest(".sentence p, dd, .reference") && each.type !== "file")
  .map((each) => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
  .filter(([, box]) => box.width < 44 || box.height < 44).map(([html]) => html)"""


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
def test_every_press_has_room_and_a_phone_holds_every_page(chromium: Browser, server: Server, lang: str) -> None:
    page = chromium.new_page(base_url=server.url, viewport={"width": 360, "height": 740})
    for path in (
        "/?",
        f"/?q={quote(QUESTION)}",
        "/documents/forum?start=0&end=9&cited=0-9,12-20",
        "/nowhere?",
        "/manage?",
        "/embed?",
        "/embed/demo?",
    ):
        page.goto(f"{path}&lang={lang}")
        assert page.evaluate(SMALL) == [], path
        assert page.evaluate(WIDER) == [], path
    page.goto(f"/?lang={lang}")
    texts = ["صدر كتاب", "كتاب ثان"]
    for answer in ({**answer_of(texts), "status": "uncertain", "interpreted_as": "سؤال"}, refusal_of(texts, "سؤال")):
        answered(page, answer)
    page.locator("[data-action=down]").last.click()
    assert page.evaluate(SMALL) == page.evaluate(WIDER) == []
    for dialog in ("history", "settings"):
        page.locator(f"[data-opens={dialog}]").click()
        assert page.evaluate(SMALL) == [], dialog
        page.keyboard.press("Escape")
    page.close()


SILENCES = """() => {
  const log = document.getElementById("log");
  window.silences = [];
  new MutationObserver(() => window.silences.push(log.getAttribute("aria-live"))).observe(log, { attributes: true });
}"""
"""Notes when the log is not read out: ends as ["off", null] after what needs no reading."""


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
def test_arabic_is_named_as_arabic_on_every_page(chromium: Browser, server: Server, lang: str) -> None:
    """WCAG 2.2, 3.1.2: whatever language the interface has, a screen reader is told what is Arabic."""
    page = chromium.new_page(base_url=server.url)
    other = """(lang) => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found = [];
      while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        const isArabic = /[\u0620-\u064a]{2}/.test(walker.currentNode.data);
        if (!isArabic || !parent.checkVisibility() || parent.closest("[lang]").lang === "ar") continue;
        found.push(parent.outerHTML);
      }
      return found;
    }"""
    for path in (
        "/?",
        f"/?q={quote(QUESTION)}",
        f"/?q={quote('ما عدد أقمار المشتري؟')}",
        "/documents/hostile?",
        "/documents/forum?start=0&end=9",
        f"/embed?title={quote('اسأل')}&q={quote(QUESTION)}",
    ):
        page.goto(f"{path}&lang={lang}")
        assert page.evaluate(other, lang) == [], path
    page.goto(f"/?lang={lang}")
    texts = ["صدر كتاب C++ سنة 2011.", "كتاب ثان"]
    for answer in ({**answer_of(texts), "status": "uncertain", "interpreted_as": "سؤال"}, refusal_of(texts, "سؤال")):
        answer["citations"] = [{**each, "publisher": "دفاتر"} for each in answer["citations"]]
        answered(page, answer)
    page.locator("[data-opens=history]").click()
    assert page.evaluate(other, lang) == []
    page.close()


FOCUSED = """() => {
  const each = document.activeElement;
  const style = getComputedStyle(each.id === "question" ? each.closest("form") : each);
  const box = each.getBoundingClientRect();
  const { action, opens, slot } = each.dataset;
  return { name: each.id || action || opens || slot || each.className || each.nodeName,
    isShown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none",
    isSeen: box.bottom > 0 && box.top < innerHeight };
}"""


def test_the_keyboard_goes_from_the_top_to_the_box_and_shows_where_it_is(chromium: Browser, server: Server) -> None:
    page = chromium.new_page(base_url=server.url, viewport={"width": 360, "height": 740})
    page.goto("/")
    expect(page.locator("#question")).to_be_focused()
    answered(page, answer_of(["صدر كتاب"]))
    expect(page.locator("#question")).to_be_focused()
    page.locator(".brand").focus()
    passed = []
    while not passed or passed[-1]["name"] != "button composer__send":
        passed.append(page.evaluate(FOCUSED))
        page.keyboard.press("Tab")
        assert len(passed) < 30
    assert [each["name"] for each in passed] == [
        "brand",
        "history",
        "settings",
        "cite",
        "cite",
        "title",
        "SUMMARY",
        "SUMMARY",
        "chip",
        "copy",
        "share",
        "up",
        "down",
        "button button--quiet",
        "question",
        "button composer__send",
    ]
    assert all(each["isShown"] and each["isSeen"] for each in passed), passed
    page.locator("[data-opens=settings]").press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    for _ in range(12):  # the focus stays in the dialog, or goes to the browser's own bar
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.matches('body, dialog, dialog *')")
    page.keyboard.press("Escape")
    expect(page.locator("[data-opens=settings]")).to_be_focused()
    page.close()


def test_chromium_would_install_the_page(chromium: Browser, server: Server) -> None:
    page = chromium.new_page(base_url=server.url)
    page.goto("/")
    protocol = page.context.new_cdp_session(page)
    found = protocol.send("Page.getAppManifest")
    assert found["errors"] == [] and found["url"].endswith("/manifest.webmanifest")
    errors = [each["errorId"] for each in protocol.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert set(errors) <= {"in-incognito"}  # as contexts of tests are
    page.close()


@pytest.mark.parametrize("path", ["/", "/documents/forum", "/nowhere", "/?q=" + "x" * 301])
def test_the_policy_is_strict_on_every_page(server: Server, path: str) -> None:
    policy = server.get(path, Accept="text/html").headers["content-security-policy"]
    assert "object-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert not any(loose in policy for loose in ("unsafe", "*", "data:", "blob:"))


def test_both_typefaces_are_ours(chromium: Browser, server: Server) -> None:
    page = chromium.new_page(base_url=server.url)
    page.goto(f"/?q={quote(QUESTION)}", wait_until="networkidle")
    page.goto(f"/?q={quote(QUESTION)}", wait_until="networkidle")
    assert page.evaluate("document.fonts.check('16px \"QA Interface\"', 'سؤال')")
    assert page.evaluate("document.fonts.check('16px \"QA Reading\"', 'سؤال')")
    page.close()
