"""The network in torch: the first layers of the encoder, then those for a text's vector or those that judge a sentence.

Learning to judge spoils the vectors, so each use has upper layers of its own, and only those that judge are learned.
"""

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from qa_service.native.arrays import Floats
from qa_service.reader.inputs import END, PADDING, PLACES
from qa_service.training.reader.pretrained import Pretrained, Shape

SHARED = 6  # the first layers, which both uses run
_MASKED = -1e4
_FIRST_LIKENESS = (20.0, -17.0)


class Layer(nn.Module):
    """A layer of the encoder, as BERT has it."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.heads, self.each = shape.heads, width // shape.heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.inner, self.outer = nn.Linear(width, shape.inner), nn.Linear(shape.inner, width)
        self.norm_attention, self.norm_output = (nn.LayerNorm(width, shape.epsilon) for _ in range(2))

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        """The states after this layer.

        Args:
            states: rows x places x width.
            bias: rows x 1 x 1 x places, 0 or far below.
        """
        rows, places, width = states.shape
        query, key, value = (
            part(states).view(rows, places, self.heads, self.each).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        shares = (query @ key.transpose(-1, -2) * (1 / math.sqrt(self.each)) + bias).softmax(-1).to(value.dtype)
        seen = (shares @ value).transpose(1, 2).reshape(rows, places, width)
        states = self.norm_attention(states + self.out(seen))
        return self.norm_output(states + self.outer(nn.functional.gelu(self.inner(states))))


class Trunk(nn.Module):
    """Texts to states, as far as both uses share them: what the pieces are, and the first layers."""

    def __init__(self, pretrained: Pretrained, kept: Sequence[int]) -> None:
        """`kept`: numbers of the word pieces that it knows."""
        super().__init__()
        shape = pretrained.shape
        width = shape.width
        words = pretrained.unpacked("emb.word", shape.vocabulary, width)[list(kept)]
        scale = np.abs(words).max(1, keepdims=True) / 127 + 1e-12  # stored in 8 bits: learned with what is served
        self.register_buffer("word_codes", torch.from_numpy(np.round(words / scale).astype(np.int8)))
        self.register_buffer("word_scales", torch.from_numpy(scale.astype(np.float32)))
        position = pretrained.floats("emb.pos", shape.positions, width)[:PLACES]
        self.position = nn.Parameter(torch.from_numpy(position))
        self.kind = nn.Parameter(torch.from_numpy(pretrained.floats("emb.type", width)))
        self.norm = nn.LayerNorm(width, shape.epsilon)
        _set(self.norm, pretrained.floats("emb.ln.w", width), pretrained.floats("emb.ln.b", width))
        self.layers = _layers(pretrained, range(SHARED))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """States of each place: rows x places x width.

        Args:
            ids: numbers of word pieces, rows x places.
            mask: 1 where there is one, of the same shape.
        """
        words = self.word_codes[ids].float() * self.word_scales[ids]
        states = self.norm(words + self.position[: ids.shape[1]] + self.kind)
        return _through(self.layers, states, mask)


class Meaning(nn.Module):
    """The trunk's states to vectors."""

    def __init__(self, pretrained: Pretrained) -> None:
        super().__init__()
        self.layers = _layers(pretrained, range(SHARED, pretrained.shape.layers))

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Unit vectors: the mean of the states of each row's own places."""
        states = _through(self.layers, states, mask)
        return nn.functional.normalize(_mean(states.float(), mask.float()), dim=1)


