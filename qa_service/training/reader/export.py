"""The served files: the network as ONNX in 8 bits, its tokenizer, and the checksums that serving holds them against."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from tokenizers import Tokenizer
from torch import Tensor, nn

from qa_service.reader.model import FILES, JUDGING, MANIFEST, MEANING, TOKENIZER, TRUNK
from qa_service.training.reader.network import Network

_OPSET = 17
_DIGITS = 12  # of a name
_BLOCK, _STATES_IN_8_BITS = 128, 4  # values that share a scale; the accuracy level of onnxruntime's that means it
_AXES = {"ids": 2, "mask": 2, "states": 2, "vectors": 1, "scores": 1, "spans": 2}  # how many are of any length


def export(network: Network, tokenizer: Tokenizer, folder: Path) -> None:
    """Write a file for each part of the network, and `tokenizer.json`, into a folder; raises OSError.

    Args:
        network: as it has learned.
        tokenizer: of the pieces that it knows.
        folder: made where it is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    network.eval()
    ids = torch.arange(60).view(3, 20) % len(network.trunk.word_codes)
    example = {"ids": ids, "mask": torch.ones_like(ids)}
    _write(network.trunk, example, ["states"], folder / TRUNK, is_trunk=True)
    example["states"] = network.trunk(**example)
    _write(network.meaning, {name: example[name] for name in ("states", "mask")}, ["vectors"], folder / MEANING)
    _write(
        network.judging,
        {name: example[name] for name in ("ids", "states", "mask")},
        ["scores", "spans"],
        folder / JUDGING,
    )


def _write(
    part: nn.Module, example: dict[str, Tensor], outputs: Sequence[str], path: Path, *, is_trunk: bool = False
) -> None:
    """Write one part; `example`: what it takes, in its order."""
    whole = path.with_suffix(".whole")
    torch.onnx.export(
        part,
        tuple(example.values()),
        str(whole),
        input_names=list(example),
        output_names=list(outputs),
        dynamic_axes={name: dict(enumerate(("rows", "places")[: _AXES[name]])) for name in (*example, *outputs)},
        opset_version=_OPSET,
        dynamo=False,
    )
    if is_trunk:
        _quantise_in_blocks(whole)
    quantize_dynamic(
        whole,
        path,
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul"],
        extra_options={"MatMulConstBOnly": True},
    )
    whole.unlink()


def _quantise_in_blocks(path: Path) -> None:
    """Have the products that leave a layer take their states in 8 bits a block of `_BLOCK`, not 8 bits for all.

    A few of these states are far greater than the rest, which one scale for all would lose: scores moved by 0.6, in
    blocks by 0.2.
    """
    model = onnx.load(path)
    products = [node.name for node in model.graph.node if node.op_type == "MatMul"]
    others = [name for name in products if "/outer/" not in name]
    quantizer = MatMulNBitsQuantizer(
        model, bits=8, block_size=_BLOCK, is_symmetric=True, accuracy_level=_STATES_IN_8_BITS, nodes_to_exclude=others
    )
    quantizer.process()
    quantizer.model.save_model_to_file(str(path), False)


def write_manifest(folder: Path, names: Iterable[str] = FILES) -> None:
    """Write the checksums of some files of a folder, and a name for what vectors are made by.

    What judges is no part of the name: it may be learned again, and the vectors that there are still hold.

    Args:
        folder: that holds the files.
        names: of those that serving needs.

    Raises:
        OSError: one of them is missing.
    """
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    made_by = " ".join(digests[name] for name in (TRUNK, MEANING, TOKENIZER))
    name = f"e5-small-{hashlib.sha256(made_by.encode()).hexdigest()[:_DIGITS]}"
    manifest = {"name": name, "files": digests}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
