"""From what was typed to what was meant: keyboard layouts, misspellings, Arabizi, dialects, politeness."""
