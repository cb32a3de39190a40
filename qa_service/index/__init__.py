"""Postings and BM25, kept on disk as generations."""
