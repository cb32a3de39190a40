"""The catalogues: every text of templates and scripts is in them, in every language, with the plurals of each."""

import re
from collections.abc import Callable

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from qa_service.web.http.problem_texts import DETAILS, said
from qa_service.web.rendering.catalogues import SOURCE, catalogue, path_of
from qa_service.web.rendering.interface_texts import MANAGED, SCRIPTED
from qa_service.web.rendering.negotiation import LANGUAGES, Language
from tests.web.real_server import ROOT, Server

TRANSLATED = [each for each in LANGUAGES if each != SOURCE]
PLACEHOLDER = re.compile(r"%\(\w+\)d|\{\w+\}")


def forms(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The source and the translation, one string for each plural form."""
    return tuple((each,) if isinstance(each, str) else tuple(each) for each in (message.id, message.string))


def of(lang: Language) -> Catalog:
    with path_of(lang).open("rb") as file:
        return read_po(file, locale=lang)


def texts(messages: Catalog) -> dict[tuple[str, ...], Message]:
    return {forms(each)[0]: each for each in messages if each.id}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What `make translations` finds in the sources."""
    path = tmp_path_factory.mktemp("texts") / "messages.pot"
    command = re.search(r"pybabel -q (extract .*) -o \S+ \.$", (ROOT / "Makefile").read_text(), re.M)
    assert command
    CommandLineInterface().run(["pybabel", "-q", *command[1].split(), "-o", str(path), "."])
    with path.open("rb") as file:
        return read_po(file)


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_text_is_translated_and_nothing_else(
    template: Catalog, lang: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = texts(of(lang))
    assert len(found) > 100
    assert set(found) == set(texts(template))
    for source, message in found.items():
        translations = forms(message)[1]
        assert not message.fuzzy and all(translations), source
        assert len(translations) == (1 if len(source) == 1 else len(Locale(lang).plural_form.tags) + 1), source
        for each in translations:
            named, wanted = (set(PLACEHOLDER.findall(text)) for text in (each, source[-1]))
            assert named == wanted or (len(source) > 1 and named < wanted), source  # «ثانيتين» needs no number
            assert (each[-1] in ".:…") == (source[-1][-1] in ".:…"), source
            assert lang != "fr" or not re.search(" [;:?!»]|« ", each), source  # a sign alone would begin a line
        if lang == "ar":
            assert all(re.search("[\u0620-\u064a]", each) for each in translations), source


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_number_takes_the_plural_form_of_its_language(lang: Language) -> None:
    chosen: Callable[[int], int] = catalogue(lang).plural  # type: ignore[attr-defined]  # of GNUTranslations
    rule = Locale(lang).plural_form
    by_tag: dict[str, set[int]] = {}
    for number in [*range(1000), 1_000_000, 2_000_000]:
        by_tag.setdefault(rule(number), set()).add(chosen(number))
    assert all(len(each) == 1 for each in by_tag.values())
    assert len(by_tag) == of(lang).num_plurals


def test_counted_articles_are_said_as_arabic_counts_them() -> None:
    said = {
        count: catalogue("ar").ngettext("I search %(count)d article.", "", count) % {"count": count}
        for count in (0, 1, 2, 3, 10, 11, 26, 100, 101, 102, 103, 111)
    }
    assert said == {
        0: "لا مقالات عندي بعد.",
        1: "أبحث في مقال واحد.",
        2: "أبحث في مقالين.",
        3: "أبحث في 3 مقالات.",
        10: "أبحث في 10 مقالات.",
        11: "أبحث في 11 مقالًا.",
        26: "أبحث في 26 مقالًا.",
        100: "أبحث في 100 مقال.",
        101: "أبحث في 101 مقال.",
        102: "أبحث في 102 مقال.",
        103: "أبحث في 103 مقالات.",
        111: "أبحث في 111 مقالًا.",
    }


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "ar",
            {
                1: "انتظر ثانية واحدة ثم أعد المحاولة.",
                2: "انتظر ثانيتين ثم أعد المحاولة.",
                7: "انتظر 7 ثوانٍ ثم أعد المحاولة.",
                60: "انتظر 60 ثانية ثم أعد المحاولة.",
            },
        ),
        ("en", {1: "Wait 1 second, then try again.", 60: "Wait 60 seconds, then try again."}),
        ("fr", {1: "Patientez 1 seconde, puis réessayez.", 60: "Patientez 60 secondes, puis réessayez."}),
    ],
)
def test_a_problem_counts_seconds_as_its_language_does(lang: Language, expected: dict[int, str]) -> None:
    assert {seconds: said(DETAILS["rate_limited"][1], lang, {"seconds": seconds}) for seconds in expected} == expected


def test_nothing_is_said_beside_the_catalogues() -> None:
    for path in (ROOT / "templates").glob("*.html"):
        if path.name == "docs.html":  # in English, as the API is
            continue
        said = path.read_text(encoding="utf-8")
        for left_out in (
            r"\{#.*?#\}",
            r"\{% block body_class %\}.*?\{% endblock %\}",
            r"\{%.*?%\}|\{\{.*?\}\}",
            "<pre.*?</pre>",
            r"<[^>]*>|&\S+?;",
        ):
            said = re.sub(left_out, "", said, flags=re.S)
        assert not re.search(r"\w\w", said), path.name
    for path in (ROOT / "qa_service" / "static" / "js").glob("*.js"):
        code = re.sub(r"//.*|/\*.*?\*/", "", path.read_text(encoding="utf-8"))
        assert not re.search("[\"'`][\u0620-\u064a]{2}", code), path.name


def test_scripts_ask_for_texts_that_the_page_carries() -> None:
    scripts = ROOT / "qa_service" / "static" / "js"
    asked = {
        name: set(re.findall(r'\btext\("(\w+)"\)', path.read_text(encoding="utf-8")))
        for name in ("chat", "box", "actions", "history", "export")
        for path in [scripts / f"{name}.js"]
    }
    assert set().union(*asked.values()) - set(SCRIPTED) == set()
    managing = (scripts / "manage.js").read_text(encoding="utf-8")
    assert {name for name in MANAGED if f'"{name.removeprefix("manage_")}"' not in managing} == set()


@pytest.mark.parametrize(
    ("lang", "title"), [("ar", "الصفحة غير موجودة"), ("en", "Page not found"), ("fr", "Page introuvable")]
)
def test_a_failure_is_a_page_in_the_language_of_the_reader(server: Server, lang: str, title: str) -> None:
    brand = catalogue(lang).gettext("Ask the archive")  # type: ignore[arg-type]
    for path, header in ((f"/nowhere?lang={lang}", "de"), ("/nowhere", f"{lang}-XX,de;q=0.5")):
        page = server.get(path, Accept="text/html", Accept_Language=header)
        assert page.status == 404
        assert f"<h1>{title}</h1>" in page.text and f"<span>{brand}</span>" in page.text
        assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}">' in page.text
