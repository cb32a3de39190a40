"""What is stored in a cluster: indices, passages, documents."""
