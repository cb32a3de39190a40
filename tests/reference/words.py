"""The words of texts by the regular expression that says what a word is: what the kernel is held to."""

from dataclasses import dataclass, field

from qa_service.arabic.analysis.tokens import _WORD, fold
from qa_service.arabic.conversation import cues


@dataclass
class Words:
    """The folded forms in the order of first sight, and the numbers of the words of each title and each sentence."""

    forms: dict[str, int] = field(default_factory=dict)
    titles: list[list[int]] = field(default_factory=list)
    sentences: list[list[int]] = field(default_factory=list)
    cues: list[int] = field(default_factory=list)


def words_of(documents: list[tuple[str, str, list[tuple[int, int]]]]) -> Words:
    """Of documents by title, text and the sentences of the text."""
    found = Words()
    for title, text, sentences in documents:
        found.titles.append(_numbers(found, title))
        for start, end in sentences:
            found.sentences.append(_numbers(found, text[start:end]))
            found.cues.append(cues_of_marks(text[start:end]))
    return found


def _numbers(found: Words, text: str) -> list[int]:
    return [found.forms.setdefault(fold(word), len(found.forms)) for word in _WORD.findall(text)]


def cues_of_marks(sentence: str) -> int:
    """The cues of the punctuation of a sentence, as bits."""
    is_list = sentence.count("،") + sentence.count(" و") >= 4
    return (
        cues.PARENTHESIS * ("(" in sentence)
        | cues.QUOTE * any(mark in sentence for mark in '«"“')
        | cues.LIST * is_list
    )
