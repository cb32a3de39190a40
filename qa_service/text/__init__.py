"""Spans of a document's raw text: lines, paragraphs, passages, sentences."""
