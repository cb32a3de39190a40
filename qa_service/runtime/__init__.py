"""The engine of a process that serves: opened, swapped when the index changes, the corpus watched and indexed aside."""
