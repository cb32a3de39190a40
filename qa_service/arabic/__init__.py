"""Arabic text to terms with offsets: folding, stop words, stems, roots, character n-grams."""
