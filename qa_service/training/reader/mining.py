"""Mining: the sentences nearest to each question by vectors, among which the hardest wrong ones are."""

from collections.abc import Sequence

import numpy as np
import torch

from qa_service.native.arrays import Bools, Floats
from qa_service.training.reader.network import Network, batches

MINED = 40  # sentences that are kept for a question
_AT_ONCE = 64  # texts that the encoder reads together
_COMPARED = 256  # questions whose likeness to all sentences is held at one time


def vectors(network: Network, rows: Sequence[Sequence[int]]) -> Floats:
    """The unit vector of each row of word pieces."""
    found = np.zeros((len(rows), network.trunk.kind.shape[0]), np.float32)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for numbers, ids, mask in batches(rows, _AT_ONCE):
            found[numbers] = network.vectors(ids, mask).numpy()
    return found


def nearest(questions: Floats, sentences: Floats, is_quotable: Bools, most: int = MINED) -> list[list[int]]:
    """The sentences nearest to each question.

    Args:
        questions: unit vectors.
        sentences: unit vectors.
        is_quotable: which sentences may answer at all.
        most: how many are wanted.

    Returns:
        For each question numbers of sentences, nearest first.
    """
    found: list[list[int]] = []
    for begin in range(0, len(questions), _COMPARED):
        likeness = questions[begin : begin + _COMPARED] @ sentences.T
        likeness[:, ~is_quotable] = -1
        found += np.argsort(-likeness, axis=1, kind="stable")[:, :most].tolist()
    return found
