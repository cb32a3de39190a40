"""Likeness: which documents say the same, word for word or nearly."""

import hashlib

from qa_service.arabic.tokens import tokenize
from qa_service.corpus.document import Document


def text_key(document: Document) -> str:
    """A name for the words of a document without its boilerplate: documents with the same say the same."""
    return hashlib.blake2b(" ".join(words_of(document)).encode(), digest_size=16).hexdigest()


def words_of(document: Document) -> list[str]:
    """The folded words of a document, those of its boilerplate left out."""
    left_out = document.boilerplate
    return [
        token.text
        for token in tokenize(document.text)
        if not any(start <= token.start < end for start, end in left_out)
    ]
