"""Pipeline: the one way from analysed documents to the arrays of an index."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from qa_service.corpus.boilerplate import LinePattern
from qa_service.corpus.document import Document
from qa_service.index.documents.recurring import spared
from qa_service.index.storage.glossary import glossary_array
from qa_service.indexing import tfidf
from qa_service.indexing.batch import Analysis
from qa_service.indexing.builder import analyses, join
from qa_service.indexing.to_disk import stored
from qa_service.native.arrays import Array, Arrays

NO_GLOSSARY: Mapping[str, str] = MappingProxyType({})


def index_arrays(
    batches: Iterable[Analysis],
    glossary: Mapping[str, str] = NO_GLOSSARY,
    additions: tuple[LinePattern, ...] = (),
    earlier: Arrays | None = None,
) -> dict[str, Array]:
    """The arrays of an index over the documents of all batches, of which there is at least one.

    `glossary` and `additions` are the maintainer's (`corpus.folder.read_maintained`); `earlier` are the arrays of an
    index, where some batches are parts of it.
    """
    arrays = join(batches, earlier)
    arrays |= tfidf.fit(arrays)
    arrays = stored(arrays) | glossary_array(glossary)
    return arrays | spared(arrays, additions)


def index_documents(
    documents: Iterable[Document],
    glossary: Mapping[str, str] = NO_GLOSSARY,
    additions: tuple[LinePattern, ...] = (),
) -> dict[str, Array]:
    """The arrays of an index over complete documents, in their order; ids must be distinct."""
    return index_arrays(analyses(documents), glossary, additions)
