"""The maintainer's page: who may work on it, and twenty files added, seen, removed and put back in a real Chromium."""

import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from qa_service.records.api_keys import make_key, revoke_keys
from tests.web.pages.test_browser_quality import axe, violations
from tests.web.real_server import Reply, Server, serving

__all__ = ["axe"]  # the fixture
pytestmark = pytest.mark.browser


@pytest.fixture
def place(corpus: Path, tmp_path: Path) -> Iterator[tuple[Server, Path, Path]]:
    """A server that watches, its corpus, and the folder of its keys."""
    with serving(corpus, tmp_path / "index", QA_WATCH="1", QA_MIN_CONFIDENCE="0.01") as running:
        yield running, corpus, tmp_path / "data"


@pytest.fixture
def secret(place: tuple[Server, Path, Path]) -> str:
    return make_key(place[2], "المحرر", ("operate",))[1]


def with_key(server: Server, method: str, path: str, secret: str, body: bytes | None = None) -> Reply:
    return server.call(method, path, body, X_API_Key=secret)


def signed_in(chromium: Browser, server: Server, secret: str, width: int = 1280, lang: str = "ar") -> Page:
    page = chromium.new_page(base_url=server.url, viewport={"width": width, "height": 800})
    page.goto(f"/manage?lang={lang}")
    page.locator("#key").fill(secret)
    page.locator(".sign-in .button").click()
    expect(page.locator("#documents .card")).to_have_count(3)
    return page


def test_nobody_works_here_without_a_key_that_may(place: tuple[Server, Path, Path], secret: str) -> None:
    server, _, data = place
    for method, path in (
        ("GET", "/manage/state"),
        ("GET", "/manage/documents"),
        ("POST", "/manage/preview?name=a.txt"),
        ("POST", "/manage/files?name=a.txt"),
        ("POST", "/manage/remove?id=nile"),
        ("POST", "/manage/restore?kept=x"),
    ):
        assert server.call(method, path, b"x").json["code"] == "key_required"
        asker = make_key(data, "reader", ("ask",))[1]
        assert with_key(server, method, path, asker, b"x").json["code"] == "scope_missing"
        assert server.call(method, path, b"x", Cookie="qa_manage=a.99999999999.b").status == 401
    assert with_key(server, "GET", "/manage/state", secret).json["index"]["documents"] == 3
    form = f"key={quote(secret)}".encode()
    kind = {"Content_Type": "application/x-www-form-urlencoded"}
    assert server.call("POST", "/manage/session", form, Origin="https://evil.example", **kind).status == 403
    assert server.call("POST", "/manage/session", b"key=wrong", Origin=server.url, **kind).status == 401
    reply = server.call("POST", "/manage/session", form, Origin=server.url, **kind)
    assert reply.status == 303
    cookie = reply.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/manage"} <= {each.strip() for each in cookie.split(";")}
    assert secret not in cookie
    session = cookie.partition(";")[0]
    assert server.get("/manage/state", Cookie=session).status == 200
    foreign = server.call("POST", "/manage/remove?id=nile", b"", Cookie=session, Sec_Fetch_Site="cross-site")
    assert foreign.json["code"] == "foreign_page"
    longer = session.replace(session.split(".")[1], "99999999999")
    assert server.get("/manage/state", Cookie=longer).status == 401
    revoke_keys(data, [session.partition("=")[2].partition(".")[0]])
    assert server.get("/manage/state", Cookie=session).status == 401


def test_files_are_filed_by_api_and_nothing_leaves_the_corpus(place: tuple[Server, Path, Path], secret: str) -> None:
    server, corpus, _ = place
    text = "خبر جديد\n\nنص الخبر الجديد.".encode()
    seen = with_key(server, "POST", f"/manage/preview?name={quote('../../Document (1).txt')}", secret, text).json
    assert seen["documents"][0]["title"] == "خبر جديد"
    assert not list(corpus.rglob("*خبر*"))
    added = with_key(server, "POST", f"/manage/files?name={quote('../../Document (1).txt')}", secret, text)
    assert added.status == 201
    assert (corpus / added.json["file"]).resolve().is_relative_to(corpus.resolve())
    refused = with_key(server, "POST", "/manage/files?name=a.txt", secret, b"x\0")
    assert (refused.status, refused.json["code"], refused.json["problems"][0]["code"]) == (422, "file_rejected", "nul")
    large = with_key(server, "POST", "/manage/files?name=large.txt", secret, "كلمة ".encode() * 400_000)
    assert large.status == 201
    gone = with_key(server, "POST", "/manage/remove?id=nile", secret, b"").json
    assert not (corpus / "nile.txt").exists()
    assert with_key(server, "POST", "/manage/remove?id=nile", secret, b"").status == 404
    kept = quote(gone["kept"])
    assert with_key(server, "POST", f"/manage/restore?kept={kept}", secret, b"").json == {"file": "nile.txt"}
    assert with_key(server, "POST", f"/manage/restore?kept={kept}", secret, b"").status == 404


