"""The model that reads question and sentence together: candidates by meaning, order, confidence, short answers."""
