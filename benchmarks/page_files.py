"""Web pages after the layouts of newsroom templates, for benchmarks.page_reading: each with what is its article."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.pdf_texts import PARAGRAPHS

SITE = "صحيفة الرمال"
MENU = ("الرئيسية", "سياسة", "اقتصاد", "رياضة", "ثقافة", "اتصل بنا")
OTHERS = (
    "مجلس المدينة يناقش ميزانية السنة المقبلة",
    "إصابة ثلاثة أشخاص في حادث سير شمال العاصمة",
    "المنتخب الوطني يستعد لمباراة الأحد",
    "أسعار الخضر ترتفع في أسواق الجملة",
)


@dataclass(frozen=True, slots=True)
class Article:
    """What a page is about."""

    title: str
    author: str
    date: str
    date_in_words: str
    paragraphs: tuple[tuple[str, ...], ...]
    number: int

    @property
    def address(self) -> str:
        """The page's own."""
        return f"https://rimal.example/news/{self.number}"

    @property
    def sentences(self) -> list[str]:
        """The sentences in order."""
        return [sentence for paragraph in self.paragraphs for sentence in paragraph]

    def html(self, mark: str = "p") -> str:
        """The paragraphs as elements."""
        return "\n".join(f"<{mark}>{' '.join(paragraph)}</{mark}>" for paragraph in self.paragraphs)


ARTICLES = (
    Article(
        "افتتاح محطة القطار الجديدة في مدينة الرمال", "هدى السالم", "2024-03-05", "5 مارس 2024", PARAGRAPHS[:3], 11
    ),
    Article(
        "أرقام الخط الجديد بين العاصمة والساحل", "سامي الخطيب", "2023-11-20", "20 نوفمبر 2023", PARAGRAPHS[1:4], 12
    ),
    Article("شركات وتذاكر: ما الذي تغير في النقل", "ريم العلي", "2022-06-14", "14 يونيو 2022", PARAGRAPHS[2:5], 13),
    Article("البلدية تعد بحافلات تعمل في الليل", "كريم بنعمر", "2025-01-30", "30 يناير 2025", PARAGRAPHS[3:6], 14),
    Article("تجار الشارع الرئيسي يطالبون بتعويض", "نادية قاسم", "2021-09-02", "2 سبتمبر 2021", PARAGRAPHS[4:6], 15),
)


def pages() -> Iterator[tuple[str, Article, str]]:
    """Yield template, article and page."""
    for name, template in TEMPLATES.items():
        for article in ARTICLES:
            yield name, article, template(article)


def _links(mark: str = "li") -> str:
    return "".join(f'<{mark}><a href="/o/{at}">{title}</a></{mark}>' for at, title in enumerate(OTHERS))


def _menu(mark: str = "li") -> str:
    return "".join(f'<{mark}><a href="/m/{at}">{name}</a></{mark}>' for at, name in enumerate(MENU))


def _json_ld(article: Article, kind: str = "NewsArticle", *, other_first: bool = False) -> str:
    own = {
        "@context": "https://schema.org",
        "@type": kind,
        "headline": article.title,
        "datePublished": f"{article.date}T08:30:00+01:00",
        "author": {"@type": "Person", "name": article.author},
        "mainEntityOfPage": {"@type": "WebPage", "@id": article.address},
    }
    other = {
        **own,
        "headline": OTHERS[0],
        "datePublished": "2010-01-01",
        "author": {"@type": "Person", "name": "كاتب آخر"},
        "mainEntityOfPage": "https://rimal.example/news/1",
    }
    objects = [other, own] if other_first else [own]
    return f'<script type="application/ld+json">{json.dumps(objects, ensure_ascii=False)}</script>'


def _page(article: Article, head: str, body: str, attributes: str = 'lang="ar" dir="rtl"') -> str:
    return (
        f'<!doctype html><html {attributes}><head><meta charset="utf-8"><title>{article.title} - {SITE}</title>'
        f'<link rel="canonical" href="{article.address}">{head}</head><body>{body}</body></html>'
    )


