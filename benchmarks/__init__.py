"""What the figures of the documentation are measured with, and what derived data comes from."""
