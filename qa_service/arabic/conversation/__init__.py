"""What a question asks for, what it leaves to the one before, and what a sentence answers."""
