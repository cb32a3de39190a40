"""The Model Context Protocol: what a program with a language model asks of the articles. Needs the extra `mcp`."""
