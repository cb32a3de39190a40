"""Latin script: a question typed with Latin letters, read as Arabic: the wrong keyboard layout, or Arabizi."""

from math import log10

from qa_service.arabic.analysis import words
from qa_service.arabic.analysis.analyzer import is_stop_word, light_stem, tokenize
from qa_service.arabic.analysis.folding import fold_word
from qa_service.arabic.typing.arabizi import WORD, looks_like_arabizi, spellings
from qa_service.arabic.typing.keyboard import typed_as_arabic, typed_as_latin
from qa_service.index.vocabulary.lexicon import Lexicon
from qa_service.query.spelling import is_known, stands

_TELLING = 6  # characters, from which on a layout can be told
_KNOWN_SHARE = 0.6  # of the words, for a change of layout to make sense
_STOP_WORD, _STANDS, _STEM, _PER_ZIPF = 1.0, 0.8, 0.5, 0.2  # what a spelling is worth
_PER_PASSAGES = 0.2
_LONGEST_WORD = 24  # letters, from which on a word is none of Arabizi and stays as typed
_CHEAP, _MOST_COSTLY = 6, 120  # letters of a word that cost little to spell, and others of a whole question


def typed_on_latin_layout(text: str, lexicon: Lexicon) -> str | None:
    """The Arabic for a Latin text that was typed with the wrong layout; None if that makes no sense."""
    if len(text) < _TELLING:
        return None
    arabic = typed_as_arabic(text)
    return arabic if _share_known(arabic, lexicon) >= _KNOWN_SHARE > _share_known(text, lexicon) else None


def typed_on_arabic_layout(text: str, lexicon: Lexicon) -> str | None:
    """The Latin for an Arabic text of which no word makes sense; None if one does, or if it is too short to tell."""
    tokens = [token.text for token in tokenize(text)]
    makes_sense = any(len(word) > 1 and _makes_sense(word, lexicon) for word in tokens)
    return None if makes_sense or len(tokens) < 2 else typed_as_latin(text)


def _share_known(text: str, lexicon: Lexicon) -> float:
    """The share of words that the corpus or general Arabic has."""
    tokens = [token.text for token in tokenize(text) if len(token.text) > 1]
    return sum(_makes_sense(word, lexicon) for word in tokens) / len(tokens) if tokens else 0.0


def _makes_sense(word: str, lexicon: Lexicon) -> bool:
    """Whether the corpus or general Arabic has a word."""
    return is_stop_word(word) or words.frequency(word) is not None or stands(word, lexicon)


def read_arabizi(text: str, lexicon: Lexicon, *, certain: bool = True) -> str | None:
    """The Arabic for Arabizi; None for a text that isn't.

    Unless it must be `certain`, it is enough that the corpus has every word so read.
    """
    if certain and not looks_like_arabizi(text):
        return None
    text = text.lower()
    spelled = _spelled_words(text)
    arabic = WORD.sub(lambda match: _arabic(match[0], lexicon) if match[0] in spelled else match[0], text)
    words_read = [token.text for token in tokenize(arabic)]
    if not certain and not (words_read and all(is_known(word, lexicon) for word in words_read)):
        return None
    return arabic.replace("?", "؟").replace(",", "،")


def _spelled_words(text: str) -> set[str]:
    """The first words of a lower-case text that are read as Arabizi, so many that no text takes long."""
    spelled: set[str] = set()
    left = _MOST_COSTLY
    for word in WORD.findall(text):
        cost = max(0, len(word) - _CHEAP)
        if word not in spelled and len(word) <= _LONGEST_WORD and cost <= left:
            spelled.add(word)
            left -= cost
    return spelled


def _arabic(word: str, lexicon: Lexicon) -> str:
    """The likeliest Arabic word for a Latin one; numbers stay."""
    if word.isdigit():
        return word
    ranked = [(cost - _worth(spelling, lexicon), spelling) for spelling, cost in spellings(word)]
    best = min(ranked, default=(0.0, word))[1]
    return lexicon.spelled(best) if stands(best, lexicon) else best


def _worth(spelling: str, lexicon: Lexicon) -> float:
    if is_stop_word(spelling):
        return _STOP_WORD
    number = lexicon.find(spelling)
    if passages := lexicon.passages_like(number):
        return _STANDS + _PER_PASSAGES * log10(passages)
    stem = light_stem(fold_word(spelling))
    if len(stem) > 2 and lexicon.passages_with_stem(lexicon.find(stem)):
        return _STEM
    frequency = words.frequency(spelling)
    return _PER_ZIPF * (frequency - words.RAREST) if frequency is not None else 0.0
