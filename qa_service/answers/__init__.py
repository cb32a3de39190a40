"""Ranked sentences to cited answers: readings of a question, highlights, the short answer, related questions."""
