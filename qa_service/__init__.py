"""qa_service: answers questions over a folder of Arabic articles with cited sentences of the articles."""

__version__ = "0.1.0"
