"""The compiled kernel of the hot path, where there is one; every caller has the same in numpy."""
