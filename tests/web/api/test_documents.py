"""`/documents` over HTTP: paging, filters, any id in an address, JSON for clients and pages for browsers."""

import re
from urllib.parse import quote

import pytest

from qa_service.web.rendering.template_filters import web_address
from tests.web.conftest import STRANGE_IDS
from tests.web.real_server import Server

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
NILE = "/documents/" + quote("نيل/النهر")


def test_paging_leads_through_every_document_once_in_the_order_of_ids(server: Server) -> None:
    found: list[str] = []
    cursor = ""
    while True:
        page = server.get(f"/documents?limit=4&cursor={cursor}").json
        found += [each["id"] for each in page["documents"]]
        if page["next_cursor"] is None:
            break
        assert len(page["documents"]) == 4
        cursor = quote(page["next_cursor"])
    assert found == sorted({"forum", "hard", "hostile", "نيل/النهر", *STRANGE_IDS})


def test_the_list_carries_metadata_without_texts(server: Server) -> None:
    [document] = server.get("/documents?document_id=forum").json["documents"]
    assert document == {
        "id": "forum",
        "title": "المغرب في الهيئات الدولية",
        "date": "2023-05-16",
        "author": "هيئة التحرير",
        "source_url": "https://example.org/articles/forum",
        "publisher": "دفاتر",
        "language": "ar",
        "tags": ["أمن", "دبلوماسية"],
        "found": [],
    }


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("publisher=" + quote("أطلس"), ["نيل/النهر"]),
        ("tags=" + quote("أمن") + "&tags=" + quote("جغرافيا"), ["forum", "نيل/النهر"]),
        ("tags=" + quote("أمن") + "&publisher=" + quote("أطلس"), []),
        ("date_from=2023-05-16&date_to=2023-05-16", ["forum"]),
        ("date_to=2099-01-01", ["forum", "نيل/النهر"]),
    ],
)
def test_filters_narrow_the_list(server: Server, query: str, ids: list[str]) -> None:
    assert [each["id"] for each in server.get(f"/documents?{query}").json["documents"]] == ids


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("limit=0", "limit", "out_of_range"),
        ("limit=101", "limit", "out_of_range"),
        ("limit=x", "limit", "wrong_type"),
        ("cursor=***", "cursor", "bad_cursor"),
        ("cursor=%D8%B3", "cursor", "bad_cursor"),
        ("cursor=_w", "cursor", "bad_cursor"),
        ("date_from=nope", "date_from", "bad_date"),
    ],
)
def test_a_wrong_list_query_is_422(server: Server, query: str, parameter: str, code: str) -> None:
    reply = server.get(f"/documents?{query}")
    assert reply.status == 422
    assert [(each["parameter"], each["code"]) for each in reply.json["errors"]] == [(parameter, code)]


def test_one_document_carries_its_text_with_line_ends_made_one(server: Server) -> None:
    document = server.get(NILE).json
    assert list(document) == [
        "id",
        "title",
        "date",
        "author",
        "source_url",
        "publisher",
        "language",
        "tags",
        "found",
        "text",
    ]
    assert document["text"].startswith("يبلغ طول نهر النيل 6650 كيلومترا.\nينبع") and "\r" not in document["text"]


@pytest.mark.parametrize("document_id", STRANGE_IDS)
def test_any_id_opens_with_slashes_plain_or_encoded(server: Server, document_id: str) -> None:
    for safe in ("/", ""):
        assert server.get("/documents/" + quote(document_id, safe=safe)).json["id"] == document_id


def test_every_link_of_an_answer_opens(server: Server) -> None:
    for number, document_id in enumerate(STRANGE_IDS):
        [citation] = server.ask(
            f"مذكرة رقمها {number}", min_confidence=0, max_sentences=1, filters={"document_id": [document_id]}
        )["citations"]
        page = server.get(citation["link"].partition("#")[0], Accept=BROWSER)
        assert page.status == 200
        assert "<mark" in page.text


@pytest.mark.parametrize("path", ["/documents/", "/documents/none", "/documents/forum/", "/documents//forum"])
def test_an_unknown_document_is_404(server: Server, path: str) -> None:
    assert server.get(path).status == 404


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (BROWSER, "text/html; charset=utf-8"),
        ("text/html", "text/html; charset=utf-8"),
        ("application/json, text/html", "application/json"),
        ("*/*", "application/json"),
        ("text/html;q=0.5, application/json", "application/json"),
        ("image/png", "application/json"),
    ],
)
def test_accept_chooses_between_json_and_the_reader_page(server: Server, accept: str, media_type: str) -> None:
    reply = server.get(NILE, Accept=accept)
    assert reply.headers["content-type"] == media_type
    assert "Accept" in reply.headers["vary"].split(", ")


