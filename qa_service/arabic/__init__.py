"""Arabic text: analysis of words, typing errors, translation of questions, conversation."""
