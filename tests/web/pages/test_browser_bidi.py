"""Hard strings in every place where text appears: the order of their letters on the screen, by Range rectangles."""

from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.web.hard_strings import CONTROLS, HARD, LONG, joined
from tests.web.real_server import Server

pytestmark = pytest.mark.browser

ORDER = """(elements, stretches) => {
  const faults = [];
  elements.forEach((element, number) => {
    const letters = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      for (let at = 0; at < walker.currentNode.data.length; at += 1) {
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + 1);
        letters.push({ letter: walker.currentNode.data[at], box: range.getBoundingClientRect() });
      }
    }
    const text = letters.map((each) => each.letter).join("");
    let at = 0;
    let edge = Infinity;
    for (const stretch of stretches[number]) {
      const start = text.indexOf(stretch, at);
      if (start < 0) { faults.push(`${text}: lacks ${stretch}`); return; }
      at = start + stretch.length;
      const boxes = letters.slice(start, at).map((each) => each.box).filter((box) => box.width > 0);
      const right = Math.max(...boxes.map((box) => box.right));
      if (right > edge + 1) faults.push(`${text}: ${stretch} is not left of what stands before it`);
      edge = Math.min(...boxes.map((box) => box.left));
      const middles = boxes.map((box) => (box.left + box.right) / 2);
      const sign = /[\\u0620-\\u064a]/.test(stretch) ? -1 : 1;
      const turns = middles.some((x, i) => i > 0 && (x - middles[i - 1]) * sign < -0.5);
      if (turns) faults.push(`${text}: inside ${stretch}`);
    }
  });
  return faults;
}"""
"""What breaks the order: for elements and the stretches of each, in reading order."""
WIDER = """() => [...document.querySelectorAll("body *")].filter((each) => {
  const box = each.getBoundingClientRect();
  return each.checkVisibility() && !each.closest(".visually-hidden") && !each.parentElement.closest(".verbatim, pre")
    && (box.right > document.documentElement.clientWidth + 1 || box.left < -1);
}).map((each) => each.outerHTML.slice(0, 90)).concat(
  document.documentElement.scrollWidth > document.documentElement.clientWidth ? ["the page scrolls sideways"] : [])"""
"""What stands beyond the edges of the window."""
TEXTS = [joined(stretches) for stretches in HARD.values()]
STRETCHES = list(HARD.values())


def answer_of(texts: list[str]) -> dict[str, Any]:
    """An answer that shows every text as a sentence and as a title."""
    citations = [
        {
            "id": number,
            "document_id": f"d{number}",
            "title": text,
            "source_url": None,
            "date": "2023-05-16",
            "passage_id": "d#0",
            "quote": text,
            "start": 0,
            "end": len(text),
            "start_utf16": 0,
            "end_utf16": len(text),
            "retrieval_score": 1.0,
            "rerank_score": 1.0,
            "link": f"/documents/d{number}?start=0&end=3",
            "source_link": None,
        }
        for number, text in enumerate(texts, 1)
    ]
    return {
        "question": "س",
        "status": "answered",
        "confidence": 0.9,
        "citations": citations,
        "interpreted_as": None,
        "sentences": [
            {"text": text, "citation": number, "highlights": [[0, 2]]} for number, text in enumerate(texts, 1)
        ],
        "related_questions": texts,
        "nearest": [],
        "took_ms": 1.0,
        "request_id": "r",
        "index": {"version": "v", "documents": 1, "passages": 1},
    }


def refusal_of(texts: list[str], interpreted_as: str) -> dict[str, Any]:
    return {
        **answer_of([]),
        "status": "no_answer",
        "reason": "low_confidence",
        "interpreted_as": interpreted_as,
        "nearest": [{"document_id": f"d{number}", "title": text} for number, text in enumerate(texts)],
    }


@pytest.fixture
def page(chromium: Browser, server: Server) -> Page:
    page = chromium.new_page(viewport={"width": 1400, "height": 900}, base_url=server.url)
    page.goto("/")
    return page


def answered(page: Page, answer: dict[str, Any], question: str = "سؤال") -> None:
    def fulfil(route: Route) -> None:
        route.fulfill(json=answer)

    before = page.locator("article.answer").count()
    page.unroute("**/ask")
    page.route("**/ask", fulfil)
    page.get_by_role("textbox").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("article.answer")).to_have_count(before + 1)


