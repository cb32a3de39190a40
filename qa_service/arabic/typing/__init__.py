"""What was typed and what was meant: keys, slips, Arabizi, dialects, courtesy."""