class Judging(nn.Module):
    """The trunk's states to what is to be thought of a sentence beside a question."""

    def __init__(self, pretrained: Pretrained) -> None:
        super().__init__()
        width = pretrained.shape.width
        self.layers = _layers(pretrained, range(SHARED, pretrained.shape.layers))
        self.dense, self.score, self.span = nn.Linear(3 * width, width), nn.Linear(width, 1), nn.Linear(width, 2)
        nn.init.normal_(self.score.weight, 0, 0.02)
        nn.init.zeros_(self.score.bias)
        # Where the two texts say the same their states are alike before anything is learned: a start better than none.
        self.likeness = nn.Parameter(torch.tensor(_FIRST_LIKENESS))

    def forward(self, ids: Tensor, states: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """The score of each row, and for each place how likely the answer begins and ends there.

        Args:
            ids: rows of question END sentence END and what stands around it (`Inputs.pairs`).
            states: what the trunk makes of them.
            mask: 1 where there is a piece.
        """
        states = _through(self.layers, states, mask).float()
        ends = (ids == END).to(torch.int64).cumsum(1)
        asked, told = _mean(states, (ends == 0).float()), _mean(states, (ends == 1).float())
        alike = nn.functional.cosine_similarity(asked, told, dim=1)
        joined = torch.tanh(self.dense(torch.cat([asked, told, asked * told], 1)))
        score = self.likeness[0] * alike + self.likeness[1] + self.score(joined)[:, 0].float()
        outside = 1 - (ends == 1).float()
        return score, self.span(states).float() + outside[:, :, None] * _MASKED


class Network(nn.Module):
    """All three. The trunk and the meaning stay as they were pretrained; what judges is learned."""

    def __init__(self, pretrained: Pretrained, kept: Sequence[int]) -> None:
        """`kept`: numbers of the word pieces that it knows."""
        super().__init__()
        self.trunk = Trunk(pretrained, kept).requires_grad_(False)
        self.meaning = Meaning(pretrained).requires_grad_(False)
        self.judging = Judging(pretrained)

    def vectors(self, ids: Tensor, mask: Tensor) -> Tensor:
        """The unit vector of each row of word pieces."""
        return self.meaning(self.trunk(ids, mask), mask)

    def judge(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """The scores and spans of rows of pairs, as `Judging` has them."""
        scores, spans = self.judging(ids, self.trunk(ids, mask), mask)
        return scores, spans


def padded(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """The rows filled up to the longest, and where each has pieces of its own."""
    width = max(map(len, rows))
    ids = torch.full((len(rows), width), PADDING, dtype=torch.long)
    mask = torch.zeros(len(rows), width, dtype=torch.bool)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = True
    return ids, mask


def batches(rows: Sequence[Sequence[int]], most: int) -> Iterator[tuple[list[int], Tensor, Tensor]]:
    """Rows of like length together.

    Args:
        rows: of any length.
        most: rows of a batch.

    Yields:
        The numbers of the rows, and what `padded` makes of them.
    """
    order = sorted(range(len(rows)), key=lambda number: len(rows[number]))
    for begin in range(0, len(order), most):
        chosen = order[begin : begin + most]
        yield chosen, *padded([rows[number] for number in chosen])


def _through(layers: nn.ModuleList, states: Tensor, mask: Tensor) -> Tensor:
    """The states after these layers, which see only places that have a piece."""
    bias = (1 - mask.float())[:, None, None, :] * _MASKED
    for layer in layers:
        states = layer(states, bias)
    return states


def _mean(states: Tensor, weight: Tensor) -> Tensor:
    """The mean of the states of each row's places that have a weight."""
    return (states * weight[:, :, None]).sum(1) / weight.sum(1, keepdim=True)


def _set(module: Tensor, weight: Floats, bias: Floats) -> None:
    module.weight.data, module.bias.data = torch.from_numpy(weight), torch.from_numpy(bias)


def _layers(pretrained: Pretrained, numbers: Iterable[int]) -> nn.ModuleList:
    return nn.ModuleList(_layer(pretrained, number) for number in numbers)


def _layer(pretrained: Pretrained, number: int) -> Layer:
    """A layer with its pretrained weights."""
    shape = pretrained.shape
    layer, width, inner, name = Layer(shape), shape.width, shape.inner, f"l{number}"
    parts = (
        (layer.query, "q", width, width),
        (layer.key, "k", width, width),
        (layer.value, "v", width, width),
        (layer.out, "ao", width, width),
        (layer.inner, "fi", inner, width),
        (layer.outer, "fo", width, inner),
    )
    for module, part, rows, columns in parts:
        weights = pretrained.unpacked(f"{name}.{part}.w", rows, columns)
        _set(module, weights, pretrained.floats(f"{name}.{part}.b", rows))
    for module, part in ((layer.norm_attention, "aln"), (layer.norm_output, "oln")):
        _set(module, pretrained.floats(f"{name}.{part}.w", width), pretrained.floats(f"{name}.{part}.b", width))
    return layer
