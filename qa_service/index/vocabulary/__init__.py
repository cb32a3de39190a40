"""The terms of an index: how they are kept, found, and found when mistyped or in Latin letters."""
