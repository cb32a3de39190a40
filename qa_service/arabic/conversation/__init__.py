"""What a question asks for, what a follow-up leaves out, and which questions a sentence answers."""
