"""English and French questions to Arabic words: glossary, transliterated names, word order."""
