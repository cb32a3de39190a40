"""The pages: the chat, the chat for other sites, the maintainer's page."""
