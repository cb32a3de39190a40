"""The catalogues of the interface: gettext's `.po` files, read by Babel at start; see decision 0021."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from qa_service.web.rendering.negotiation import LANGUAGES, Language

SOURCE: Language = "en"
"""The language that texts have in templates and modules, which are the ids of the catalogues."""
TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"


def N_(text: str) -> str:  # noqa: N802  # the name that gettext's tools look for
    """The text itself: a mark that it is to be translated where it is shown."""
    return text


def path_of(lang: Language) -> Path:
    """Where the catalogue of a language other than the source stands."""
    return TRANSLATIONS / lang / "LC_MESSAGES" / "messages.po"


@cache
def catalogue(lang: Language) -> NullTranslations:
    """The texts of a language, read once; `gettext` and `ngettext` give the source for what is not in it."""
    if lang == SOURCE:
        return NullTranslations()
    with path_of(lang).open("rb") as file:
        messages = read_po(file, locale=lang, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)


def read_all() -> None:
    """Read them now: a broken catalogue ends the start and fails no reader."""
    for lang in LANGUAGES:
        catalogue(lang)
