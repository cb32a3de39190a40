"""Replies: what the service says of itself, in the register of the turn; never anything about the world.

`replies.tsv` is their catalogue. `House` is how a newsroom names itself and greets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from babel.dates import format_date, get_day_names, get_month_names
from hijridate import Gregorian

from qa_service.arabic.conversation.turns import ConversationTurn
from qa_service.corpus.document import Document

MOMENTARY = frozenset(("date", "time"))
"""Kinds whose reply is another one a moment later, so that it is never cached."""

_FILE = Path(__file__).with_name("replies.tsv")
_LOCALES = {"ar": "ar_EG", "ma": "ar_MA", "eg": "ar_EG", "lv": "ar_SY", "gu": "ar_EG", "en": "en", "fr": "fr"}
_ARABIC = "ar"
_FEW, _MANY = range(3, 11), range(11, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """How a newsroom words what the service says of itself; empty: as the catalogue has it."""

    name: str = ""
    greeting: str = ""


@dataclass(frozen=True, slots=True)
class Archive:
    """What is told about the articles: how many there are, and the newest, newest first."""

    articles: int
    newest: Sequence[Document] = ()


def reply_to(turn: ConversationTurn, archive: Archive, house: House, now: datetime) -> str:
    """Return the reply to a turn; `now` in the time zone of the server."""
    before = "" if turn.greeting is None or turn.kind == "greeting" else _said("before", turn.greeting, turn.register)
    if turn.kind == "greeting" and house.greeting:
        answered = _said("before", turn.variant, turn.register) if turn.variant else ""
        return f"{answered} {house.greeting}".strip()
    text = _said(turn.kind, turn.variant, turn.register)
    if not archive.newest and "{date}" in text and "{weekday}" not in text:
        text = _said(turn.kind, "undated", turn.register)
    return f"{before} {_filled(text, turn.register, archive, house, now)}".strip()


def articles_in_words(count: int, register: str) -> str:
    """Return a number of articles as it is said after «في».

    >>> articles_in_words(19, "ar")
    '19 مقالًا'
    """
    if register == "en":
        return f"{count} article" + "s" * (count != 1)
    if register == "fr":
        return f"{count} article" + "s" * (count > 1)
    if count in (1, 2):
        return ("مقال واحد", "مقالين")[count - 1]
    ending = count % 100
    return f"{count} {'مقالات' if ending in _FEW else 'مقالًا' if ending in _MANY else 'مقال'}"


def date_in_words(iso: str, register: str) -> str:
    """Return an ISO date in the words of a register, with the names of months of its countries."""
    day = datetime.fromisoformat(iso).date()
    locale = _LOCALES[register]
    if register in ("en", "fr"):
        return format_date(day, format="long", locale=locale)
    return f"{day.day} {get_month_names('wide', locale=locale)[day.month]} {day.year}"


def _filled(text: str, register: str, archive: Archive, house: House, now: datetime) -> str:
    if not house.name:
        text = text.replace("أنا {name}، ", "أنا ").replace("I am {name}, ", "I am ").replace("suis {name}, ", "suis ")
    newest = archive.newest[0] if archive.newest else None
    hijri = Gregorian(now.year, now.month, now.day).to_hijri()
    is_arabic = register not in ("en", "fr")
    month = hijri.month_name("ar" if is_arabic else "en")
    return text.format(
        name=house.name,
        articles=articles_in_words(archive.articles, register),
        title=newest.title if newest else "",
        date=date_in_words(_date_told(text, newest, now), register),
        hijri=f"{hijri.day} {month} {hijri.year}{'هـ' if is_arabic else ' AH'}",
        weekday=get_day_names("wide", locale=_LOCALES[register])[now.weekday()],
        time=f"{now:%H:%M}" + (f" (UTC{now:%z})" if now.tzinfo else ""),
    )


def _date_told(text: str, newest: Document | None, now: datetime) -> str:
    """Return the date that a text tells: that of today beside its weekday, else that of the newest article."""
    return newest.date if newest and newest.date and "{weekday}" not in text else now.date().isoformat()


def _said(kind: str, variant: str, register: str) -> str:
    texts, base = _catalogue(), register if register in ("en", "fr") else _ARABIC
    keys = ((variant, register), (variant, base), ("", register), ("", base))
    return next(found for key in keys if (found := texts.get((kind, *key))))


@cache
def _catalogue() -> dict[tuple[str, str, str], str]:
    """Return the texts by kind, variant and register."""
    found = {}
    for line in _FILE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, register, text = line.split("\t")
            kind, _, variant = name.partition(":")
            found[kind, variant, register] = text
    return found
