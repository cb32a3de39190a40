"""Derives `qa_service/arabic/analysis/background.tsv` from the Arabic list of wordfreq 3.

Run it with `python -m benchmarks.background`. wordfreq: Robyn Speer, data CC BY-SA 4.0. Needs `pip install wordfreq`.
"""

from collections import defaultdict
from collections.abc import Mapping
from math import log10
from pathlib import Path

from wordfreq import get_frequency_dict

from qa_service.arabic.analysis import background
from qa_service.arabic.analysis.stems import light_stem
from qa_service.arabic.analysis.stopwords import is_stop_word
from qa_service.arabic.analysis.tokens import tokenize

FILE = Path(background.__file__).with_name("background.tsv")
_RAREST = 3e-7  # share of all words; rarer stems are left out


def stem_frequencies(words: Mapping[str, float]) -> dict[str, float]:
    """The frequencies of words summed over their light stems; without stop words, numbers and Latin words."""
    frequencies: defaultdict[str, float] = defaultdict(float)
    for word, frequency in words.items():
        tokens = [token.text for token in tokenize(word)]
        if len(tokens) != 1 or tokens[0].isascii() or tokens[0][0].isdigit() or is_stop_word(tokens[0]):
            continue
        frequencies[light_stem(tokens[0])] += frequency
    return frequencies


def table(frequencies: Mapping[str, float]) -> str:
    """One line for each tenth of the Zipf scale, commonest first: ten times the Zipf frequency, tab, its stems."""
    by_tenth: defaultdict[int, list[str]] = defaultdict(list)
    for stem, frequency in frequencies.items():
        if frequency >= _RAREST:
            by_tenth[round(10 * (log10(frequency) + 9))].append(stem)
    return "".join(f"{tenth}\t{' '.join(sorted(by_tenth[tenth]))}\n" for tenth in sorted(by_tenth, reverse=True))


def main() -> None:
    """Write the table."""
    FILE.write_text(table(stem_frequencies(get_frequency_dict("ar", wordlist="best"))), encoding="utf-8")
    print(f"wrote {FILE.name}")


if __name__ == "__main__":
    main()
