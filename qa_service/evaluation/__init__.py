"""Labelled and golden questions, and what answers to them are worth."""
