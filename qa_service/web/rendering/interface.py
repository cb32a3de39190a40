"""The interface in Arabic, English and French: which language a page is in, its texts, links that keep it."""

import datetime
from urllib.parse import quote_plus

from babel.dates import format_date, get_month_names
from flask import Flask, request
from jinja2 import pass_context
from jinja2.runtime import Context

from qa_service.web.rendering.catalogues import catalogue, read_all
from qa_service.web.rendering.negotiation import LANGUAGES, Language

_ARABIC_MONTHS = get_month_names("wide", locale="ar_EG")  # as most Arabic readers know them


def interface_language() -> Language:
    """The language that `?lang=` names, else Arabic: content is Arabic, so the browser's own language doesn't count."""
    wanted = request.args.get("lang")
    return next((each for each in LANGUAGES if each == wanted), LANGUAGES[0])


def gettext(source: str) -> str:
    """A text of the interface, from its English."""
    return catalogue(interface_language()).gettext(source)


@pass_context
def _text(context: Context, source: str) -> str:
    """The same in a template; `lang` of its context, which problems and the reference set, goes before the page's."""
    return catalogue(context.get("lang") or interface_language()).gettext(source)


@pass_context
def _counted(context: Context, one: str, many: str, count: int) -> str:
    """A text with a number in it, in the plural form that its language has for the number."""
    return catalogue(context.get("lang") or interface_language()).ngettext(one, many, count) % {"count": count}


def in_language(link: str, lang: Language | None = None) -> str:
    """A link of ours that keeps the language, which is that of the page if none is given; Arabic needs no mark."""
    lang = lang or interface_language()
    if lang == LANGUAGES[0] or not link.startswith("/") or "lang=" in link:
        return link
    path, hash_sign, fragment = link.partition("#")
    return f"{path}{'&' if '?' in path else '?'}lang={lang}{hash_sign}{fragment}"


@pass_context
def _in_language(context: Context, link: str) -> str:
    return in_language(link, context.get("lang"))


def same_page_in(lang: Language) -> str:
    """The address of this page in another language."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return "?" + "&".join(
        f"{quote_plus(name)}={quote_plus(value, errors='replace')}" for name, value in [*kept, ("lang", lang)]
    )


def date_in_words(iso: str) -> str:
    """`2023-05-16` as «16 مايو 2023», `May 16, 2023` or `16 mai 2023`."""
    date = datetime.date.fromisoformat(iso)
    lang = interface_language()
    if lang == "ar":
        return f"{date.day} {_ARABIC_MONTHS[date.month]} {date.year}"
    return format_date(date, format="long", locale=lang)


def age_days(iso: str) -> int:
    """How many days ago a date was."""
    return (datetime.datetime.now(datetime.UTC).date() - datetime.date.fromisoformat(iso)).days


def register(app: Flask) -> None:
    """Make the texts and links known to the templates."""
    read_all()
    app.add_template_global(_text, "_")
    app.add_template_global(_counted, "ngettext")
    app.add_template_global(interface_language)
    app.add_template_global(same_page_in)
    app.add_template_global(LANGUAGES, "LANGUAGES")  # type: ignore[arg-type]  # any value does
    app.add_template_filter(_in_language, "in_language")
    app.add_template_filter(date_in_words)
    app.add_template_filter(age_days)
