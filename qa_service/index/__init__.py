"""What a question is asked of: vocabulary, postings, documents, and how they stand on disk as generations."""
