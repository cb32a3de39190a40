"""The reranker: evidence, features, learned weights, calibrated confidence."""
