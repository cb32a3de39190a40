"""Text key: a name for what a document says, to be held against those of others before it is one of the corpus."""

import hashlib

from qa_service.arabic.analysis.tokens import tokenize
from qa_service.corpus.document import Document


def text_key(document: Document) -> str:
    """A name for the folded words of a document without its boilerplate: documents with the same say the same."""
    left_out = document.boilerplate
    words = (
        token.text
        for token in tokenize(document.text)
        if not any(start <= token.start < end for start, end in left_out)
    )
    return hashlib.blake2b(" ".join(words).encode(), digest_size=16).hexdigest()
