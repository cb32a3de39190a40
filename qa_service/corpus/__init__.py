"""Corpus files to documents: one module a format, encodings, front matter, boilerplate."""
