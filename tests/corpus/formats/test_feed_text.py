"""Feeds: one document a published entry of RSS, Atom and WordPress exports; comments and drafts never."""

import pytest

from qa_service.corpus.formats.feed_text import read
from qa_service.corpus.reading import Reading, RejectedError

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>صحيفة</title><language>ar</language>
<item><title>خبر &amp; أول</title><link>https://e.org/1</link><pubDate>Tue, 16 May 2023 22:30:00 +0100</pubDate>
<dc:creator>ليلى</dc:creator><category>سياسة</category><description>ملخص</description>
<content:encoded><![CDATA[<p>نص الخبر.</p><p>اقرأ <b>كاملا</b>.</p>]]></content:encoded></item>
<item><title>صورة</title></item>
<item><title>ثان</title><description>وصف &lt;b&gt;الثاني&lt;/b&gt;</description></item>
<item><title>رد</title><link>https://e.org/1#comment-5</link><description>تعليق</description></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:app="http://www.w3.org/2007/app" xml:lang="ar">
<title>مدونة</title>
<entry><title>أول</title><link rel="self" href="https://e.org/s"/><link href="https://e.org/a"/>
<published>2024-01-05T00:00:00Z</published><author><name>أحمد</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>نص</p><p>بعد</p></div></content></entry>
<entry><title>مسودة</title><content>سر</content><app:control><app:draft>yes</app:draft></app:control></entry>
<entry><category term="http://schemas.google.com/blogger/2008/kind#comment"/><content>تعليق</content></entry>
<entry><category term="http://schemas.google.com/blogger/2008/kind#post"/>
<content type="html">&lt;p&gt;ثان</content></entry>
</feed>"""

WXR = """<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>موقع</title>{}</channel></rss>"""
ITEM = """<item><title>مقال</title><link>https://e.org/p</link><excerpt:encoded>موجز</excerpt:encoded>
<content:encoded><![CDATA[{text}]]></content:encoded><wp:post_id>{number}</wp:post_id>
<wp:post_date>2022-03-04 10:00:00</wp:post_date><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>
<wp:post_password>{password}</wp:post_password><category domain="post_tag" nicename="x">وسم</category>
<wp:comment><wp:comment_content>تعليق قارئ</wp:comment_content></wp:comment></item>"""


def item(text: str = "نص", number: int = 7, status: str = "publish", kind: str = "post", password: str = "") -> str:
    return ITEM.format(text=text, number=number, status=status, kind=kind, password=password)


def feed(source: str | bytes) -> Reading:
    return read(source if isinstance(source, bytes) else source.encode(), "f.xml", "f")


def test_an_entry_of_rss_is_a_document_with_its_metadata() -> None:
    reading = feed(RSS)
    first, second = reading.documents
    assert (first.id, first.title, first.text) == ("f#1", "خبر & أول", "نص الخبر.\n\nاقرأ كاملا.")
    assert (first.date, first.author, first.source_url) == ("2023-05-16", "ليلى", "https://e.org/1")
    assert (first.publisher, first.language, first.tags) == ("صحيفة", "ar", ("سياسة",))
    assert (second.id, second.text) == ("f#3", "وصف الثاني")


def test_an_entry_without_text_is_refused_alone_with_its_line() -> None:
    assert [(problem.code, problem.line) for problem in feed(RSS).problems] == [("no_text", 7)]


def test_entries_of_atom_are_read_and_drafts_and_comments_are_not() -> None:
    first, second = feed(ATOM).documents
    assert (first.text, first.author, first.date) == ("نص\n\nبعد", "أحمد", "2024-01-05")
    assert (first.source_url, first.publisher, first.language) == ("https://e.org/a", "مدونة", "ar")
    assert (second.id, second.text) == ("f#4", "ثان")


def test_an_export_of_wordpress_gives_published_posts_and_pages_only() -> None:
    hidden = [item(status="draft"), item(kind="attachment"), item(kind="nav_menu_item"), item(password="x")]
    reading = feed(WXR.format("".join([item(number=3), *hidden, item(number=9, kind="page")])))
    assert [document.id for document in reading.documents] == ["f#3", "f#9"]
    document = reading.documents[0]
    assert (document.text, document.date, document.tags) == ("نص", "2022-03-04", ("وسم",))


def test_wordpress_paragraphs_without_tags_are_paragraphs_and_shortcodes_are_none() -> None:
    text = "<!-- wp:paragraph -->أول\nسطر\n\n[caption id='1']ثان[/caption] [1]"
    assert feed(WXR.format(item(text))).documents[0].text == "أول\nسطر\n\nثان [1]"


def test_an_old_encoding_is_read_whatever_is_declared() -> None:
    text = "أعلنت الوزارة أن المشروع اكتمل في المغرب خلال عام 2020"
    source = f'<?xml version="1.0" encoding="utf-8"?><rss><channel><item><description>{text}</description></item>'
    assert feed((source + "</channel></rss>").encode("cp1256")).documents[0].text == text


def test_an_unreadable_date_is_a_warning() -> None:
    reading = feed("<rss><channel><item><description>نص</description><pubDate>أمس</pubDate></item></channel></rss>")
    assert [problem.code for problem in reading.problems] == ["bad_date"]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("", "bad_xml"),
        ("<rss>", "bad_xml"),
        ("<rss><channel>&nbsp;</channel></rss>", "no_text"),
        ("<svg/>", "no_feed"),
        ("<rss><channel/></rss>", "no_text"),
        ("<rss>" + "<a>" * 100_000, "bad_xml"),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><rss>&b;</rss>', "entities"),
        ('<!DOCTYPE a [<!ENTITY b "' + "c" * 1000 + '"><!ENTITY d "' + "&b;" * 1000 + '">]><rss>&d;</rss>', "entities"),
    ],
)
def test_what_is_no_feed_or_a_bomb_is_refused(source: str, code: str) -> None:
    with pytest.raises(RejectedError) as caught:
        feed(source)
    assert caught.value.code == code


def entry(description: str, title: str = "خبر") -> Reading:
    return feed(
        f"<rss><channel><item><title>{title}</title><description>{description}</description></item></channel></rss>"
    )


def test_what_is_escaped_twice_is_read_as_what_it_was() -> None:
    told = "".join(
        f"&amp;lt;p&amp;gt;{line}&amp;lt;/p&amp;gt;"
        for line in ("عاد الصيادون.", "قال: &amp;amp;quot;نعم&amp;amp;quot;.")
    )
    [document] = entry(told, "السوق &amp;amp;amp; الميناء").documents
    assert (document.title, document.text) == ("السوق & الميناء", 'عاد الصيادون.\n\nقال: "نعم".')
    [lesson] = entry("&lt;p&gt;يبدأ السطر بالوسم &amp;lt;p&amp;gt; دائما.&lt;/p&gt;").documents
    assert lesson.text == "يبدأ السطر بالوسم <p> دائما."


@pytest.mark.parametrize(
    "closing",
    ["ظهرت المقالة &lt;a&gt;خبر&lt;/a&gt; أولاً على &lt;a&gt;جريدة&lt;/a&gt;.",
     "The post &lt;a&gt;خبر&lt;/a&gt; appeared first on &lt;a&gt;جريدة&lt;/a&gt;."],
)  # fmt: skip
def test_the_line_by_which_wordpress_closes_an_entry_is_left_out(closing: str) -> None:
    [document] = entry(f"&lt;p&gt;عاد الصيادون.&lt;/p&gt;&lt;p&gt;{closing}&lt;/p&gt;").documents
    assert document.text == "عاد الصيادون."


def test_an_entity_of_html_that_nobody_declared_costs_nothing() -> None:
    [document] = entry("افتتح&nbsp;الجسر &mdash; أمس &unknown; &amp; غدا.", "خبر&hellip;").documents
    assert document.title == "خبر…"
    assert document.text == "افتتح\u00a0الجسر — أمس &unknown; & غدا."
