"""Web pages: the article and its metadata are read, the page around it is not."""

import json

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


OWN = "https://souk.example/a/2"
STORY = (
    "<p>أعلنت بلدية السوق أن الساحة القديمة ستغلق أسبوعا كاملا لإصلاح أرصفتها.</p>"
    "<p>وقال رئيس البلدية إن الأشغال تبدأ يوم الاثنين وتنتهي قبل العيد.</p>"
)
LINKS = '<li><a href="/o/1">مباراة الأحد تؤجل إلى الخميس</a></li><li><a href="/o/2">أسعار الزيت ترتفع من جديد</a></li>'


def linked(*objects: dict[str, object]) -> str:
    return f'<script type="application/ld+json">{json.dumps(objects, ensure_ascii=False)}</script>'


def article_object(address: object, headline: str, name: str, day: str = "2024-05-06") -> dict[str, object]:
    key = "mainEntityOfPage" if isinstance(address, dict) else "url"
    return {"@type": "NewsArticle", "headline": headline, "author": {"name": name}, "datePublished": day, key: address}


@pytest.mark.parametrize(
    "address",
    [OWN, "http://www.souk.example/a/2/", f"{OWN}?utm_source=x", f"{OWN}/amp", {"@type": "WebPage", "@id": OWN}],
)
def test_of_several_json_ld_objects_the_one_of_the_page_counts(address: object) -> None:
    other = article_object("https://souk.example/a/1", "خبر قديم", "كاتب آخر", "2011-01-01")
    own = article_object(address, "إغلاق الساحة القديمة", "سعاد مراد")
    for objects in ((other, own), (own, other)):
        document = page(f'<link rel="canonical" href="{OWN}">{linked(*objects)}<main>{STORY}</main>')
        assert (document.title, document.author, document.date) == ("إغلاق الساحة القديمة", "سعاد مراد", "2024-05-06")


def test_pages_that_differ_in_their_query_alone_are_told_apart() -> None:
    other, own = (
        article_object(f"https://souk.example/news.php?id={at}", f"خبر رقم {at} من السوق", "أ") for at in (1, 2)
    )
    head = '<link rel="canonical" href="https://souk.example/news.php?id=2">'
    assert page(f"{head}{linked(other, own)}{STORY}").title == "خبر رقم 2 من السوق"


def test_json_ld_of_other_pages_alone_says_nothing_of_this_one() -> None:
    other = article_object("https://souk.example/a/1", "خبر قديم جدا", "كاتب آخر")
    document = page(f'<link rel="canonical" href="{OWN}">{linked(other)}<h1>إغلاق الساحة القديمة</h1>{STORY}')
    assert (document.title, document.author, document.date) == ("إغلاق الساحة القديمة", None, None)


def test_the_headline_tells_the_object_where_no_address_does() -> None:
    objects = [article_object("", "خبر قديم جدا", "كاتب آخر"), article_object("", "إغلاق الساحة القديمة", "سعاد مراد")]
    assert page(f"{linked(*objects)}<h1>إغلاق الساحة القديمة</h1>{STORY}").author == "سعاد مراد"


def test_an_author_that_json_ld_names_by_its_id_is_found() -> None:
    own = {**article_object(OWN, "إغلاق الساحة", "x"), "author": {"@id": "#p"}}
    document = page(linked({"@graph": [own, {"@type": "Person", "@id": "#p", "name": "سعاد مراد"}]}) + STORY)
    assert document.author == "سعاد مراد"


@pytest.mark.parametrize(
    "mark",
    [
        '<span property="dc:date dc:created" content="2024-05-06T10:00:00+01:00">اليوم</span>',
        '<p property="schema:datePublished" content="2024-05-06"></p>',
        '<abbr class="published" title="2024-05-06T05:20:00-07:00">5:20</abbr>',
        '<span itemprop="datePublished">6 ماي 2024</span>',
        '<div class="post-date">الاثنين 6 أيار 2024</div>',
        '<aside><time datetime="2001-01-01"></time></aside><time datetime="2024-05-06"></time>',
        '<div class="related-posts"><time datetime="2001-01-01"></time></div><time datetime="2024-05-06"></time>',
    ],
)
def test_the_date_is_found_where_the_body_marks_it(mark: str) -> None:
    assert page(f"<h1>إغلاق الساحة</h1>{mark}{STORY}").date == "2024-05-06"


@pytest.mark.parametrize(
    "mark",
    [
        '<span itemprop="author">كتب بواسطة: <b itemprop="name">سعاد مراد</b></span>',
        '<a property="foaf:name">سعاد مراد</a>',
        '<div class="author-name">بقلم: سعاد مراد</div>',
        '<span class="byline">بواسطة <a href="#">سعاد مراد</a></span>',
    ],
)
def test_the_author_is_found_where_the_body_marks_it(mark: str) -> None:
    assert page(f"<h1>إغلاق الساحة</h1>{mark}{STORY}").author == "سعاد مراد"


