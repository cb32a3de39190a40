"""The API: questions, documents, feedback, state, and the OpenAPI document."""
