"""Background: frequencies of Arabic words in general, for corpora too small to tell rare words from common ones.

`background.tsv` lists light stems with their Zipf frequency (log10 of occurrences in a billion words, times ten),
summed over the words of each stem. It is derived from the Arabic list of wordfreq 3 (Robyn Speer, data CC BY-SA 4.0)
by `benchmarks/background.py`; stems rarer than three in ten million are left out.
"""

from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("background.tsv")
RAREST = 2.3  # Zipf frequency of a stem that is not in the list


@cache
def _zipf_by_stem() -> dict[str, float]:
    zipf = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        tenths, stems = line.split("\t")
        zipf.update(dict.fromkeys(stems.split(" "), int(tenths) / 10))
    return zipf


def zipf(stem: str) -> float:
    """Return the Zipf frequency of a light stem: about 6 for the commonest, `RAREST` for unknown ones."""
    return _zipf_by_stem().get(stem, RAREST)
