"""The served files: the network as ONNX in 8 bits, its tokenizer, and the checksums that serving holds them against."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

from qa_service.training.reader.network import Network, Served

READER, TOKENIZER, MANIFEST = "reader.onnx", "tokenizer.json", "manifest.json"
_OPSET = 17
_DIGITS = 12  # of a name
_ROWS, _PLACES = {0: "rows"}, {0: "rows", 1: "places"}


def export(network: Network, tokenizer: Tokenizer, folder: Path) -> None:
    """Write `reader.onnx` and `tokenizer.json` into a folder; raises OSError.

    Args:
        network: as it has learned.
        tokenizer: of the pieces that it knows.
        folder: made where it is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    whole = folder / "whole.onnx"
    example = torch.randint(5, 1000, (3, 20)) % len(network.word_codes), torch.ones(3, 20, dtype=torch.int64)
    torch.onnx.export(
        Served(network).eval(),
        example,
        str(whole),
        input_names=["ids", "mask"],
        output_names=["vectors", "scores", "spans"],
        dynamic_axes={"ids": _PLACES, "mask": _PLACES, "vectors": _ROWS, "scores": _ROWS, "spans": _PLACES},
        opset_version=_OPSET,
        dynamo=False,
    )
    quantize_dynamic(
        whole,
        folder / READER,
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul"],
        extra_options={"MatMulConstBOnly": True},
    )
    whole.unlink()


def write_manifest(folder: Path, names: Iterable[str] = (READER, TOKENIZER)) -> None:
    """Write the checksums of some files of a folder, and the name of these weights, which is their reader's own.

    Args:
        folder: that holds the files.
        names: of those that serving needs.

    Raises:
        OSError: one of them is missing.
    """
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    manifest = {"name": f"e5-small-{digests[READER][:_DIGITS]}", "files": digests}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
