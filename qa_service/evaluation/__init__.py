"""Labelled and golden questions, and the measures of answers to them."""
