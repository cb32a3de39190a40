"""The pages: the chat, the embedded chat, the maintainer's page, suggestions."""
