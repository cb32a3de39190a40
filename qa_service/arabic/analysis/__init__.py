"""A text to its folded words with offsets; a word to its stem, root, grams and how common it is."""
