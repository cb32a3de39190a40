"""The data folder: recent answers, votes, questions, API keys."""
