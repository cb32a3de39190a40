"""How well web pages are read: `python -m benchmarks.page_reading [--show]`; beside trafilatura, where it is installed.

Sentences of the article that are in the text (recall), lines and sentences of the text that are the article's or its
title (precision), and title, date and author, by template of benchmarks.page_files.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable

from benchmarks.page_files import Article, pages
from qa_service.corpus.formats import html_text
from qa_service.corpus.reading import RejectedError
from qa_service.text.sentences import split_sentences

Result = tuple[str, str, str, str]
"""Text, title, date, author."""


def ours(page: str) -> Result:
    """Read a page as the service does."""
    try:
        document = html_text.read(page.encode(), "f.html", "f").documents[0]
    except RejectedError:
        return "", "", "", ""
    return document.text, document.title, document.date or "", document.author or ""


def trafilaturas(page: str) -> Result:
    """Read a page with trafilatura."""
    import trafilatura

    found = trafilatura.bare_extraction(page, include_comments=False, with_metadata=True)
    if found is None:
        return "", "", "", ""
    told = found.as_dict()
    return tuple(str(told.get(key) or "") for key in ("text", "title", "date", "author"))  # type: ignore[return-value]


def _parts(text: str) -> list[str]:
    return [" ".join(text[each.start : each.end].split()) for each in split_sentences(text)]


def measured(article: Article, result: Result) -> tuple[list[int], list[str]]:
    """Return right and all sentences, right and all parts of the text, three of metadata; and the wrong parts."""
    text, title, date, author = result
    flat, own = " ".join(text.split()), " ".join(article.sentences)
    told = _parts(text)
    wrong = [part for part in told if part not in own and part != article.title]
    wrong = [part for part in wrong if part not in (article.author, article.date_in_words, f"بقلم: {article.author}")]
    found = sum(sentence in flat for sentence in article.sentences)
    right = [title == article.title, date == article.date, author == article.author]
    return [found, len(article.sentences), len(told) - len(wrong), len(told), *map(int, right)], wrong


def main() -> None:
    """Print the table of each reader."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print what is wrong")
    show = parser.parse_args().show
    readers: dict[str, Callable[[str], Result]] = {"ours": ours, "trafilatura": trafilaturas}
    for name, reader in readers.items():
        rows: dict[str, list[int]] = defaultdict(lambda: [0] * 8)
        for template, article, page in pages():
            result = reader(page)
            counts, wrong = measured(article, result)
            for key in (template, "all"):
                rows[key] = [had + more for had, more in zip(rows[key], [1, *counts], strict=True)]
            if show and name == "ours" and (wrong or counts[0] < counts[1] or counts[4:] != [1, 1, 1]):
                print(f"{template} {article.number}:", counts, result[1:], wrong[:6])
        print(f"\n{name}\n| template | pages | recall | precision | title | date | author |\n{'|---' * 7}|")
        for template, (count, found, there, good, told, *metadata) in rows.items():
            shares = f"{100 * found / there:.1f} | {100 * good / max(1, told):.1f}"
            print(f"| {template} | {count} | {shares} | {' | '.join(map(str, metadata))} |")


if __name__ == "__main__":
    main()
