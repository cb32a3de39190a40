"""The TF-IDF reranker, features, learned weights, calibrated confidence."""
