"""The words of Arabic, English and French that readers type most, by the lists of the package `wordfreq`."""

from collections.abc import Iterator

from wordfreq import top_n_list

_LISTS = (("ar", 200_000), ("en", 30_000), ("fr", 25_000))
_SHORT = 5  # letters; shorter Latin words stand in capitals too: «OPEC» and the like


def common_words() -> Iterator[str]:
    """Each word as it is typed, Latin ones with a capital too."""
    for language, most in _LISTS:
        for word in top_n_list(language, most):
            yield word
            if language != "ar":
                yield word.capitalize()
                if len(word) < _SHORT:
                    yield word.upper()
