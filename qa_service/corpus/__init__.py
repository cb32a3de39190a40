"""Corpus files to documents: walking the folder, encodings, front matter, boilerplate, titles, formats."""
