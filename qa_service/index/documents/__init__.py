"""What is known of the documents of an index beside each other: copies, and sentences that recur."""