def faults(page: Page, selector: str, stretches: list[list[str]]) -> list[str]:
    found = page.locator(selector)
    assert found.count() == len(stretches)
    return list(found.evaluate_all(ORDER, stretches))


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_hard_strings_stand_in_order_in_sentences_titles_and_chips(page: Page, lang: str) -> None:
    page.goto(f"/?lang={lang}")
    answered(page, answer_of(TEXTS))
    assert len(TEXTS) >= 40
    for place in (".sentence [data-slot=text]", ".source__title", ".related .chip"):
        assert faults(page, place, STRETCHES) == [], place


def test_hard_strings_stand_in_order_in_the_nearest_and_in_what_was_understood(page: Page) -> None:
    answered(page, refusal_of(TEXTS, TEXTS[3]))
    assert faults(page, ".nearest a", STRETCHES) == []
    assert faults(page, ".answer--no_answer .answer__understood [data-slot=text]", [STRETCHES[3]]) == []


def test_hard_strings_stand_in_order_in_bubbles_and_on_the_reader_page(page: Page, server: Server) -> None:
    answered(page, refusal_of([], TEXTS[0]))
    page.evaluate(
        """async (texts) => {
      const { question } = await import("/static/js/turn.js");
      document.getElementById("log").replaceChildren(...texts.map(question));
    }""",
        TEXTS,
    )
    assert faults(page, ".question [data-slot=text]", STRETCHES) == []
    page.goto("/documents/hard")
    assert faults(page, ".article__text > p", STRETCHES) == []


def test_the_full_stop_stays_between_the_sentence_and_its_number(page: Page) -> None:
    answered(page, answer_of(TEXTS[:3]))
    assert (
        faults(page, ".sentence p", [[*stretches, str(number)] for number, stretches in enumerate(STRETCHES[:3], 1)])
        == []
    )


def test_bidi_controls_never_reorder_what_stands_outside(page: Page) -> None:
    texts = list(CONTROLS.values())
    answered(page, answer_of(texts))
    for number, line in enumerate(page.locator(".sentence p").all(), 1):
        text, mark = line.locator("[data-slot=text]").bounding_box(), line.locator(".cite").bounding_box()
        assert text and mark and mark["x"] + mark["width"] <= text["x"] + 1, texts[number - 1]
    for text in texts:
        answered(page, refusal_of([], text))
        label = (
            "p => { const range = document.createRange(); range.selectNodeContents(p.firstElementChild.firstChild);"
            " return range.getBoundingClientRect().left }"
        )
        understood = page.locator(".answer__understood").last
        words = understood.locator("[data-slot=text]").bounding_box()
        assert words and words["x"] + words["width"] <= understood.evaluate(label) + 1, repr(text)


def test_the_text_area_takes_the_direction_of_any_arabic_letter(page: Page) -> None:
    box = page.get_by_role("textbox")
    for text, direction in (("C++ لغة", "rtl"), ("Rabat (الرباط)", "rtl"), ("https://x.org", "ltr"), ("2011", "ltr")):
        box.fill(text)
        assert box.evaluate("box => getComputedStyle(box).direction") == direction, text


def test_the_title_of_the_page_isolates_the_question(page: Page) -> None:
    page.goto(f"/?q={quote('ما لغة C++؟')}")
    assert page.title().startswith("\u2067ما لغة \u2066C++\u2069؟\u2069 – ")


def test_words_without_a_break_stay_within_the_page(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    answered(page, answer_of([LONG]), LONG[:250])
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_scripts_and_server_find_the_same_units(page: Page, server: Server) -> None:
    from qa_service.web.rendering.bidi import units

    texts = [*TEXTS, *CONTROLS.values()]
    scripted = page.evaluate(
        """async (texts) => {
      const { marked } = await import("/static/js/text.js");
      const units = (text) => marked(text).filter((node) => node.nodeName === "BDI");
      return texts.map((text) => units(text).map((node) => node.textContent));
    }""",
        texts,
    )
    assert scripted == [[text[start:end] for start, end in units(text)] for text in texts]
