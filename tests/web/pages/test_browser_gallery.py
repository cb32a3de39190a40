"""The gallery of hard strings in every place where text appears, from a server whose corpus is the gallery.

The order of the letters is read off the screen; words of 2,000 letters must widen nothing.
"""

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from qa_service.records.api_keys import make_key
from tests.web.hard_strings import CONTROLS, HARD, LONG, joined
from tests.web.pages.test_browser_bidi import ORDER, STRETCHES, TEXTS, WIDER, answer_of, answered, faults, refusal_of
from tests.web.real_server import Server, serving

pytestmark = pytest.mark.browser
HARDEST = ("Latin last", "signed number", "range of years, hyphen", "phone with brackets")
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)> كتاب \x07\u202e\"'><b onclick=alert(3)>غريب</b> {{ 7 * 7 }}"
)
ODD = [HOSTILE, *CONTROLS.values(), LONG]
COLLECT = """async ([paths, selector, place]) => {
  const pages = await Promise.all(paths.map(async (path) => {
    const reply = await fetch(path, { headers: { Accept: "text/html" } });
    return new DOMParser().parseFromString(await reply.text(), "text/html");
  }));
  document.querySelector(place).replaceChildren(...pages.flatMap((page) => [...page.querySelectorAll(selector)]));
  return pages.map((page) => page.title);
}"""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """The server, and a key for the maintainer's page."""
    folder = tmp_path_factory.mktemp("gallery")
    corpus = folder / "corpus"
    corpus.mkdir()
    rows = [
        {
            "id": f"h{number}",
            "title": text,
            "publisher": text,
            "author": text,
            "tags": [text],
            "date": "2023-05-16",
            "source_url": "javascript:alert(4)//example.org",
            "text": f"سطر رقمه {number} يسبق النص.\n\n{text}",
        }
        for number, text in enumerate([*TEXTS, *ODD])
    ]
    (corpus / "hard.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    (corpus / "golden.jsonl").write_text(
        "\n".join(
            json.dumps({"id": name, "question": joined(HARD[name]), "answers": ["س"], "document_id": "h0"})
            for name in HARDEST
        )
    )
    with serving(corpus, folder / "index", QA_MAX_QUESTION_CHARS="5000", QA_MIN_CONFIDENCE="0") as running:
        yield running, make_key(folder / "data", "المحرر", ("operate",))[1]


@pytest.fixture
def page(chromium: Browser, gallery: tuple[Server, str]) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 1400, "height": 900}, base_url=gallery[0].url)
    page.goto("/")
    yield page
    page.close()


def collected(page: Page, paths: list[str], selector: str, place: str) -> list[str]:
    """The parts that `selector` names of many served pages, put together into `place`; the titles of the pages."""
    return list(page.evaluate(COLLECT, [paths, selector, place]))


READER = {
    "h1": "h1",
    ".article__text > p:last-child": ".article__text",
    ".facts div:nth-child(1) dd > bdi": ".facts",
    ".facts div:nth-child(2) dd > bdi": ".facts",
    ".facts div:last-child dd > bdi": ".facts",
}


@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_the_reader_page_in_order(page: Page, lang: str) -> None:
    paths = [f"/documents/h{number}?lang={lang}" for number in range(len(TEXTS))]
    page.goto(paths[0])
    for selector, whole in READER.items():
        collected(page, paths, whole, "main")
        page.evaluate("""() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync("* { white-space: nowrap !important; }"); // the order is read off one line
          document.adoptedStyleSheets = [sheet];
        }""")
        assert faults(page, f"main {selector}", STRETCHES) == [], selector


@pytest.mark.parametrize("base", ["rtl", "ltr", "auto"])
def test_the_titles_of_windows_in_order_whatever_direction_they_have(page: Page, base: str) -> None:
    """A title is text alone, and the window it stands in may run either way."""
    read = collected(page, [f"/documents/h{number}" for number in range(len(TEXTS))], "nothing", "#log")
    asked = collected(page, [f"/?q={quote(text)}" for text in TEXTS], "nothing", "#log")
    page.evaluate(
        """([titles, base]) => document.body.replaceChildren(...titles.map((title) => {
      const line = document.createElement("h6");
      line.dir = base;
      line.textContent = title.slice(0, title.lastIndexOf(" – "));
      return line;
    }))""",
        [[*read, *asked], base],
    )
    assert faults(page, "h6", STRETCHES * 2) == []


