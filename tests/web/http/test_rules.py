"""What holds for every response: problems, request ids, security headers, HEAD, compression, operations."""

import gzip
import json
import re
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from qa_service import __version__
from tests.web.real_server import ROOT, Server, serving

PATHS = [
    "/",
    "/?q=%D9%83%D9%86%D8%AF%D8%A7",
    "/ask?q=%D9%83%D9%86%D8%AF%D8%A7",
    "/documents",
    "/documents/forum",
    "/livez",
    "/readyz",
    "/static/css/site.css",
    "/static/js/chat.js",
    "/static/icon.svg",
]
FAILING = ["/nowhere", "/documents/none", "/ask", "/static/none.css", "/static/../wsgi.py"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/documents/none", 404, "document_not_found"),
        ("GET", "/static/none.css", 404, "not_found"),
        ("DELETE", "/ask", 405, "method_not_allowed"),
        ("POST", "/", 405, "method_not_allowed"),
        ("BREW", "/readyz", 405, "method_not_allowed"),
        ("GET", "/ask/batch", 405, "method_not_allowed"),
        ("GET", "/ask", 422, "invalid_request"),
        ("POST", "/ask", 415, "unsupported_media_type"),
    ],
)
def test_every_failure_is_a_problem(server: Server, method: str, path: str, status: int, code: str) -> None:
    reply = server.call(method, path)
    assert reply.status == status
    assert reply.headers["content-type"] == "application/problem+json"
    assert list(reply.json)[:6] == ["type", "title", "status", "detail", "code", "request_id"]
    assert (reply.json["status"], reply.json["code"]) == (status, code)
    assert reply.json["request_id"] == reply.headers["x-request-id"]
    assert reply.headers["cache-control"] == "no-store"


def test_405_names_the_methods_that_are_allowed(server: Server) -> None:
    assert set(server.call("PUT", "/ask").headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize(
    ("accept_language", "language", "title"),
    [
        ("", "ar", "الصفحة غير موجودة"),
        ("de", "ar", "الصفحة غير موجودة"),
        ("ar-MA,en;q=0.5", "ar", "الصفحة غير موجودة"),
        ("en-GB", "en", "Page not found"),
        ("de, fr;q=0.7, en;q=0.6", "fr", "Page introuvable"),
        (";;q=x,,", "ar", "الصفحة غير موجودة"),
    ],
)
def test_problems_speak_the_language_of_the_client(
    server: Server, accept_language: str, language: str, title: str
) -> None:
    reply = server.get("/nowhere", Accept_Language=accept_language)
    assert (reply.headers["content-language"], reply.json["title"]) == (language, title)
    assert "Accept-Language" in reply.headers["vary"]


@pytest.mark.parametrize("path", FAILING)
def test_a_browser_gets_failures_as_a_page_in_its_language(server: Server, path: str) -> None:
    reply = server.get(path, Accept="text/html,*/*;q=0.8", Accept_Language="en")
    assert reply.status in (404, 422)
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="en" dir="ltr">' in reply.text
    assert reply.headers["x-request-id"] in reply.text


@pytest.mark.parametrize("given", ["abc", "A.b_c-9", "x" * 128])
def test_a_well_formed_request_id_is_taken_over(server: Server, given: str) -> None:
    reply = server.get("/nowhere", X_Request_ID=given)
    assert reply.headers["x-request-id"] == reply.json["request_id"] == given


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", 'a"b', "<script>", "é"])
def test_any_other_request_id_is_replaced(server: Server, given: str) -> None:
    found = server.get("/livez", X_Request_ID=given).headers["x-request-id"]
    assert found != given
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,128}", found)


@pytest.mark.parametrize("path", PATHS + FAILING)
def test_security_headers_stand_on_everything(server: Server, path: str) -> None:
    headers = server.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "object-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert not re.search(r"unsafe|\*|data:|blob:|https?:", policy)
    assert headers["x-content-type-options"] == "nosniff"
    assert {"x-frame-options", "referrer-policy", "x-request-id"} <= set(headers)


