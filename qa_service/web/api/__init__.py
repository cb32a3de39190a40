"""The API: questions, documents, feedback, state, and its own description."""
