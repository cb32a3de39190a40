"""Calls of a cluster: where it is, how long they may take, what went wrong in a sentence."""