def test_page_and_json_have_tags_of_their_own(server: Server) -> None:
    page, json = server.get(NILE, Accept=BROWSER), server.get(NILE)
    assert page.headers["etag"] != json.headers["etag"]
    assert server.get(NILE, If_None_Match=json.headers["etag"]).status == 304
    assert server.get(NILE, Accept=BROWSER, If_None_Match=json.headers["etag"]).status == 200
    assert server.get(NILE + "?start=0&end=5", Accept=BROWSER, If_None_Match=page.headers["etag"]).status == 200


def without_units(page: str) -> str:
    """The page without the isolates around numbers and Latin names."""
    return re.sub(r"</?bdi[^>]*>", "", page)


def marks(page: str) -> list[str]:
    return re.findall(r"<mark[^>]*>(.*?)</mark>", without_units(page), re.DOTALL)


def test_the_reader_page_marks_the_cited_span_and_nothing_else(server: Server) -> None:
    text = server.get("/documents/forum").json["text"]
    start = text.index("يضم المنتدى")
    end = text.index(".", start) + 1
    page = server.get(f"/documents/forum?start={start}&end={end}", Accept=BROWSER).text
    assert marks(page) == [text[start:end]]
    assert page.count('id="cited"') == 1
    assert marks(server.get("/documents/forum", Accept=BROWSER).text) == []


def test_a_span_over_two_paragraphs_is_marked_in_both_and_reached_once(server: Server) -> None:
    text = server.get(NILE).json["text"]
    page = server.get(f"{NILE}?start=0&end={len(text)}", Accept=BROWSER).text
    assert "".join(marks(page)) == text.replace("\n", "")
    assert page.count('id="cited"') == 1


def test_a_cited_title_line_is_marked_in_the_heading(server: Server) -> None:
    text = server.get("/documents/forum").json["text"]
    start = text.index("المغرب")
    page = server.get(f"/documents/forum?start={start}&end={start + 25}", Accept=BROWSER).text
    heading = page[page.index("<h1") : page.index("</h1>")]
    assert marks(heading) == ["المغرب في الهيئات الدولية"]
    assert page.count("المغرب في الهيئات الدولية") == 3  # the heading, the bar that keeps it in sight, the window


@pytest.mark.parametrize(
    "query",
    [
        "start=5",
        "start=9&end=5",
        "start=-3&end=5",
        "start=0&end=99999999",
        "start=x&end=y",
        "start=1e2&end=200",
        "start=1.0&end=2.0",
    ],
)
def test_a_span_that_is_none_marks_nothing(server: Server, query: str) -> None:
    reply = server.get(f"/documents/forum?{query}", Accept=BROWSER)
    assert reply.status == 200
    assert marks(reply.text) == []


def test_the_reader_page_is_typeset(server: Server) -> None:
    page = server.get("/documents/forum", Accept=BROWSER).text
    assert '<h2 dir="rtl">المنتدى العالمي</h2>' in page
    assert '<li dir="rtl">يرأس المغرب مجموعة التركيز على إفريقيا مع إيطاليا.</li>' in page
    assert '<time datetime="2023-05-16">16 مايو 2023</time>' in page
    assert "هيئة التحرير" in page and "##" not in page


def test_hostile_text_is_shown_as_text_and_control_characters_as_replacements(server: Server) -> None:
    page = without_units(server.get("/documents/hostile", Accept=BROWSER).text)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "&lt;img src=x" in page
    assert "<script>alert" not in page and "<img src=x" not in page
    assert "1890.\ufffd\ufffd[31m" in page
    assert "\x07" in server.get("/documents/hostile").json["text"]


def test_the_original_is_linked(server: Server) -> None:
    assert 'href="https://example.org/articles/forum"' in server.get("/documents/forum", Accept=BROWSER).text


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(4)",
        "JavaScript://x/%0aalert(4)",
        "data:text/html,x",
        "//x.org",
        "/path",
        "https:x",
        "http://[",
        "",
        None,
    ],
)
def test_an_address_that_is_not_of_the_web_is_never_a_link(address: str | None) -> None:
    assert web_address(address) is None
    assert web_address("HTTPS://x.org/a") == "HTTPS://x.org/a"
