"""The kernel in C, the arrays that it reads and fills, and steps on all cores."""
