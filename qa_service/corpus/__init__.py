"""Corpus files to documents: the folder walked, encodings, front matter, boilerplate, titles, and the formats."""
