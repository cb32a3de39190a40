"""Problems of corpus files in the maintainer's language, by their codes; what they name is taken from the English."""

import re
from dataclasses import asdict
from typing import Any

from qa_service.corpus.document import Problem
from qa_service.web.rendering.catalogues import N_, SOURCE, catalogue
from qa_service.web.rendering.negotiation import Language

TEXTS: dict[str, tuple[tuple[str, str], ...]] = {
    "bad_archive": (("", N_("The archive is damaged or of an unknown kind. Make it anew.")),),
    "bad_characters": (("", N_("The text contains half a character. Write the whole character.")),),
    "bad_encoding": (
        (r"byte (?P<byte>\d+)", N_("Byte {byte} fits no known encoding. Save the file as UTF-8.")),
        ("", N_("The encoding is unknown. Save the file as UTF-8.")),
    ),
    "bad_front_matter": (
        ("", N_("The front matter can't be read. Correct it between its two lines of three hyphens.")),
    ),
    "bad_html": (("", N_("The page has too many attributes in a tag. Save its text as .txt or .md.")),),
    "bad_id": (("", N_("The article's id is not valid. Give it a short one without control characters.")),),
    "bad_json": (("", N_("The file is not a JSON object. Write one with title and text.")),),
    "bad_name": (("", N_("The file name is not valid UTF-8. Rename the file.")),),
    "bad_pdf": (("", N_("The PDF can't be read. Save the article's text as .txt or .md.")),),
    "bad_question": (
        ("", N_("This line is not a question that can be read. Write question, answers and document_id as JSON.")),
    ),
    "bad_xml": (
        (r"not valid XML: (?P<detail>.+)", N_("The XML is not valid ({detail}). Export the file again.")),
        ("", N_("The XML is not valid. Export the file again.")),
    ),
    "bomb": (("", N_("The archive unpacks to far more than its size. Delete it.")),),
    "broken_link": (("", N_("The link leads nowhere. Delete it, or correct it.")),),
    "broken_text": (("", N_("Most lines of the PDF can't be read. Save the article's text as .txt or .md.")),),
    "duplicate_id": (
        (
            r"id (?P<q>['\x22])(?P<id>.*?)(?P=q)(?:, which (?P<other>.+) has already| is that of (?P<holder>.+))",
            N_("Another article has the id {id} already. Give this one another id, or delete the other first."),
        ),
        ("", N_("Another article has this id already. Give it another id, or delete the other first.")),
    ),
    "encrypted": (("", N_("The file is protected. Save it without a password.")),),
    "entities": (("", N_("The XML declares entities, which is not allowed. Save it without a DOCTYPE.")),),
    "link_loop": (("", N_("The link leads to a folder that contains it. Delete it.")),),
    "link_outside": (("", N_("The link leads out of the folder of articles. Copy the file instead.")),),
    "needs_extra": (
        (r"library (?P<library>\S+?),", N_("This server can't read PDF ({library} is missing). Ask its operator.")),
        ("", N_("This server can't read this kind of file. Ask its operator.")),
    ),
    "nested_archive": (("", N_("The archive contains another archive. Unpack it first.")),),
    "no_feed": (("", N_("The XML is not a feed. Export RSS, Atom or WordPress.")),),
    "no_text": (("", N_("There is no text in the file. Add the article's text, or delete the file.")),),
    "no_text_layer": (("", N_("The PDF has pictures of text only. Save the article's text as .txt or .md.")),),
    "not_yet_readable": (
        (
            r"files of the kind (?P<kind>\.\S+)",
            N_("Files of the kind {kind} are not read. Save the article's text as .txt or .md."),
        ),
        ("", N_("Files of this kind are not read. Save the article's text as .txt or .md.")),
    ),
    "nul": (
        (r"byte (?P<byte>\d+)", N_("Byte {byte} is NUL, so this is not a text file. Save it as plain text in UTF-8.")),
        ("", N_("There is a NUL in the text. Save the file as plain text in UTF-8.")),
    ),
    "old_word": (("", N_("This is an old or protected Word document. Save it as .docx in Word, without a password.")),),
    "reader_failed": (("", N_("The file is damaged. Save it again, or save the article's text as .txt or .md.")),),
    "special_file": (("", N_("This is not a plain file. Put a plain file there.")),),
    "too_big": (("", N_("Reading the file takes too much memory. Split it, or save its text as .txt.")),),
    "too_deep": (("", N_("The parts of the file are nested too deeply. Save its text as .txt or .md.")),),
    "too_large": (
        (r"more than the (?P<limit>\d+)", N_("The file has more than the {limit} bytes allowed. Split it.")),
        ("", N_("The file is larger than allowed. Split it.")),
    ),
    "too_slow": (
        (
            r"over (?P<seconds>\d+) seconds",
            N_("Reading the file takes over {seconds} seconds. Split it, or save its text as .txt."),
        ),
        ("", N_("Reading the file takes too long. Split it, or save its text as .txt.")),
    ),
    "unreadable": (("", N_("The service can't open the file. Give it the right to read it.")),),
    "bad_date": (("", N_("The date is not of the form YYYY-MM-DD and is left out.")),),
    "bad_glossary_line": (("", N_("This line of the glossary can't be read and is left out.")),),
    "bad_source_url": (
        (
            r"`source_url` (?P<q>['\x22])(?P<address>.*)(?P=q) is not",
            N_("The address {address} is not one of the web and is left out. Write it whole, beginning with https://."),
        ),
        ("", N_("The address is not one of the web and is left out. Write it whole, beginning with https://.")),
    ),
    "bad_value": (("", N_("A value is not plain text and is left out.")),),
    "boilerplate_too_wide": (
        (
            r"the pattern (?P<q>['\x22])(?P<pattern>.*)(?P=q) would",
            N_("The pattern {pattern} would take whole articles and is left out."),
        ),
        ("", N_("A pattern would take whole articles and is left out.")),
    ),
    "lines_left_out": (
        (r"(?P<count>\d+)", N_("Lines of the PDF that can't be read were left out ({count}). Look at its text.")),
        ("", N_("Lines of the PDF that can't be read were left out. Look at its text.")),
    ),
    "nearly_same_text": (("", N_("The article is nearly a copy of an earlier one, which is cited instead.")),),
    "same_text": (
        (r"(?P<twin>.+) has the same text", N_("The article {twin} has the same text. Delete one of them.")),
        ("", N_("Another article has the same text. Delete one of them.")),
    ),
    "uncertain_text": (
        ("", N_("The text of the PDF is uncertain. Look at it, or save the article's text as .txt or .md.")),
    ),
    "unknown_key": (
        (r"the key (?P<q>['\x22])(?P<key>.*)(?P=q) is unknown", N_("The key {key} is unknown and is left out.")),
        ("", N_("A key is unknown and is left out.")),
    ),
}
"""Of each code: a pattern that finds in the English reason what is named, and the text; the last one names nothing."""


def message(problem: Problem, lang: Language) -> str:
    """Return what is wrong and what helps, as sentences; a code without a text keeps the English."""
    if lang != SOURCE:
        for pattern, text in TEXTS.get(problem.code, ()):
            if found := re.search(pattern, problem.reason):
                return catalogue(lang).gettext(text).format(**found.groupdict())
    reason = problem.reason[:1].upper() + problem.reason[1:]
    return f"{reason}. {problem.remedy}"


def told_problem(problem: Problem, lang: Language) -> dict[str, Any]:
    """Return the problem as JSON-ready values, with its `message` in a language."""
    return {**asdict(problem), "message": message(problem, lang)}


_EDITS = (
    (r"only \.txt and \.md", N_("only .txt and .md files can be edited here")),
    ("holds more than texts", N_("the metadata hold more than texts; edit the file itself")),
    ("date", N_("the date is not of the form YYYY-MM-DD")),
    ("web address", N_("the address is not one of the web")),
)


def edit_reason(english: str, lang: Language) -> str:
    """Return why metadata were not changed, in a language where there is a text for it."""
    found = next((text for pattern, text in _EDITS if re.search(pattern, english)), None)
    return catalogue(lang).gettext(found) if found and lang != SOURCE else english
