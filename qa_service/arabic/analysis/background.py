"""Background: how common an Arabic word is in general, for corpora too small to tell a rare word from a common one.

`background.tsv` holds light stems by their Zipf frequency (log10 of occurrences in a billion words, times ten), summed
over the words of each stem. Derived from the Arabic list of wordfreq 3 (Robyn Speer, data CC BY-SA 4.0) by
`benchmarks/background.py`; stems rarer than three in ten million are left out.
"""

from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("background.tsv")
RAREST = 2.3  # Zipf, of a stem that the list doesn't have


@cache
def _zipf_by_stem() -> dict[str, float]:
    zipf = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        tenths, stems = line.split("\t")
        zipf.update(dict.fromkeys(stems.split(" "), int(tenths) / 10))
    return zipf


def zipf(stem: str) -> float:
    """The Zipf frequency of a light stem: about 6 for the commonest, `RAREST` for one unknown."""
    return _zipf_by_stem().get(stem, RAREST)