def _wordpress(article: Article) -> str:
    head = f'<meta property="article:published_time" content="{article.date}T08:30:00+00:00">'
    head += f'<meta name="author" content="{article.author}"><meta property="og:title" content="{article.title}">'
    body = f"""<div id="page" class="site"><header id="masthead" class="site-header"><p class="site-title">{SITE}</p>
<nav id="site-navigation" class="main-navigation"><ul class="menu">{_menu()}</ul></nav></header>
<div id="content" class="site-content"><main id="main"><article class="post hentry"><header class="entry-header">
<h1 class="entry-title">{article.title}</h1><div class="entry-meta"><span class="posted-on">
<time class="entry-date published" datetime="{article.date}">{article.date_in_words}</time></span>
<span class="byline">بواسطة <a rel="author" href="#">{article.author}</a></span></div></header>
<div class="entry-content">{article.html()}<p>اقرأ أيضا: <a href="/o/1">{OTHERS[1]}</a></p>
<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">شارك هذا الموضوع:</h3><ul>{_menu()}</ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3>مرتبط</h3>{_links("div")}</div></div>
<footer class="entry-footer"><span class="tags-links">الوسوم: <a href="#">قطارات</a>، <a href="#">نقل</a></span></footer>
</article><div id="comments" class="comments-area"><h2 class="comments-title">رأيان حول “{article.title}”</h2>
<ol class="comment-list"><li class="comment"><p>شكرا على هذا الخبر المفيد جدا.</p></li></ol></div></main>
<aside id="secondary" class="widget-area"><section class="widget"><h2>أحدث المقالات</h2><ul>{_links()}</ul></section></aside>
</div><footer id="colophon" class="site-footer">جميع الحقوق محفوظة لصحيفة الرمال</footer></div>"""
    return _page(article, head, body)


def _newspaper(article: Article) -> str:
    body = f"""<div class="td-header-wrap"><ul class="sf-menu">{_menu()}</ul></div><div class="td-main-content-wrap">
<div class="td-crumb-container"><span><a href="/">الرئيسية</a></span> <i></i> <span><a href="/s">سياسة</a></span></div>
<div class="td-post-header"><h1 class="entry-title">{article.title}</h1><div class="td-module-meta-info">
<div class="td-post-author-name">بقلم <a href="#">{article.author}</a> - </div><span class="td-post-date">
<time class="entry-date" datetime="{article.date}T10:00:00+00:00">{article.date_in_words}</time></span>
<div class="td-post-views">1250</div></div></div><div class="td-post-content">{article.html()}
<div class="td-a-rec">إعلان</div></div><div class="td-post-sharing"><a href="#">فيسبوك</a> <a href="#">تويتر</a></div>
<div class="td_block_wrap td_block_related_posts"><h4 class="td-related-title"><a>مقالات مشابهة</a></h4>{_links("div")}</div>
<div class="td-pb-span4"><h4 class="block-title"><span>الأكثر قراءة</span></h4>{_links("div")}</div></div>
<div class="td-footer-wrapper"><p>من نحن: صحيفة مستقلة تصدر من مدينة الرمال.</p></div>"""
    return _page(article, _json_ld(article), body)


def _builder(article: Article) -> str:
    body = f"""<div class="elementor-location-header"><div class="elementor-nav-menu"><ul>{_menu()}</ul></div></div>
<div class="elementor-location-single"><div class="elementor-widget-theme-post-title"><h1>{article.title}</h1></div>
<div class="elementor-widget-post-info"><ul><li>{article.author}</li><li>{article.date_in_words}</li></ul></div>
<div class="elementor-widget-theme-post-content"><div class="elementor-widget-container">
<div class="lwptoc"><b>محتويات المقال</b><ol><li><a href="#a">البداية</a></li><li><a href="#b">الأرقام</a></li>
<li><a href="#c">الآراء</a></li></ol></div>{article.html()}</div></div>
<div class="elementor-widget-posts"><h3>اخترنا لك</h3>{_links("article")}</div></div>
<div class="elementor-location-footer"><p>© {article.date[:4]} {SITE}. جميع الحقوق محفوظة.</p></div>"""
    return _page(article, _json_ld(article, other_first=True), body)


def _tables(article: Article) -> str:
    text = "<br><br>".join(" ".join(paragraph) for paragraph in article.paragraphs)
    body = f"""<table width="780"><tr><td colspan="3"><img src="logo.gif"></td></tr><tr>{_menu("td")}</tr>
<tr><td width="150"><table>{"".join(f"<tr><td><a href=/o/{at}>{title}</a></td></tr>" for at, title in enumerate(OTHERS))}
</table></td><td><font size="5"><b>{article.title}</b></font><br><font size="2">{article.author} - {article.date_in_words}</font>
<br><br><font face="Arial">{text}</font></td><td width="120">إعلانات</td></tr>
<tr><td colspan="3" align="center"><a href="#">شروط الخدمة</a> | <a href="#">بيان الخصوصية</a> | <a href="#">من نحن؟</a></td></tr>
<tr><td colspan="3">© 2004 {SITE}. جميع الحقوق محفوظة.</td></tr></table>"""
    meta = f'<meta name="author" content="{article.author}"><meta name="date" content="{article.date}">'
    return _page(article, meta, body)