@pytest.mark.parametrize("heading", ["الأكثر قراءة", "آخر الأخبار", "محتويات المقال", "عنوان لم يره أحد"])
@pytest.mark.parametrize(
    "box",
    [
        "<div><h3>{}</h3><ul>{}</ul></div>",
        "<h4>{}</h4><ol>{}</ol>",
        "<p><strong>{}</strong></p><ul>{}</ul>",
        "<div><b>{}</b></div><div><div>{}</div></div>",
        "<table><tr><td>{}</td></tr><tr><td><ul>{}</ul></td></tr></table>",
    ],
)
def test_a_list_of_links_goes_with_its_heading_whatever_it_is_called(heading: str, box: str) -> None:
    document = page(
        f'<div class="c1"><h1>إغلاق الساحة</h1>{STORY}</div><div class="c2">{box.format(heading, LINKS)}</div>'
    )
    assert "إغلاق الساحة\n\nأعلنت بلدية" in document.text
    assert document.text.endswith("قبل العيد.")


@pytest.mark.parametrize("heading", ["الأكثر مشاهدة", "أخبار ذات صلة", "قد يعجبك أيضاً", "اخترنا لكم", "مواضيع مرتبطة"])
@pytest.mark.parametrize(
    "box", ["<div><h3>{}</h3>{}</div>", "<h2>{}</h2><div>{}</div>", "<div><div><b>{}</b></div>{}</div>"]
)
def test_boxes_of_other_articles_go_with_their_summaries(heading: str, box: str) -> None:
    items = "".join(
        f'<div><a href="/{at}">عنوان خبر آخر من السوق</a><p>ملخص قصير للخبر الآخر.</p><i>منذ ساعة</i></div>'
        for at in range(3)
    )
    document = page(f'<div class="c1"><h1>إغلاق الساحة</h1>{STORY}{STORY}{STORY}</div>{box.format(heading, items)}')
    assert "ملخص" not in document.text and heading not in document.text
    assert document.text.count("الساحة القديمة") == 3


def test_links_in_sentences_and_lists_of_text_stay() -> None:
    text = (
        '<p>قال <a href="/1">الوزير</a> إن <a href="/2">الخطة</a> جاهزة.</p><h3>المطالب</h3>'
        '<ul><li>زيادة الأجور <a href="/3">فورا</a></li><li>خفض ساعات العمل</li></ul>'
    )
    assert page(f"{STORY}{text}").text.endswith("جاهزة.\n\nالمطالب\n\nزيادة الأجور فورا\nخفض ساعات العمل")


def test_paragraphs_that_are_a_link_to_another_article_go() -> None:
    document = page(f'{STORY}<p><a href="/1">أسعار الزيت ترتفع من جديد</a></p><p>وأضاف أن الساحة ستزرع بالأشجار.</p>')
    assert "الزيت" not in document.text
    assert document.text.endswith("بالأشجار.")


def test_menus_and_rights_of_a_page_laid_out_in_tables_go() -> None:
    rows = (
        "<tr><td>الصفحة الأولى | محليات | فنون | اتصلوا بنا</td></tr><tr><td>إغلاق الساحة<br><br>أغلقت البلدية الساحة."
        "<br><br>وتفتح بعد أسبوع.</td><td>إعلانات</td></tr><tr><td>من نحن · الخصوصية · الأرشيف</td></tr>"
        "<tr><td>© 2009 جريدة السوق. كل الحقوق محفوظة.</td></tr>"
    )
    assert page(f"<table>{rows}</table>").text.split("\n\n") == [
        "إغلاق الساحة",
        "أغلقت البلدية الساحة.",
        "وتفتح بعد أسبوع.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "الرئيسية - أخبار - اتصل بنا",
        "الرئيسية أخبار محلية اتصل بنا",
        "Copyright 2010 Souk",
        "تصميم وبرمجة: مكتب السوق",
        "شروط الخدمة / الخصوصية / خريطة الموقع",
    ],
)
def test_lines_of_the_page_are_told_by_their_words(line: str) -> None:
    assert line not in page(f"{STORY}<div>{line}</div>").text


@pytest.mark.parametrize(
    "line",
    [
        "وقالت البلدية إن الصفحة الرئيسية لموقعها تعطلت.",
        "الرجاء - الوداد 2 - 1",
        "من نحن لنحكم على غيرنا؟",
        "السعر: 5 | الكمية: 7",
        "أعلن معنا رئيس النادي بداية الموسم أمس.",
    ],
)
def test_lines_of_the_article_that_look_like_it_stay(line: str) -> None:
    assert line in page(f"{STORY}<p>{line}</p>").text


def test_a_table_of_the_article_stays() -> None:
    table = "<table><tr><th>المدينة</th><th>السكان</th></tr><tr><td>الرمال</td><td>1200</td></tr></table>"
    assert "المدينة السكان\nالرمال 1200" in page(f"{STORY}{table}").text


def test_an_article_inside_of_a_page_builder_is_no_widget() -> None:
    widget = f'<div class="elementor-widget elementor-widget-theme-post-content"><div>{STORY}</div></div>'
    assert "الساحة القديمة" in page(f"<h1>إغلاق الساحة</h1>{widget}<p>{'كلام آخر من الصفحة. ' * 20}</p>").text


def test_many_lists_of_links_take_time_that_grows_with_their_number() -> None:
    assert_grows_linearly(
        lambda times: page(f"{STORY}" + f"<h3>عنوان</h3><ul>{LINKS}</ul>" * times + STORY * times), 1_500
    )
