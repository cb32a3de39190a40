"""Text to folded words with offsets; a word to its stem, root, grams and frequency."""
