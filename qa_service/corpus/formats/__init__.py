"""The formats of corpus files: one module for each format, shared parts, and the table of suffixes."""
