"""What makes an index: files to words, words to terms, terms to weighed postings, built upon the last index."""
