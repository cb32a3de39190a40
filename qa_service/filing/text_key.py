"""Text key: identifies the text of a document, to find duplicates before it is added to the corpus."""

import hashlib

from qa_service.arabic.analysis.tokens import tokenize
from qa_service.corpus.document import Document


def text_key(document: Document) -> str:
    """Return a key of the folded words of a document without its boilerplate; equal for equal texts."""
    left_out = document.boilerplate
    words = (
        token.text
        for token in tokenize(document.text)
        if not any(start <= token.start < end for start, end in left_out)
    )
    return hashlib.blake2b(" ".join(words).encode(), digest_size=16).hexdigest()
