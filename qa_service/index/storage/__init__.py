"""How an index stands on disk: generations of arrays, texts, labels, the maintainer's glossary."""
