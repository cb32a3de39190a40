"""Webhooks: what happens in the service is told to an address of the operator's, outside of every request."""
