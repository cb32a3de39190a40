"""Features: what the ranker knows of each candidate sentence; which these are and how, native/feature_list.h says."""

from dataclasses import dataclass

from qa_service.native.arrays import Floats
from qa_service.native.library import names_of

NAMES = names_of("kernel_feature_names")
"""All features in their order."""
MARGINS = names_of("kernel_margin_names")
"""By what the confidence is judged beside the features of the first sentence: its lead over the next ones."""


@dataclass(frozen=True, slots=True)
class Features:
    """`rows[i, j]`: the value of the feature `names[j]` for the i-th candidate sentence; float32."""

    names: tuple[str, ...]
    rows: Floats

    def column(self, name: str) -> Floats:
        """The values of one feature."""
        return self.rows[:, self.names.index(name)]
