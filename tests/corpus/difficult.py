"""Difficult: the files that a maintainer's folder may hold, each with what must come of it."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from tests.corpus.formats import pdf_pages
from tests.corpus.formats.test_docx_text import RELATIONS, W, body, p, t
from tests.corpus.formats.test_docx_text import packed as docx
from tests.corpus.formats.test_epub_text import PAGE
from tests.corpus.formats.test_epub_text import packed as epub
from tests.corpus.formats.test_feed_text import ATOM, RSS, WXR, item
from tests.corpus.formats.test_pdf_text import LINES as PDF_LINES

SENTENCE = "أعلنت الوزارة في الرباط أن المعرض الدولي للكتاب سينظم خلال شهر ماي المقبل."
ENCODINGS = {"utf-8": "utf-8", "bom": "utf-8-sig", "utf-16": "utf-16", "windows-1256": "cp1256", "iso": "iso8859_6"}
LIMIT = 400_000
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ها">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@dataclass(frozen=True, slots=True)
class Case:
    """One file: what it holds, and the code of the error that refuses it or, where it is read, what comes of it."""

    name: str
    data: bytes
    refused: str = ""
    text: str = SENTENCE  # is part of the text
    absent: str = "\0"  # is no part of it
    title: str | None = None
    date: str | None = None
    warning: str = ""
    documents: int = 1


def front(metadata: str) -> str:
    return f"---\n{metadata}\n---\n{SENTENCE}\n"


def page(content: str, head: str = "") -> str:
    return f"<!doctype html><html lang=ar><head>{head}</head><body>{content}</body></html>"


def article(content: str = f"<p>{SENTENCE}</p>") -> str:
    return f"<article><h1>عنوان الصفحة</h1>{content}</article>"


def cases() -> Iterator[Case]:
    """All of them; every name once."""
    yield from _encodings()
    yield from _front_matter()
    yield from _plain_faults()
    yield from _json()
    yield from _html()
    yield from _feeds()
    yield from _archives()
    yield from _pdfs()
    yield from _names()


def _encodings() -> Iterator[Case]:
    row = json.dumps({"text": SENTENCE, "title": "عنوان"}, ensure_ascii=False)
    feed = f"<rss><channel><item><title>عنوان</title><description>{SENTENCE}</description></item></channel></rss>"
    sources = {
        "txt": SENTENCE,
        "md": f"# عنوان\n\n{SENTENCE}\n",
        "html": page(article()),
        "json": row,
        "jsonl": f"{row}\n",
        "xml": feed,
    }
    for kind, source in sources.items():
        for name, encoding in ENCODINGS.items():
            yield Case(f"encodings/{name}-{kind}.{kind}", source.encode(encoding))
    yield Case("encodings/big-endian.txt", b"\xfe\xff" + SENTENCE.encode("utf-16-be"))
    yield Case("encodings/without-bom.txt", SENTENCE.encode("utf-16-le"), "nul")
    yield Case("encodings/utf-32.txt", SENTENCE.encode("utf-32"), "nul")
    yield Case("encodings/torn.txt", f"{SENTENCE} مع".encode()[:-1], "bad_encoding")
    yield Case("encodings/torn-inside.txt", SENTENCE.encode()[:20] + b"\xff" + SENTENCE.encode()[20:], "bad_encoding")
    yield Case("encodings/chinese.txt", "北京大学图书馆今天开放".encode("gb18030"), "bad_encoding")
    yield Case("encodings/odd-utf-16.txt", SENTENCE.encode("utf-16") + b"\x06", "bad_encoding")
    for name, end in (("crlf", "\r\n"), ("cr", "\r"), ("nel", "\x85"), ("separator", "\u2028"), ("tab", "\v")):
        yield Case(f"ends/{name}.txt", f"عنوان{end}{SENTENCE}{end}".encode(), title="عنوان")


def _front_matter() -> Iterator[Case]:
    good = {
        "bom": ("\ufefftitle: المغرب", "المغرب", None),
        "colon": ("title: المغرب: عشرون عاما", "المغرب: عشرون عاما", None),
        "quoted": ('title: "المغرب: عشرون"', "المغرب: عشرون", None),
        "date": ("date: 2023-05-16", None, "2023-05-16"),
        "time": ("date: 2023-05-16T10:30:00+01:00", None, "2023-05-16"),
        "octal": ("title: 007", "007", None),
        "yes": ("title: yes", "yes", None),
        "clock": ("title: 10:30", "10:30", None),
        "empty": ("", None, None),
        "comment": ("# لا شيء\ntitle: عنوان", "عنوان", None),
        "block": ("title: >-\n  عنوان\n  طويل", "عنوان طويل", None),
    }
    for name, (metadata, title, date) in good.items():
        start = "\ufeff" if metadata.startswith("\ufeff") else ""
        source = start + front(metadata.removeprefix("\ufeff"))
        yield Case(f"front/{name}.md", source.encode(), absent="---", title=title, date=date)
    for name, metadata, warning in (
        ("arabic-date", "date: ١٦ ماي ٢٠٠٣", "bad_date"),
        ("no-day", "date: 2023-02-30", "bad_date"),
        ("unknown", "autor: ليلى", "unknown_key"),
        ("nested", "author: {name: ليلى}", "bad_value"),
        ("script", "source_url: javascript:alert(1)", "bad_source_url"),
    ):
        yield Case(f"front/{name}.txt", front(metadata).encode(), warning=warning)
    for name, source in (
        ("open", f"---\ntitle: عنوان\n\n{SENTENCE}"),
        ("list", front("- أ\n- ب")),
        ("twice", front("title: أ\ntitle: ب")),
        ("torn", front("title: [أ")),
        ("control", front("title: أ\x01ب")),
        ("huge", front("title: " + "ا" * 150_000)),
        ("deep", front("tags: " + "[" * 3000 + "]" * 3000)),
    ):
        yield Case(f"front/bad-{name}.md", source.encode(), "bad_front_matter")
    yield Case("front/id-control.md", front('id: "a\\nb"').encode(), "bad_id")
    yield Case("front/id-long.md", front("id: " + "ا" * 513).encode(), "bad_id")
    yield Case("front/only.md", b"---\ntitle: x\n---\n", "no_text")
    anchors = "a: &a [ا]\n" + "".join(
        f"{b}: &{b} [{f'*{a},' * 9}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
    )
    yield Case("front/anchors.md", front(anchors).encode(), warning="unknown_key")


def _plain_faults() -> Iterator[Case]:
    for name, data in (
        ("empty", b""),
        ("bom", b"\xef\xbb\xbf"),
        ("spaces", b" \n\t\n "),
        ("marks", "…\n***\n".encode()),
    ):
        yield Case(f"plain/{name}.txt", data, "no_text")
    yield Case("plain/nul.txt", SENTENCE.encode() + b"\0", "nul")
    yield Case("plain/picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "nul")
    yield Case("plain/huge.txt", b"a " * LIMIT, "too_large")
    yield Case("plain/one-line.txt", (SENTENCE + " ").encode() * 2000)
    yield Case("plain/no-spaces.txt", f"{SENTENCE}\n{'ا' * 60_000}".encode())
    yield Case("plain/lines.txt", (SENTENCE + "\n" * 100_000).encode())
    yield Case("plain/direction.txt", f"\u202b{SENTENCE}\u202c".encode())
    yield Case("plain/bell.txt", f"{SENTENCE}\x07".encode())
    yield Case("plain/comments.txt", f"{SENTENCE}\n\nالتعليقات - عنوان المقال :\n\nشارك المقال".encode())


def _json() -> Iterator[Case]:
    for name, source, code in (
        ("list", '[{"text": "نص"}]', "bad_json"),
        ("torn", '{"text": "نص"', "bad_json"),
        ("comma", '{"text": "نص",}', "bad_json"),
        ("nan", '{"text": "نص", "date": NaN}', "bad_json"),
        ("twice", '{"text": "a", "text": "b"}', "bad_json"),
        ("number", '{"text": 5}', "no_text"),
        ("null", '{"text": null}', "no_text"),
        ("none", '{"title": "x"}', "no_text"),
        ("deep", '{"text": ' + "[" * 100_000 + "]" * 100_000 + "}", "bad_json"),
        ("nul", '{"text": "a\\u0000b"}', "nul"),
        ("half", '{"text": "نص \\ud800"}', "bad_characters"),
        ("empty", "", "bad_json"),
    ):
        yield Case(f"json/{name}.json", source.encode(), code)
    rows = [{"text": SENTENCE, "id": "r1"}, {"text": SENTENCE, "id": "r2"}]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    yield Case("json/lines.jsonl", f"{lines}\n\n".encode(), documents=2)
    yield Case("json/bad-line.jsonl", lines.replace("r", "s").encode() + b"\n{torn\n", "bad_json", documents=2)
    yield Case(
        "json/torn-line.jsonl",
        lines.replace("r", "t").encode() + b'\n{"text": "\xff\xd9"}\n',
        "bad_encoding",
        documents=2,
    )
    yield Case("json/no-lines.jsonl", b"\n\n", "no_text")


def _html() -> Iterator[Case]:
    around = (
        f"<nav>القائمة الرئيسية</nav>{article()}<aside>مواضيع ذات صلة بالمعرض</aside><section id=comments>تعليق القارئ"
        "</section><div class=share>شارك المقال</div><footer>جميع الحقوق محفوظة</footer><script>var secret</script>"
    )
    for absent in ("القائمة", "ذات صلة", "تعليق القارئ", "الحقوق", "secret"):
        yield Case(f"html/without {absent}.html", page(around).encode(), absent=absent, title="عنوان الصفحة")
    head = '<meta property="article:published_time" content="2023-05-16T10:00:00Z"><title>عنوان الصفحة - صحيفة</title>'
    yield Case("html/metadata.html", page(article(), head).encode(), date="2023-05-16", title="عنوان الصفحة")
    yield Case("html/declared.html", page(article(), "<meta charset=windows-1256>").encode("cp1256"))
    yield Case("html/unclosed.html", f"<p>{SENTENCE}<p><b>بعد<div>".encode())
    yield Case("html/entities.html", page(article(f"<p>{SENTENCE}&nbsp;&laquo;نص&raquo;</p>")).encode())
    yield Case("html/script-only.html", page("<script>x()</script>").encode(), "no_text")
    yield Case("html/frame.html", page("<iframe src=file:///etc/passwd></iframe>").encode(), "no_text")
    yield Case("html/deep.html", page("<div>" * 20_000 + SENTENCE).encode(), "too_deep")
    yield Case(
        "html/attributes.html",
        page("<p " + " ".join(f"a{n}=1" for n in range(9000)) + f">{SENTENCE}").encode(),
        "bad_html",
    )
    yield Case("html/many.html", page(article(f"<p>{SENTENCE}</p>" * 1500)).encode())


def _feeds() -> Iterator[Case]:
    yield Case("feeds/rss.rss", RSS.encode(), "no_text", text="", documents=2)  # one entry of it has no text
    yield Case("feeds/atom.atom", ATOM.encode(), text="", absent="سر", documents=2)
    posts = [item(SENTENCE), item("مسودة", 8, status="draft"), item("سر", 9, password="x"), item("مرفق", 10, kind="x")]
    yield Case(
        "feeds/wordpress.xml", WXR.format("".join(posts)).encode(), absent="تعليق", title="مقال", date="2022-03-04"
    )
    yield Case("feeds/empty.xml", WXR.format("").encode(), "no_text")
    yield Case("feeds/page.xml", f"<html><p>{SENTENCE}</p></html>".encode(), "no_feed")
    yield Case("feeds/torn.xml", RSS.encode()[:500], "bad_xml")
    yield Case("feeds/text.rss", SENTENCE.encode(), "bad_xml")
    yield Case("feeds/bomb.xml", f"{BOMB}<rss>&j;</rss>".encode(), "entities")
    yield Case("feeds/outside.xml", f"{OUTSIDE}<rss>&a;</rss>".encode(), "entities")
    yield Case("feeds/bomb-16.xml", f"{BOMB}<rss>&j;</rss>".encode("utf-16"), "entities")
    yield Case("feeds/deep.xml", ("<rss>" + "<a>" * 5000 + "</a>" * 5000 + "</rss>").encode(), "bad_xml")


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _archives() -> Iterator[Case]:
    good, book = (
        docx(document=body(p(t("عنوان")) + p(t(SENTENCE)))),
        epub({"OPS/a.xhtml": PAGE.format(f"<p>{SENTENCE}</p>")}),
    )
    swollen = b"<w:document>" + b" " * 60_000_000
    yield Case("word/good.docx", good)
    yield Case("word/UPPER.DOCX", good)
    yield Case(
        "word/climbing.docx",
        _zipped(
            {
                "_rels/.rels": RELATIONS.encode(),
                "../../climbed.txt": b"x",
                "word/document.xml": body(p(t(SENTENCE))).encode(),
            }
        ),
    )
    yield Case("word/empty.docx", docx(document=body("")), "no_text")
    yield Case("word/torn.docx", good[: len(good) // 2], "bad_archive")
    yield Case("word/text.docx", SENTENCE.encode(), "bad_archive")
    yield Case("word/old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_word")
    yield Case("word/no-document.docx", _zipped({"_rels/.rels": RELATIONS.encode()}), "bad_archive")
    yield Case(
        "word/bomb.docx", _zipped({"_rels/.rels": RELATIONS.encode(), "word/document.xml": swollen}), "too_large"
    )
    yield Case("word/entities.docx", docx(document=f"{BOMB}<w:document {W}>&j;</w:document>"), "entities")
    yield Case("word/outside.docx", docx(document=f"{OUTSIDE}<w:document {W}>&a;</w:document>"), "entities")
    yield Case("word/deep.docx", docx(document=body("<w:a>" * 3000 + "</w:a>" * 3000)), "bad_xml")
    yield Case("books/good.epub", book, title="كتاب الرحلة", date="2020-01-02")
    yield Case("books/bomb.epub", epub({"OPS/a.xhtml": PAGE.format(" " * 60_000_000)}), "too_large")
    yield Case("books/entities.epub", epub({"OPS/book.opf": f"{BOMB}<package>&j;</package>"}), "entities")
    yield Case(
        "books/locked.epub",
        epub({"META-INF/encryption.xml": '<e><CipherReference URI="OPS/a.xhtml"/></e>'}),
        "encrypted",
    )
    yield Case("books/torn.epub", book[:300], "bad_archive")
    yield Case("books/word.epub", good, "bad_archive")


def _pdfs() -> Iterator[Case]:
    shown = [pdf_pages.visual(line) for line in PDF_LINES]
    forms = [pdf_pages.visual(pdf_pages.in_forms(line)) for line in PDF_LINES]
    for name, lines in (("visual", shown), ("forms", forms), ("logical", PDF_LINES)):
        yield Case(f"pdf/{name}.pdf", pdf_pages.packed([pdf_pages.article(lines)]), text=PDF_LINES[0])
    yield Case("pdf/picture.pdf", pdf_pages.packed([pdf_pages.Sheet()]), "no_text_layer")
    yield Case("pdf/torn.pdf", b"%PDF-1.4 torn", "bad_pdf")
    yield Case("pdf/empty.pdf", b"", "bad_pdf")
    yield Case("pdf/page.pdf", page(article()).encode(), "bad_pdf")


def _names() -> Iterator[Case]:
    for name in (
        "اسم فيه فراغ.txt",
        "مقال\u202eعكسي.txt",
        "سطر\u2028جديد.txt",
        "-rf.txt",
        "'quoted'.txt",
        "a&b=%2F?.txt",
        "٢٠٢٣.TXT",
        "ن" * 120 + ".txt",
        "two.dots.md",
        "مجلد فيه فراغ/مقال.Html",
        "golden.jsonl/x.txt",
        "😀.txt",
    ):
        yield Case(f"names/{name}", f"<p>{SENTENCE}</p>".encode())
    for name in ("line\nbreak.txt", "tab\there.txt", "escape\x1b[31m.txt"):
        yield Case(f"names/{name}", SENTENCE.encode(), "bad_id")
