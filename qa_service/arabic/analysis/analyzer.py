"""Analyzer: a text to its content terms with offsets, and a word to its views (stem, root, grams)."""

from qa_service.arabic.analysis.grams import gram_codes
from qa_service.arabic.analysis.roots import root
from qa_service.arabic.analysis.stems import light_stem
from qa_service.arabic.analysis.stopwords import is_stop_word
from qa_service.arabic.analysis.tokens import Token, tokenize

__all__ = ["Token", "content_tokens", "gram_codes", "is_stop_word", "light_stem", "root", "tokenize"]


def content_tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of `text[start:end]` without stop words; offsets are relative to the whole of `text`."""
    return [token for token in tokenize(text, start, end) if not is_stop_word(token.text)]
