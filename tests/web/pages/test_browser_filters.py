"""The filters of the page: in the question, in the address, without scripts; and what the first screen tells."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.real_server import Server

pytestmark = pytest.mark.browser
QUESTION = "من يشارك المغرب في رئاسة المنتدى العالمي لمكافحة الإرهاب؟"


@pytest.fixture
def page(chromium: Browser, server: Server) -> Iterator[Page]:
    page = chromium.new_page(base_url=server.url)
    page.goto("/")
    yield page
    page.close()


def test_an_answer_is_limited_to_dates_and_its_address_says_so(page: Page) -> None:
    panel = page.locator("#filters")
    panel.locator("summary").click()
    page.get_by_label("من تاريخ").fill("2024-01-01")
    expect(panel).to_have_attribute("data-active", "")
    page.keyboard.press("Escape")
    expect(page.get_by_label("من تاريخ")).to_be_hidden()
    with page.expect_request("**/ask") as sent:
        page.locator("#question").fill(QUESTION)
        page.keyboard.press("Enter")
    assert sent.value.post_data_json["filters"] == {"date_from": "2024-01-01"}
    expect(page.locator("article.answer")).to_have_count(1)
    assert page.locator(".source time").evaluate_all("all => all.every((each) => each.dateTime >= '2024')")
    assert parse_qs(urlsplit(page.url).query)["date_from"] == ["2024-01-01"]
    page.reload()
    expect(page.locator("#filters")).to_have_attribute("data-active", "")


def test_publishers_of_the_archive_can_be_chosen_without_scripts(chromium: Browser, server: Server) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=server.url)
    page = context.new_page()
    page.goto("/")
    page.locator("#filters summary").click()
    names = page.get_by_label("الناشر").locator("option").all_inner_texts()
    assert names[0] == "الكل" and len(names) > 1
    page.get_by_label("الناشر").select_option(names[1])
    page.locator("#question").fill(QUESTION)
    page.locator(".composer__send").click()
    assert parse_qs(urlsplit(page.url).query)["publisher"] == [names[1]]
    expect(page.get_by_label("الناشر")).to_have_value(names[1])
    assert set(page.locator(".source [data-slot=publisher]").all_inner_texts()) <= {names[1]}
    context.close()


def test_the_first_screen_tells_what_the_archive_covers(page: Page, server: Server) -> None:
    covered = server.get("/readyz").json["archive"]
    times = page.locator(".archive time").evaluate_all("all => all.map((each) => each.dateTime)")
    assert times == [covered["date_from"], covered["date_to"], covered["updated"][:10]]
