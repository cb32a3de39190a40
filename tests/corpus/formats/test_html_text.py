"""Web pages: the article and its metadata are read, the page around it is not."""

import pytest

from qa_service.corpus.document import Document
from qa_service.corpus.formats.html_text import fragment_text, read
from qa_service.corpus.reading import RejectedError
from tests.growth import assert_grows_linearly

PAGE = """<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>نهر النيل - موقع</title>
<meta property="og:title" content="نهر النيل - موقع"><meta property="og:site_name" content="موقع">
<meta name="author" content="ليلى حسن"><meta property="article:published_time" content="2024-01-05T10:00:00+01:00">
<meta property="article:tag" content="أنهار"><link rel="canonical" href="https://example.org/nile">
<script>var x = "سر";</script><style>p { color: red }</style></head><body class="single has-sidebar">
<header><a href="/">شعار</a></header><nav><a href="/">الرئيسية</a></nav>
<div class="single-post"><article><h1>نهر النيل</h1><div class="share-bar">انسخ الرابط</div>
<p>يبلغ طول <b>نهر</b> النيل&nbsp;6650
كيلومترا.<br>سطر ثان.</p><p>اقرأ أيضا: <a href="x">خبر آخر</a></p>
<h3>اقرأ أيضا</h3><ul><li><a href="a">خبر أول</a></li><li><a href="b">خبر ثان</a></li></ul>
<ul><li>بند أول</li><li>بند ثان</li></ul><table><tr><td>أ</td><td>ب</td></tr></table>
<p>فقرة &amp; أخيرة.</p><p>شارك المقال</p></article>
<div id="comments"><article class="comment"><p>تعليق قارئ طويل لا يخص المقال في شيء</p></article></div></div>
<aside>إعلان</aside><footer>حقوق</footer></body></html>"""


def page(source: str | bytes) -> Document:
    data = source if isinstance(source, bytes) else source.encode()
    [document] = read(data, "f.html", "f").documents
    return document


def refused(source: str | bytes) -> RejectedError:
    with pytest.raises(RejectedError) as caught:
        page(source)
    return caught.value


def test_the_article_is_read_and_the_page_around_it_is_not() -> None:
    assert page(PAGE).text == (
        "نهر النيل\n\nيبلغ طول نهر النيل\xa06650 كيلومترا.\nسطر ثان.\n\nبند أول\nبند ثان\n\nأ ب\n\nفقرة & أخيرة."
    )


def test_metadata_come_from_the_head_of_the_page() -> None:
    document = page(PAGE)
    assert (document.title, document.author, document.date) == ("نهر النيل", "ليلى حسن", "2024-01-05")
    assert (document.source_url, document.publisher) == ("https://example.org/nile", "موقع")
    assert (document.language, document.tags) == ("ar", ("أنهار",))


def test_json_ld_of_the_article_is_read_wherever_it_stands() -> None:
    linked = """{"@context": "https://schema.org", "@graph": [{"@type": "Organization", "name": "شركة"},
      {"@type": ["NewsArticle"], "headline": "عنوان الخبر", "datePublished": "2023-05-16",
       "author": [{"name": "أحمد"}, {"name": "سلمى"}], "publisher": {"name": "صحيفة"}, "url": "https://e.org/1"}]}"""
    document = page(f'<script type="application/ld+json">{linked}</script><p>نص الخبر.</p>')
    assert (document.title, document.author, document.date) == ("عنوان الخبر", "أحمد، سلمى", "2023-05-16")
    assert (document.publisher, document.source_url, document.text) == ("صحيفة", "https://e.org/1", "نص الخبر.")


@pytest.mark.parametrize("linked", ["{", "[" * 50_000, "5", '{"@type": "NewsArticle", "headline": {"a": 1}}'])
def test_json_ld_that_says_nothing_is_passed_over(linked: str) -> None:
    assert page(f'<title>عنوان</title><script type="application/ld+json">{linked}</script><p>نص').title == "عنوان"


def test_metadata_come_from_the_body_where_the_head_has_none() -> None:
    source = '<h1>عنوان</h1><a rel="author">كاتب</a><time datetime="2020-02-03">أمس</time><p>نص المقال.'
    document = page("<!-- saved from url=(0019)https://e.org/x -->" + source)
    assert (document.title, document.author, document.date) == ("عنوان", "كاتب", "2020-02-03")
    assert document.source_url == "https://e.org/x"


def test_an_unreadable_date_is_a_warning() -> None:
    reading = read('<meta name="date" content="أمس"><p>نص'.encode(), "f.html", "f")
    assert [problem.code for problem in reading.problems] == ["bad_date"]
    assert reading.documents[0].date is None


def test_a_page_that_shows_several_articles_is_read_whole() -> None:
    assert page("<article><p>أول</p></article><article><p>ثان</p></article>" * 2).text.count("ثان") == 2


def test_names_of_the_page_around_take_nothing_that_holds_most_of_the_text() -> None:
    assert page('<div class="widget sidebar"><p>المقال كله هنا في صندوق جانبي.</p></div>').text.startswith("المقال كله")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256", "iso8859_6"])
@pytest.mark.parametrize("declared", ["utf-8", "windows-1252", ""])
def test_the_bytes_decide_on_the_encoding_before_the_page_does(encoding: str, declared: str) -> None:
    text = "أعلنت الوزارة أن المشروع اكتمل في المغرب خلال عام 2020"
    assert page(f'<meta charset="{declared}"><p>{text}</p>'.encode(encoding)).text == text


def test_a_declared_old_encoding_decides_where_the_text_is_too_short_to_tell() -> None:
    source = '<meta http-equiv="Content-Type" content="text/html; charset={}"><p>مرحبا</p>'
    assert page(source.format("windows-1256").encode("cp1256")).text == "مرحبا"
    assert page(source.format("ISO-8859-6").encode("iso8859_6")).text == "مرحبا"


def test_torn_utf8_is_refused_whatever_the_page_declares() -> None:
    torn = '<meta charset="windows-1256"><p>نص المقال'.encode()[:-1] + b"</p>"
    assert refused(torn).code == "bad_encoding"


def test_deep_nesting_and_tags_of_many_attributes_are_refused_at_once() -> None:
    for tag in ("div", "b", "table", "p><font"):
        assert refused(f"<{tag}>" * 500_000 + "نص").code == "too_deep"
        assert_grows_linearly(lambda times, tag=tag: refused(f"<{tag}>" * times + "نص"), 100_000)  # type: ignore[misc]
    fault = refused("\n<p " + " ".join(f"a{number}=1" for number in range(300_000)) + ">نص")
    assert (fault.code, fault.line) == ("bad_html", 2)


def test_a_long_page_is_read_in_time_that_grows_with_its_length() -> None:
    assert page("<p>نص <aside>سر</aside> بعد" * 50_000).text.count("بعد") == 50_000
    assert_grows_linearly(lambda times: page("<p>نص <aside>سر</aside> بعد" * times), 8_000)


@pytest.mark.parametrize("source", ["", "<!-- نص -->", "<script>نص</script>", "<nav>نص</nav>", "<title>عنوان</title>"])
def test_a_page_without_an_article_is_refused(source: str) -> None:
    assert refused(source).code == "no_text"


def test_a_fragment_is_its_paragraphs() -> None:
    assert fragment_text("<p>أول</p><div>ثان<br/>ثالث</div>") == "أول\n\nثان\nثالث"
    assert fragment_text("  ") == ""
