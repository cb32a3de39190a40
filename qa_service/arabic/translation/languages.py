"""Languages: detects whether a question in Latin letters is English or French, by the words of the glossary."""

from collections.abc import Mapping, Sequence

from qa_service.arabic.translation.foreign import ASKING, FUNCTION, plain_forms
from qa_service.arabic.translation.glossary import Language, Word, built_in

_LEAST_KNOWN, _LEAST_KNOWN_BARE = (
    0.4,
    0.6,
)  # share of the words that make a text English or French; without function words
_NOTHING: Mapping[str, str] = {}


def language_of(words: Sequence[Word], additions: Mapping[str, str] = _NOTHING) -> Language | None:
    """Return whether the words are English or French; None if too few are known."""
    names = [place for place in range(1, len(words)) if words[place].raw[0].isupper()]
    tested = [word for place, word in enumerate(words) if place not in names and not word.key[0].isdigit()]
    best: tuple[float, Language] | None = None
    for language in ("en", "fr"):
        function = sum(word.key in FUNCTION[language] or word.key in ASKING[language] for word in tested)
        content = sum(_is_content(word.key, language, additions) for word in tested)
        share = (function + content) / max(len(tested), 1)
        if share < (_LEAST_KNOWN if function else _LEAST_KNOWN_BARE):
            continue
        score = function + content / 2 + (language == "fr") * sum(not word.raw.isascii() for word in words)
        if best is None or score > best[0]:
            best = score, language
    return best[1] if best else None


def _is_content(key: str, language: Language, additions: Mapping[str, str]) -> bool:
    if key in FUNCTION[language] or key in ASKING[language]:
        return False
    return any(form in built_in(language) or form in additions for form in plain_forms(key, language))
