"""The error family: everything that qa_service raises on purpose, each with a stable English code."""


class QAServiceError(Exception):
    """Base of all errors raised on purpose. `code` is stable and English; the message is one plain sentence."""

    code = "error"


class SettingsError(QAServiceError):
    """One or more settings are wrong; the message lists every fault."""

    code = "bad_settings"


class CorpusError(QAServiceError):
    """The corpus folder as a whole can't be read (single bad files are `Problem`s, not errors)."""

    code = "bad_corpus"


class DataFormatError(QAServiceError):
    """A labelled data file (questions, golden questions) has a line that can't be read; names file and line."""

    code = "bad_data"


class KeysUnusableError(QAServiceError):
    """The file of API keys can't be understood; the message names it."""

    code = "keys_unusable"


class IndexUnusableError(QAServiceError):
    """An index on disk is missing, of another format version, or fails its checksums."""

    code = "index_unusable"


class ReaderUnusableError(QAServiceError):
    """The reader's weights are missing or damaged; the message names the file."""

    code = "reader_unusable"