@pytest.mark.parametrize("path", [*PATHS, "/nowhere"])
def test_head_is_get_without_a_body(server: Server, path: str) -> None:
    head, get = server.call("HEAD", path), server.get(path)
    assert (head.status, head.body) == (get.status, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers.get("etag") == get.headers.get("etag")


def test_options_names_the_methods(server: Server) -> None:
    reply = server.call("OPTIONS", "/documents/forum")
    assert reply.status == 200
    assert set(reply.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("path", ["/", "/documents/forum", "/static/css/chat.css"])
def test_gzip_for_those_who_take_it(server: Server, path: str) -> None:
    packed, plain = server.get(path, Accept_Encoding="br, gzip;q=0.5"), server.get(path)
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "content-encoding" not in plain.headers
    for reply in (packed, plain):
        assert "Accept-Encoding" in reply.headers["vary"]
    assert "content-encoding" not in server.get(path, Accept_Encoding="gzip;q=0, identity").headers


def test_a_tag_got_with_gzip_is_good_for_304(server: Server) -> None:
    for path in ("/documents/forum", "/static/css/chat.css"):
        tag = server.get(path, Accept_Encoding="gzip").headers["etag"]
        assert server.get(path, Accept_Encoding="gzip", If_None_Match=tag).status == 304


def test_ready_tells_what_is_served_and_what_was_left_out(server: Server) -> None:
    reply = server.get("/readyz")
    assert reply.status == 200
    assert (reply.json["status"], reply.json["documents"]) == ("ready", 13)
    assert 0 <= reply.json["index"]["age_seconds"] < 3600 and reply.json["release"] == __version__
    assert reply.json["reader"] == {"state": "off", "vectors": None, "fault": None}
    [rejected] = reply.json["rejected"]
    assert rejected["file"] == "broken.txt"
    assert rejected["reason"]


def test_an_empty_corpus_is_alive_but_not_ready_and_answers_no(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    with serving(tmp_path / "corpus", tmp_path / "index") as empty:
        assert empty.get("/livez").status == 200
        reply = empty.get("/readyz")
        assert (reply.status, reply.json["code"], reply.json["documents"]) == (503, "not_ready", 0)
        assert reply.headers["retry-after"] == "5"
        assert empty.ask("من؟")["status"] == "no_answer"
        assert empty.get("/").status == 200
        assert empty.get("/documents").json == {"documents": [], "next_cursor": None}


def test_limits_come_from_the_settings(web_corpus: Path, tmp_path: Path) -> None:
    settings = {
        "QA_MAX_BODY_BYTES": "2000",
        "QA_MAX_QUESTION_CHARS": "10",
        "QA_MAX_BATCH": "2",
        "QA_MIN_CONFIDENCE": "1",
        "QA_MAX_JSON_DEPTH": "4",
    }
    with serving(web_corpus, tmp_path, **settings) as strict:
        assert strict.post("/ask", b" " * 2001).status == 413
        assert strict.post("/ask", {"question": "س" * 11}).status == 422
        assert strict.post("/ask/batch", {"questions": [{"question": "س"}] * 3}).status == 422
        assert strict.post("/ask", {"question": [[[[]]]]}).json["code"] == "json_too_deep"
        assert strict.ask("كندا")["status"] == "no_answer"


def files(pattern: str) -> dict[Path, str]:
    found = {path: path.read_text(encoding="utf-8") for path in ROOT.glob(pattern)}
    assert found
    return found


def test_templates_hold_nothing_inline_unescaped_or_foreign() -> None:
    for path, text in files("templates/*.html").items():
        assert not re.search(r"\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|<style|\|safe|https?://", text), path


def test_styles_know_start_and_end_only() -> None:
    sides = r"(?<![\w-])(left|right)(?![\w-])|(?<!line)-(left|right|top|bottom|width|height)\s*:"
    sizes = r"^\s*(width|height|top|bottom)\s*:"
    for path, text in files("qa_service/static/css/*.css").items():
        rules = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        assert not re.search(f"{sides}|{sizes}", rules, re.MULTILINE), path


def test_scripts_never_read_text_as_markup() -> None:
    for path, text in files("qa_service/static/js/*.js").items():
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", text), path


def test_the_form_works_without_scripts(server: Server) -> None:
    page = server.get("/?q=" + quote_plus("من يشارك المغرب في رئاسة المنتدى؟"))
    assert page.status == 200
    log = page.text[page.text.index('id="log"') : page.text.index('id="status"')]
    assert "كندا" in log
    assert 'href="/documents/forum?start=' in log
    documents = re.search(r'data-documents="([^"]*)"', log)
    assert documents and "forum" in json.loads(documents[1].replace("&#34;", '"'))


def test_a_question_that_can_not_be_asked_keeps_its_text(server: Server) -> None:
    page = server.get("/?q=" + "x" * 301)
    assert page.status == 422
    assert "x" * 301 + "</textarea>" in page.text


def test_a_hostile_question_is_shown_as_text(server: Server) -> None:
    page = server.get("/?q=%3C/textarea%3E%3Cscript%3Ealert(1)%3C/script%3E%00").text
    assert "<script>alert" not in page and "</textarea><" not in page.replace("</textarea>\n", "")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\ufffd" in page
