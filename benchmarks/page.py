"""Weight and speed of the pages on a throttled phone: `python -m benchmarks.page [--rounds N]`.

A Chromium (`chromium`, `chromium-browser`, `google-chrome`) with a cold cache, a processor 4 times slower and a network
of 1.6 Mbit/s down, 750 kbit/s up, 150 ms a request, by the DevTools protocol, over the sample corpus.
"""

import argparse
import platform
import shutil
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.__main__ import table
from benchmarks.http import server

QUESTION = "من يشارك في رئاسة المنتدى العالمي لمكافحة الإرهاب؟"
PAGES = {
    "chat, empty": "/?lang={lang}",
    "chat, an answer by `/?q=`": f"/?lang={{lang}}&q={quote(QUESTION)}",
    "reader page": "/documents/security/morocco-counter-terrorism-20-years?start=1168&end=1286&lang={lang}",
    "embedded panel": "/embed?lang={lang}",
}
_QUIET_MS = 1500
_SHIFT = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((each) => (sum += each.value)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 300);
})"""
_ANSWERED = """() => { window.painted = new Promise((resolve) => {
  new MutationObserver((_, observer) => {
    if (!document.querySelector("article.answer")) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now()), 0)); // after the frame that shows it
  }).observe(document.getElementById("log"), { childList: true, subtree: true });
}); }"""
_AFTER_RESPONSE = """async () => (await window.painted)
  - performance.getEntriesByType("resource").filter((each) => each.name.endsWith("/ask")).at(-1).responseEnd"""


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit with a cold cache cost."""

    kilobytes: float  # over the wire, headers included
    first_paint_ms: float
    shift: float


@contextmanager
def phone(browser: Browser, base_url: str) -> Iterator[tuple[BrowserContext, Page, list[float]]]:
    """A throttled page in a context of its own, and the bytes of every response as they come."""
    context = browser.new_context(base_url=base_url, viewport={"width": 360, "height": 740}, device_scale_factor=2)
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8},
    )
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    received: list[float] = []
    protocol.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    yield context, page, received
    context.close()


def visit(browser: Browser, base_url: str, path: str) -> Visit:
    """One visit, watched until 1.5 s after the network is idle."""
    with phone(browser, base_url) as (_, page, received):
        reply = page.goto(path, wait_until="networkidle", timeout=90_000)
        if reply is None or not reply.ok:
            raise RuntimeError(f"{path} is no page to measure")
        page.wait_for_timeout(_QUIET_MS)
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        return Visit(sum(received) / 1000, paint, page.evaluate(_SHIFT))


def answer_ms(browser: Browser, base_url: str) -> float:
    """From the last byte of the answer to the end of the frame that shows it."""
    with phone(browser, base_url) as (_, page, _received):
        page.goto("/", wait_until="networkidle")
        page.evaluate(_ANSWERED)
        page.get_by_role("textbox").fill(QUESTION)
        page.keyboard.press("Enter")
        return float(page.evaluate(_AFTER_RESPONSE))


def row(name: str, visits: Sequence[Visit]) -> list[str]:
    """Median, and the worst in brackets."""
    paints = [each.first_paint_ms for each in visits]
    return [
        name,
        f"{max(each.kilobytes for each in visits):.1f}",
        f"{statistics.median(paints):,.0f} ({max(paints):,.0f})",
        f"{max(each.shift for each in visits):.3f}",
    ]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="visits of each page")
    rounds = parser.parse_args().rounds
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with (
        tempfile.TemporaryDirectory() as index,
        server("wsgi:app", QA_INDEX=index) as base_url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        rows = [
            row(f"{name}, {lang}", [visit(browser, base_url, path.format(lang=lang)) for _ in range(rounds)])
            for name, path in PAGES.items()
            for lang in ("ar", "fr")
        ]
        shown = [answer_ms(browser, base_url) for _ in range(rounds)]
        print(f"Chromium {browser.version}, {platform.machine()}, {rounds} visits each, cold\n")
        print(table(["page", "kB", "first contentful paint, ms: median (worst)", "layout shift"], rows))
        print(
            f"\nAn answer is on the screen {statistics.median(shown):.0f} ms after its response "
            f"(median; worst {max(shown):.0f} ms)."
        )
        browser.close()


if __name__ == "__main__":
    main()
