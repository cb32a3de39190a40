"""The candidate phrases of a sentence and their features, token by token: what the kernel is held to."""

import struct

from qa_service.answers.sentence_words import CUES, TRAITS, SentenceWords
from qa_service.arabic.conversation.asking import KINDS
from qa_service.arabic.conversation.cues import WANTED_TERM_CUES
from qa_service.query.query import Query

LONGEST, FAR = 9, 12
INSIDE = {"stop": "stop", "matched": "matched"} | {f"{cue}_cue": f"has_{cue}" for cue in CUES}
Phrase = tuple[int, int]


def phrases_of(words: SentenceWords, query: Query) -> dict[Phrase, dict[str, float]]:
    """The features of each candidate by its first and last token."""
    tokens = [dict(zip(TRAITS, traits, strict=True)) for traits in struct.iter_unpack(f"{len(TRAITS)}f", words.traits)]
    for token, matched in zip(tokens, words.matched, strict=True):
        token["matched"] = matched
    found = {}
    for first in range(len(tokens)):
        for last in range(first, min(first + LONGEST, len(tokens))):
            is_new = any(not token["stop"] and not token["matched"] for token in tokens[first : last + 1])
            if is_new and not tokens[first]["stop"] and not tokens[last]["stop"]:
                found[first, last] = _features(words, tokens, query, first, last)
    return found


def _features(words: SentenceWords, tokens: list[dict[str, float]], query: Query, first: int, last: int) -> dict:
    inside, count, length = tokens[first : last + 1], len(tokens), last - first + 1
    wanted = [cue for bit, cue in enumerate(CUES) if WANTED_TERM_CUES.get(query.kind, 0) >> bit & 1]
    row: dict[str, float] = {INSIDE.get(t, f"{t}_inside"): sum(token[t] for token in inside) for t in TRAITS}
    row["offers"] = sum(any(token[f"{cue}_cue"] for cue in wanted) for token in inside)
    row["no_number_inside"] = sum(not token["number_cue"] for token in inside)
    row["gap_inside"] = sum(words.gap[first : last + 1])
    for trait in TRAITS:
        row[f"{trait}_first"], row[f"{trait}_last"] = tokens[first][trait], tokens[last][trait]
        row[f"{trait}_before"] = tokens[first - 1][trait] if first else 0
        row[f"{trait}_after"] = tokens[last + 1][trait] if last + 1 < count else 0
    row["stop_before"] = tokens[max(first - 1, 0)][
        "stop"
    ]  # beyond the edge the token at the edge stands for what is not
    row["stop_after"] = tokens[min(last + 1, count - 1)]["stop"]
    for name, of in (("", words.matched), ("_first", words.first_term), ("_rarest", words.rarest_term)):
        row[f"left{name}"] = min([FAR, *(first - at for at in range(first) if of[at])])
        row[f"right{name}"] = min([FAR, *(at - last for at in range(last + 1, count) if of[at])])
    return row | {
        "length": length, "matched_share": row["matched"] / length, "offers_share": row["offers"] / length,
        "zipf": row["zipf_inside"] / length, "gaps_inside": sum(words.gap[first + 1 : last + 1]),
        "only_numbers": row["no_number_inside"] == 0, "from_start": first / count,
        "from_end": (count - 1 - last) / count,
        "sentence": count, "sentence_matched": sum(words.matched) / count, "gap_before": words.gap[first],
        "gap_after": words.gap[last + 1], "nearest": min(row["left"], row["right"]),
        **{f"asks_{kind}": kind == query.kind for kind in KINDS},
    }  # fmt: skip