def test_what_the_server_renders_of_questions_and_answers_in_order(page: Page) -> None:
    collected(page, [f"/?q={quote(text)}" for text in TEXTS], ".turn", "#log")
    assert faults(page, ".question [data-slot=text]", STRETCHES) == []
    by_text = dict(zip(TEXTS, STRETCHES, strict=True))
    for place in (".sentence [data-slot=text]", ".source__title", ".source [data-slot=publisher]"):
        found = [by_text.get(text, []) for text in page.locator(place).all_inner_texts()]
        assert sum(map(bool, found)) >= 20, place
        assert faults(page, place, found) == [], place
    page.goto("/")
    assert faults(page, "#intro .chip", [HARD[name] for name in HARDEST]) == []


def test_marks_cut_nothing_out_of_order(page: Page) -> None:
    answer = answer_of(TEXTS)
    for sentence in answer["sentences"]:
        third = len(sentence["text"]) // 3
        sentence["highlights"] = [[third, 2 * third], [0, 1]]
    answered(page, answer)
    assert page.locator(".sentence mark").count() >= len(TEXTS)
    assert faults(page, ".sentence [data-slot=text]", STRETCHES) == []


def test_passages_suggestions_and_the_list_of_conversations_in_order(page: Page) -> None:
    answer = answer_of(TEXTS)
    for citation, text in zip(answer["citations"], TEXTS, strict=True):
        citation["document_id"] = f"h{TEXTS.index(text)}"
        citation["start_utf16"] = len(f"سطر رقمه {TEXTS.index(text)} يسبق النص.\n\n")
        citation["end_utf16"] = citation["start_utf16"] + len(text)
        citation["publisher"] = text
    answered(page, answer)
    assert faults(page, ".source [data-slot=publisher]", STRETCHES) == []
    page.evaluate("document.querySelectorAll('.passage').forEach((each) => (each.open = true))")
    expect(page.locator(".passage__text mark")).to_have_count(len(TEXTS))
    assert faults(page, ".passage__text p", STRETCHES) == []
    page.route("**/suggest?*", lambda route: route.fulfill(json={"suggestions": TEXTS}))
    page.get_by_role("textbox").press_sequentially("من")
    expect(page.locator("#completions").get_by_role("option")).to_have_count(len(TEXTS))
    assert faults(page, ".completions li", STRETCHES) == []
    page.keyboard.press("Escape")
    page.evaluate(
        """([texts, answer]) => localStorage.setItem("qa.conversations", JSON.stringify(texts.map(
      (question, id) => ({ id, at: "2023-05-16", turns: [{ question, answer }] }))))""",
        [TEXTS, refusal_of([], "س")],
    )
    page.locator("[data-opens=history]").click()
    expect(page.locator("#conversations .conversation")).to_have_count(len(TEXTS))
    page.evaluate("document.fonts.ready.then(() => Promise.all(document.getAnimations().map((each) => each.finished)))")
    assert faults(page, "#conversations .conversation", STRETCHES) == []


def test_the_embedded_panel_and_its_button_in_order(page: Page) -> None:
    collected(
        page,
        [f"/embed?lang={lang}&title={quote(text)}" for text in TEXTS for lang in ("ar", "en")],
        "header .brand",
        "#log",
    )
    assert faults(page, "#log .brand", [each for each in STRETCHES for _ in range(2)]) == []
    page.evaluate(
        """async (texts) => {
      for (const title of texts) {
        const tag = Object.assign(document.createElement("script"), { src: "/embed.js" });
        Object.assign(tag.dataset, { title, lang: "en" });
        await new Promise((done) => { tag.onload = done; document.head.append(tag); });
        document.querySelector("[data-qa-embed]").removeAttribute("data-qa-embed"); // make room for the next
      }
    }""",
        TEXTS,
    )
    assert faults(page, "button.open", STRETCHES) == []


