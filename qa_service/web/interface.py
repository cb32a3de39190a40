"""The interface in Arabic, English and French: its texts, which language a page is in, links that keep it."""

import datetime
from urllib.parse import quote_plus

from babel.dates import format_date
from flask import Flask, request

from qa_service.web.interface_texts import TEXTS
from qa_service.web.negotiation import LANGUAGES, Language

_MONTHS = ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر",
           "ديسمبر")


def interface_language() -> Language:
    """The language that `?lang=` names, else Arabic: content is Arabic, so the browser's own language doesn't count."""
    wanted = request.args.get("lang")
    return next((each for each in LANGUAGES if each == wanted), LANGUAGES[0])


def text(name: str, lang: Language | None = None) -> str:
    """A text of the interface by its name in the catalogue."""
    return TEXTS[name][LANGUAGES.index(lang or interface_language())]


def in_language(link: str) -> str:
    """A link of ours that keeps the chosen language; Arabic needs no mark."""
    lang = interface_language()
    if lang == LANGUAGES[0] or not link.startswith("/") or "lang=" in link:
        return link
    path, hash_sign, fragment = link.partition("#")
    return f"{path}{'&' if '?' in path else '?'}lang={lang}{hash_sign}{fragment}"


def same_page_in(lang: Language) -> str:
    """The address of this page in another language."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return "?" + "&".join(f"{quote_plus(name)}={quote_plus(value, errors='replace')}"
                          for name, value in [*kept, ("lang", lang)])


def date_in_words(iso: str) -> str:
    """`2023-05-16` as «16 مايو 2023», `May 16, 2023` or `16 mai 2023`; months as most Arabic readers know them."""
    date = datetime.date.fromisoformat(iso)
    lang = interface_language()
    if lang == "ar":
        return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"
    return format_date(date, format="long", locale=lang)


def articles(count: int) -> str:
    """«19 مقالًا»: the number with its noun, in Arabic after a preposition and by the rules of counted nouns."""
    lang = interface_language()
    if lang != "ar":
        return f"{count} article{'' if count == 1 else 's'}"
    if count in (0, 1, 2):
        return ("المقالات", "مقال واحد", "مقالين")[count]
    rest = count % 100
    return f"{count} " + ("مقالات" if 3 <= rest <= 10 else "مقالًا" if rest >= 11 else "مقال")


def register(app: Flask) -> None:
    """Make the texts and links known to the templates."""
    app.add_template_global(text, "t")
    app.add_template_global(interface_language)
    app.add_template_global(same_page_in)
    app.add_template_global(LANGUAGES, "LANGUAGES")  # type: ignore[arg-type]  # any value does
    for each in (in_language, date_in_words, articles):
        app.add_template_filter(each)
