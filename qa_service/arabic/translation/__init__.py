"""A question in English or French as words of Arabic: glossary, names in Latin letters, order of words."""