def _old_text(article: Article) -> str:
    text = "<br><br>".join(" ".join(paragraph) for paragraph in article.paragraphs)
    body = f"""<table><tr><td>{" | ".join(MENU)}</td></tr><tr><td>{article.title}<br><br>بقلم: {article.author}<br>
{article.date_in_words}<br><br>{text}</td></tr><tr><td>شروط الخدمة | بيان الخصوصية | الإعلانات | من نحن؟</td></tr>
<tr><td>© 2013 {SITE}. جميع الحقوق محفوظة.</td></tr></table>"""
    return _page(article, "", body)


def _amp(article: Article) -> str:
    body = f"""<amp-sidebar id="menu" layout="nodisplay"><ul>{_menu()}</ul></amp-sidebar><header class="amp-wp-header">
<div><a href="/">{SITE}</a></div></header><article class="amp-wp-article"><header class="amp-wp-article-header">
<h1 class="amp-wp-title">{article.title}</h1><div class="amp-wp-meta amp-wp-byline"><span class="amp-wp-author author vcard">
{article.author}</span></div><div class="amp-wp-meta amp-wp-posted-on"><time datetime="{article.date}">
{article.date_in_words}</time></div></header><div class="amp-wp-article-content">{article.html()}</div>
<amp-social-share type="twitter">شارك</amp-social-share><footer class="amp-wp-article-footer"><div class="amp-wp-tax-tag">
الوسوم: <a href="#">نقل</a></div></footer></article><footer class="amp-wp-footer"><a href="#top">العودة إلى الأعلى</a></footer>"""
    return _page(article, _json_ld(article), body, 'amp lang="ar" dir="rtl"')


def _live(article: Article) -> str:
    entries = "".join(
        f'<div class="live-entry" id="e{at}"><time datetime="{article.date}T1{at}:00">1{at}:00</time>'
        f'<p>{" ".join(paragraph)}</p><div class="share-buttons"><a href="#">فيسبوك</a> <a href="#">واتساب</a></div></div>'
        for at, paragraph in enumerate(article.paragraphs)
    )
    body = f"""<nav>{_menu("span")}</nav><main><h1>{article.title}</h1><div class="article-meta"><span class="author-name">
{article.author}</span> <time datetime="{article.date}">{article.date_in_words}</time></div><div class="live-blog">{entries}</div>
<section class="most-read"><h2>الأكثر مشاهدة</h2><ol>{_links()}</ol></section></main><footer>{SITE}</footer>"""
    return _page(article, _json_ld(article, "LiveBlogPosting"), body)


def _gallery(article: Article) -> str:
    figures = "".join(
        f'<figure><a href="{at}.jpg"><img src="{at}.jpg" alt=""></a><figcaption>{" ".join(paragraph)}</figcaption></figure>'
        for at, paragraph in enumerate(article.paragraphs)
    )
    body = f"""<div class="top"><ul>{_menu()}</ul></div><div class="gallery-page"><h1>{article.title}</h1>
<div class="info"><span class="writer">تصوير: {article.author}</span></div>{figures}</div>
<div class="box"><h3>ألبومات أخرى</h3><ul>{_links()}</ul></div><div class="bottom">© {SITE}. كل الحقوق محفوظة</div>"""
    meta = f'<meta property="article:published_time" content="{article.date}"><meta name="author" content="{article.author}">'
    return _page(article, meta, body)


def _drupal(article: Article) -> str:
    body = f"""<div id="page"><div id="header"><ul id="main-menu" class="links">{_menu()}</ul></div><div id="main">
<div id="breadcrumb"><a href="/">الرئيسية</a> » <a href="/n">أخبار</a></div><h1 class="title">{article.title}</h1>
<div class="node node-article" typeof="sioc:Item foaf:Document"><div class="submitted">
<span property="dc:date dc:created" content="{article.date}T09:00:00+01:00" datatype="xsd:dateTime">نشر في {article.date_in_words}
بواسطة <span rel="sioc:has_creator"><a property="foaf:name" typeof="sioc:UserAccount" href="#">{article.author}</a></span></span></div>
<div class="field field-name-body"><div class="field-item" property="content:encoded">{article.html()}</div></div>
<div class="field field-name-field-tags"><div class="field-label">الوسوم: </div><div><a href="#">نقل</a></div></div>
<ul class="links inline"><li><a href="#">أضف تعليقا</a></li><li><a href="#">1250 قراءة</a></li></ul></div></div>
<div id="sidebar-second"><div class="block"><h2>آخر الأخبار</h2><ul>{_links()}</ul></div></div>
<div id="footer"><p>اتصل بنا | سياسة الخصوصية | خريطة الموقع</p></div></div>"""
    return _page(article, "", body)


