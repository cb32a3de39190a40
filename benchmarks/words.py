"""Derives `qa_service/arabic/analysis/words.npy` from the Arabic list of wordfreq 3: `python benchmarks/words.py`.

wordfreq: Robyn Speer, data CC BY-SA 4.0. Needs `pip install wordfreq`.
"""

from collections import Counter
from math import log10

import numpy as np
from wordfreq import get_frequency_dict

from qa_service.arabic.analysis.folding import fold_word
from qa_service.arabic.analysis.words import FILE, RAREST, packed


def main() -> None:
    """Write the folded words that are frequent enough, packed with their frequency."""
    frequencies: Counter[str] = Counter()
    for word, frequency in get_frequency_dict("ar", wordlist="large").items():
        frequencies[fold_word(word)] += frequency
    zipf = {word: log10(frequency) + 9 for word, frequency in frequencies.items() if "\u0621" <= word[:1] <= "\u064a"}
    kept = sorted(packed(word, value) for word, value in zipf.items() if value >= RAREST)
    np.save(FILE, np.array(kept, np.uint32), allow_pickle=False)
    print(f"{len(kept)} words")


if __name__ == "__main__":
    main()
