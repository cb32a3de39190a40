"""What a question wants other than one sentence: articles, a definition, a summary, a comparison, yes or no."""