def test_the_maintainers_page_in_order(page: Page, gallery: tuple[Server, str]) -> None:
    page.goto("/manage")
    page.locator("#key").fill(gallery[1])
    page.locator(".sign-in .button").click()
    titles = page.locator("#documents .card__title")
    seen: list[str] = []
    pages = -(-(len(TEXTS) + len(ODD)) // 10)
    for number in range(1, pages + 1):
        expect(page.locator("#page-place")).to_have_text(f"{number} / {pages}")
        expect(titles.first).to_be_visible()
        by_id = page.locator("#documents .card").evaluate_all(
            "(cards) => cards.map((card) => card.querySelector('a').pathname.slice('/documents/h'.length))"
        )
        stretches = [STRETCHES[int(each)] if int(each) < len(STRETCHES) else [] for each in by_id]
        assert faults(page, "#documents .card__title", stretches) == []
        seen += by_id
        if number < pages:
            page.locator("#page-after").click()
    assert len(set(seen)) == len(seen) == len(TEXTS) + len(ODD)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate(WIDER) == []


def test_hostile_text_is_text_everywhere(chromium: Browser, gallery: tuple[Server, str]) -> None:
    page = chromium.new_page(base_url=gallery[0].url)
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: alerts.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda fault: alerts.append(str(fault)))
    shown = HOSTILE.replace("\x07", "\ufffd")
    page.goto(f"/documents/h{len(TEXTS)}")
    expect(page.get_by_role("heading", level=1)).to_have_text(shown)
    assert page.locator(".article :is(script, img, b), a[href^='javascript:']").count() == 0
    answer = {**answer_of([HOSTILE]), "interpreted_as": HOSTILE}
    answer["citations"][0] |= {
        "document_id": f"h{len(TEXTS)}",
        "publisher": HOSTILE,
        "source_url": "javascript:alert(5)",
        "source_link": " javascript:alert(6)",
    }
    for path in (f"/?q={quote(HOSTILE)}", f"/embed?title={quote(HOSTILE)}&q={quote(HOSTILE)}", "/"):
        page.goto(path)
        answered(page, answer, HOSTILE)
        answered(page, refusal_of([HOSTILE], HOSTILE), "\x00" + HOSTILE)
        page.locator(".source summary").last.click()
        assert page.locator("main :is(script, img:not(.icon), b), a[href^='javascript:']").count() == 0, path
        expect(page.locator(".question").last).to_contain_text("<img src=x onerror=alert(2)>")
        expect(page.locator(".sentence").last).to_contain_text("<script>alert(1)</script>")
    page.locator("[data-opens=history]").click()
    expect(page.locator(".conversation").first).to_contain_text("<script>")
    assert alerts == []
    page.close()


TORN = {  # by UAX #9, rules W2 to W7, whatever a page does
    "Latin first",
    "Latin name with plus signs",
    "name with an at sign",
    "hashtag",
    "signed number",
    "signed number after a letter",
    "plus sign",
    "percent",
    "eastern percent",
    "currency",
    "ISO date",
    "phone with spaces",
    "phone with hyphens",
    "phone with brackets",
}


def test_a_field_of_plain_text_shows_in_order_what_such_text_can(page: Page) -> None:
    """The text area: base direction rtl, no elements for units. The same text in an element shows how it looks."""
    box = page.get_by_role("textbox")
    for text in TEXTS:
        box.fill(text)
        assert box.evaluate("(box) => getComputedStyle(box).direction") == "rtl", text
    page.evaluate(
        """(texts) => document.body.replaceChildren(...texts.map((text) => {
      const line = document.createElement("pre");
      line.dir = "rtl";
      line.textContent = text;
      return line;
    }))""",
        TEXTS,
    )
    found = page.locator("pre").evaluate_all(ORDER, STRETCHES)
    assert {name for name in HARD if any(each.startswith(f"{joined(HARD[name])}:") for each in found)} == TORN


PLACES = ["/", "/?q={long}", "/documents/h{last}", "/embed?title={short}&q={long}", "/manage"]


@pytest.mark.parametrize("width", [360, 1280])
def test_words_of_two_thousand_letters_widen_nothing(
    chromium: Browser, gallery: tuple[Server, str], width: int
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 740}, base_url=gallery[0].url)
    for place in PLACES:
        page.goto(place.format(long=quote(LONG[:2500]), last=len(TEXTS) + len(ODD) - 1, short=quote(LONG[1950:2100])))
        assert page.evaluate(WIDER) == [], place
    page.goto("/")
    answer = {**answer_of([LONG]), "status": "uncertain", "interpreted_as": LONG}
    answer["citations"][0]["publisher"] = LONG
    for each in (answer, refusal_of([LONG], LONG)):
        answered(page, each, LONG)
    page.route("**/suggest?*", lambda route: route.fulfill(json={"suggestions": [LONG]}))
    page.get_by_role("textbox").press_sequentially("من")
    expect(page.locator("#completions").get_by_role("option")).to_have_count(1)
    assert page.evaluate(WIDER) == []
    page.keyboard.press("Escape")
    page.route("**/ask", lambda route: route.fulfill(status=422, json={"detail": LONG}))
    page.get_by_role("textbox").fill(LONG)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("[data-opens=history]").click()
    assert page.evaluate(WIDER) == []
    page.close()
