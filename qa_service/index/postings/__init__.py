"""Which passages hold a term, and the best of them for a question."""