@pytest.mark.parametrize("width", [360, 1280])
def test_twenty_files_two_of_them_bad_become_eighteen_searchable_and_two_explained(
    chromium: Browser, place: tuple[Server, Path, Path], secret: str, tmp_path: Path, width: int
) -> None:
    server, corpus, _ = place
    files = []
    for number in range(18):
        kind = ("txt", "md", "html", "json")[number % 4]
        text = f"يبلغ طول نهر رقم{number + 100} نحو {number + 300} كيلومترا."
        wrapped = {
            "html": f"<html><body><article><h1>نهر {number}</h1><p>{text}</p></article></body></html>",
            "json": json.dumps({"title": f"نهر {number}", "text": text}),
        }.get(kind, f"# نهر {number}\n\n{text}")
        files.append(tmp_path / f"river-{number}.{kind}")
        files[-1].write_text(wrapped, encoding="utf-8")
    for name, data in (("bad-1.txt", b"\0"), ("bad-2.docx", b"no zip")):
        files.append(tmp_path / name)
        files[-1].write_bytes(data)
    (corpus / "golden.jsonl").write_text(
        '{"question": "كم يبلغ طول نهر النيل؟", "answers": ["6650"]}\n'
        '{"question": "من هبط على القمر؟", "answers": ["لا أحد"]}\n',
        encoding="utf-8",
    )
    page = signed_in(chromium, server, secret, width)
    expect(page.locator("#golden-count")).to_have_text("1 / 2")
    expect(page.locator("#golden .card")).to_contain_text("الجواب المتوقع: لا أحد")
    expect(page.locator("#unanswered")).to_contain_text("QA_LOG_QUESTIONS")
    page.set_input_files("#files", [str(file) for file in files])
    expect(page.locator('#read .card[data-state="ready"]')).to_have_count(18)
    expect(page.locator('#read .card[data-state="rejected"]')).to_have_count(2)
    expect(page.locator("#read .card").nth(18)).to_contain_text("NUL")
    expect(page.locator("#read .card").nth(19)).to_contain_text("الملف المضغوط تالف")
    page.locator("#add-all").click()
    expect(page.locator("#count")).to_have_text("21", timeout=60_000)
    expect(page.locator('#read .card[data-state="served"]')).to_have_count(18, timeout=60_000)
    assert len(list(corpus.glob("river-*"))) == 18
    asked = urllib.request.urlopen(f"{server.url}/ask?q={quote('كم يبلغ طول نهر رقم107؟')}", timeout=10)
    assert "307" in json.load(asked)["citations"][0]["quote"]
    expect(page.get_by_role("status")).to_have_text("كل التغييرات متاحة في الأجوبة.", timeout=60_000)
    page.get_by_role("button", name="حذف: نهر النيل").click()
    expect(page.locator("#count")).to_have_text("20", timeout=60_000)
    page.get_by_role("button", name="استعادة: nile.txt").click()
    expect(page.locator("#count")).to_have_text("21", timeout=60_000)
    expect(page.get_by_role("status")).to_have_text("كل التغييرات متاحة في الأجوبة.", timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("button", name="تسجيل الخروج").click()
    expect(page.locator("#key")).to_be_visible()
    page.close()


def test_articles_are_searched_sorted_and_turned_over(
    chromium: Browser, place: tuple[Server, Path, Path], secret: str
) -> None:
    server, corpus, _ = place
    page = signed_in(chromium, server, secret)
    for number in range(12):
        front = f"---\ntitle: جبل {number:02}\ndate: 2024-01-{number + 1:02}\n---\n"
        text = f"{front}يبلغ ارتفاع جبل رقم{number} نحو {number} مترا."
        (corpus / f"mountain-{number:02}.md").write_text(text, encoding="utf-8")
    give_up = time.monotonic() + 60
    while with_key(server, "GET", "/manage/documents", secret).json["total"] < 15:
        assert time.monotonic() < give_up
        page.wait_for_timeout(100)
    page.reload()
    expect(page.locator("#count")).to_have_text("15")
    expect(page.locator("#page-place")).to_have_text("1 / 2")
    page.get_by_role("button", name="التالي").click()
    expect(page.locator("#documents .card")).to_have_count(5)
    page.get_by_label("الترتيب").select_option("newest")
    expect(page.locator("#documents .card").first).to_contain_text("جبل 11")
    page.get_by_role("searchbox").fill("نهر نيل")
    expect(page.locator("#documents .card")).to_have_count(1)
    expect(page.locator("#pages")).to_be_hidden()
    page.get_by_role("searchbox").fill("لا مقال كهذا")
    expect(page.locator("#documents")).to_have_text("لا مقال يوافق البحث.")
    page.close()
    found = with_key(server, "GET", f"/manage/documents?search={quote('جبل')}&sort=oldest&page=2", secret).json
    assert (found["total"], found["page"], found["pages"]) == (12, 2, 2)
    assert [each["title"] for each in found["documents"]] == ["جبل 10", "جبل 11"]
    assert with_key(server, "GET", "/manage/documents?page=99&sort=x", secret).json["page"] == 2


@pytest.mark.parametrize("look", [
    ("light", "ar", 360),
    pytest.param(("dark", "en", 1280), marks=pytest.mark.nightly),
    pytest.param(("light", "fr", 360), marks=pytest.mark.nightly),
], ids=str)  # fmt: skip
def test_axe_finds_nothing_and_hostile_names_are_text(
    chromium: Browser, place: tuple[Server, Path, Path], secret: str, axe: str, look: tuple[str, str, int]
) -> None:
    scheme, lang, width = look
    server, corpus, _ = place
    outside = corpus.parent
    (corpus / "broken.txt").write_bytes(b"\0")
    faults: list[str] = []
    page = chromium.new_page(
        base_url=server.url,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(f"/manage?lang={lang}")
    assert violations(page, axe) == []
    page.locator("#key").fill(secret)
    page.locator(".sign-in .button").click()
    expect(page.locator("#documents .card")).to_have_count(3)
    hostile = outside / "<img src=x onerror=alert(1)>\u202e.txt"
    hostile.write_text("# <script>alert(2)</script> عنوان\n\nنص الخبر.", encoding="utf-8")
    page.set_input_files("#files", [str(hostile)])
    expect(page.locator('#read .card[data-state="ready"]')).to_have_count(1)
    expect(page.locator("#read .card__title")).to_contain_text("<script>alert(2)</script>")
    assert violations(page, axe) == []
    assert faults == []
    page.close()


def test_what_readers_asked_in_vain_is_listed_by_likeness(corpus: Path, tmp_path: Path) -> None:
    with serving(corpus, tmp_path / "index", QA_LOG_QUESTIONS="1") as server:
        secret = make_key(tmp_path / "data", "x", ("operate",))[1]
        for question in ("ما عدد أقمار المشتري؟", "كم عدد أقمار المشتري", "ما لون البحر؟"):
            assert server.get(f"/ask?q={quote(question)}").json["status"] == "no_answer"
        found = with_key(server, "GET", "/manage/unanswered", secret).json["groups"]
        assert [(each["times"], len(each["questions"])) for each in found] == [(2, 2), (1, 1)]
        assert with_key(server, "GET", "/manage/golden", secret).json == {
            "asked": 0,
            "right": 0,
            "failed": [],
            "problems": [],
        }


def test_metadata_are_edited_on_the_page_and_what_is_wrong_is_told(
    chromium: Browser, place: tuple[Server, Path, Path], secret: str
) -> None:
    server, corpus, _ = place
    text = (corpus / "nile.txt").read_text(encoding="utf-8").partition("---\n")[2].partition("---\n")[2]
    page = signed_in(chromium, server, secret)
    card = page.locator("#documents .card").filter(has_text="نهر النيل")
    card.locator("summary").click()
    card.get_by_label("التاريخ").fill("16 ماي")
    card.get_by_role("button", name="حفظ").click()
    expect(page.get_by_role("status")).to_contain_text("لم تُغيَّر البيانات")
    card.get_by_label("التاريخ").fill("2023-05-16")
    card.get_by_label("العنوان").fill("النيل: أطول الأنهار")
    card.get_by_role("button", name="حفظ").click()
    expect(page.locator("#documents")).to_contain_text("النيل: أطول الأنهار", timeout=60_000)
    found = server.get("/documents/nile").json
    assert (found["title"], found["date"], found["text"]) == ("النيل: أطول الأنهار", "2023-05-16", text)
    page.get_by_role("button", name="استعادة: nile.txt").click()
    expect(page.locator("#count")).to_have_text("4", timeout=60_000)
    page.close()


def test_metadata_of_other_kinds_and_of_odd_front_matter_stay(place: tuple[Server, Path, Path], secret: str) -> None:
    server, corpus, _ = place
    (corpus / "page.html").write_text("<article><h1>صفحة</h1><p>نص الصفحة.</p></article>", encoding="utf-8")
    (corpus / "odd.txt").write_text("---\ntitle: خبر\nextra: {a: b}\n---\nنص.", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in corpus.iterdir() if path.is_file()}
    for name, body, status in (
        ("page", b'{"title": "x"}', 422),
        ("odd", b'{"title": "x"}', 422),
        ("nope", b"{}", 404),
        ("nile", b'{"id": "x"}', 422),
        ("nile", b'{"title": 3}', 422),
        ("nile", b"[]", 422),
    ):
        path = f"/manage/metadata?id={name}"
        reply = server.call("POST", path, body, X_API_Key=secret, Content_Type="application/json")
        assert reply.status == status, (name, body)
    assert {path.name: path.read_bytes() for path in corpus.iterdir() if path.is_file()} == before
