"""The compiled kernel, where there is one (every caller has the same in numpy), its arrays, and steps on all cores."""
