"""What readers and operators leave in the data folder: answers, votes, questions, API keys."""
