"""The exceptions that qa_service raises on purpose, each with a stable English code."""


class QAServiceError(Exception):
    """Base class. `code` is stable and English; the message is one plain sentence."""

    code = "error"


class SettingsError(QAServiceError):
    """One or more settings are invalid; the message lists every fault."""

    code = "bad_settings"


class CorpusError(QAServiceError):
    """The corpus folder as a whole can't be read (single bad files are `Problem`s, not errors)."""

    code = "bad_corpus"


class DataFormatError(QAServiceError):
    """A file of labelled questions has an invalid line; the message names file and line."""

    code = "bad_data"


class KeysUnusableError(QAServiceError):
    """The file of API keys can't be parsed; the message names it."""

    code = "keys_unusable"


class IndexUnusableError(QAServiceError):
    """An index on disk is missing, of another format version, or fails its checksums."""

    code = "index_unusable"


class ReaderUnusableError(QAServiceError):
    """The reader's weights are missing or damaged; the message names the file."""

    code = "reader_unusable"


class ClusterError(QAServiceError):
    """The OpenSearch cluster can't be used as it is set up; the message says what to do."""

    code = "cluster_unusable"


class ClusterUnavailableError(ClusterError):
    """The OpenSearch cluster does not answer now; the same may succeed a moment later."""

    code = "cluster_unavailable"