def _blogger(article: Article) -> str:
    body = f"""<div class="header-outer"><h1 class="title">{SITE}</h1></div><div class="tabs"><ul>{_menu()}</ul></div>
<div class="main-outer"><div class="date-outer"><h2 class="date-header"><span>{article.date_in_words}</span></h2>
<div class="post hentry"><h3 class="post-title entry-title">{article.title}</h3><div class="post-body entry-content">
{article.html("div")}</div><div class="post-footer"><div class="post-footer-line"><span class="post-author vcard">مرسلة بواسطة
<span class="fn"><a rel="author" href="#">{article.author}</a></span></span> <span class="post-timestamp">في
<abbr class="published" title="{article.date}T05:20:00-07:00">5:20 ص</abbr></span></div></div></div></div>
<div class="comments"><h4>ليست هناك تعليقات:</h4></div><div class="blog-pager"><a href="#">رسالة أحدث</a> <a href="#">الصفحة الرئيسية</a></div></div>
<div class="column-right-outer"><div class="widget"><h2>المشاركات الشائعة</h2>{_links("div")}</div></div>"""
    return _page(article, f'<meta property="og:title" content="{article.title}">', body)


def _soup(article: Article) -> str:
    body = f"""<div class="css-1a"><div class="css-2b">{_menu("div")}</div></div><div class="css-9x"><h1 class="css-t1">{article.title}</h1>
<div class="css-m3"><div>{article.author}</div><div>{article.date_in_words}</div></div><div class="css-c7">{article.html("div")}
<div class="css-n4"><strong>تابع القراءة</strong>{_links("div")}</div></div>
<div class="css-r5"><h3>الأكثر تداولا</h3><div>{_links("div")}</div></div></div>
<div class="css-f6"><div>من نحن | أعلن معنا | وظائف | سياسة الخصوصية</div><div>© {SITE} {article.date[:4]}</div></div>"""
    return _page(article, _json_ld(article, other_first=True), body)


def _joomla(article: Article) -> str:
    body = f"""<div class="header"><ul class="nav menu mod-list">{_menu()}</ul></div><div id="content"><div class="item-page">
<div class="page-header"><h2 itemprop="headline">{article.title}</h2></div><dl class="article-info muted">
<dt class="article-info-term">التفاصيل</dt><dd class="createdby" itemprop="author">كتب بواسطة: <span itemprop="name">{article.author}</span></dd>
<dd class="published"><time datetime="{article.date}" itemprop="datePublished">نشر بتاريخ: {article.date_in_words}</time></dd>
<dd class="hits">الزيارات: 1250</dd></dl><div itemprop="articleBody">{article.html()}</div>
<ul class="pager pagenav"><li><a href="#">السابق</a></li><li><a href="#">التالي</a></li></ul></div></div>
<div class="well"><h3 class="page-header">مواضيع مرتبطة</h3><ul class="mostread mod-list">{_links()}</ul></div>
<div class="footer"><p>&copy; {article.date[:4]} {SITE}</p></div>"""
    return _page(article, "", body)


def _app(article: Article) -> str:
    body = f"""<div id="__next"><div role="banner">{_menu("span")}</div><main><section><h1>{article.title}</h1>
<p class="by">كتبت: {article.author}</p><time datetime="{article.date}T10:00:00Z">{article.date_in_words}</time>{article.html()}
<blockquote><a href="/o/2">{OTHERS[2]}</a></blockquote><p><strong>مواضيع ذات صلة:</strong></p>
<p><a href="/o/0">{OTHERS[0]}</a></p><p><a href="/o/1">{OTHERS[1]}</a></p></section>
<section><h2>قد يعجبك أيضا</h2><div>{_links("div")}</div></section></main>
<div role="contentinfo"><span>اشترك في النشرة البريدية</span><form><input></form></div></div>"""
    return _page(article, _json_ld(article), body)


TEMPLATES: dict[str, Callable[[Article], str]] = {
    "WordPress": _wordpress,
    "Newspaper theme": _newspaper,
    "page builder": _builder,
    "tables with links": _tables,
    "tables of plain text": _old_text,
    "AMP": _amp,
    "live blog": _live,
    "gallery": _gallery,
    "Drupal, RDFa": _drupal,
    "Blogger": _blogger,
    "nameless divs": _soup,
    "Joomla": _joomla,
    "application": _app,
}
