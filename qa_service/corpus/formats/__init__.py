"""The formats of corpus files: one module a format, with what they share, and which suffix is read by which."""
