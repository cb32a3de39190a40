"""The served files: what torch computes, serving computes too, from files that are held against their checksums."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

torch = pytest.importorskip("torch", reason="torch, of the extra train, is not installed")
pytest.importorskip("onnx", reason="onnx, of the extra train, is not installed")

from qa_service.errors import ReaderUnusableError  # noqa: E402
from qa_service.reader.inputs import Inputs, Passage  # noqa: E402
from qa_service.reader.model import FILES, JUDGING, MANIFEST, Model  # noqa: E402
from qa_service.training.reader.export import export, write_manifest  # noqa: E402
from qa_service.training.reader.network import Network, padded  # noqa: E402
from tests.training.reader.tiny import PIECES, Tiny  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of torch's exporter, by itself


@pytest.fixture(scope="module")
def network() -> Any:
    torch.manual_seed(1)
    return Network(Tiny(), range(PIECES)).eval()  # type: ignore[arg-type]


@pytest.fixture
def folder(network: Any, letters: Tokenizer, tmp_path: Path) -> Path:
    return exported(network, letters, tmp_path / "weights")


def exported(network: Any, letters: Tokenizer, folder: Path) -> Path:
    export(network, letters, folder)
    write_manifest(folder)
    return folder


def name_of(folder: Path) -> str:
    return str(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["name"])


def test_serving_computes_what_was_learned(folder: Path, network: Any, inputs: Inputs) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted([*FILES, MANIFEST])
    pairs = inputs.pairs("كم طول النهر؟", [Passage("طول النهر 3 كم.", "عنوان", ""), Passage("كتب.", "", "من قال؟")])
    ids, mask = padded([pair.ids for pair in pairs])
    with torch.no_grad():
        vectors, (scores, _) = network.vectors(ids, mask), network.judge(ids, mask)
    model = Model.load(folder)
    read = model.read(pairs)
    assert [each.score for each in read] == pytest.approx(scores.tolist(), abs=0.5)  # 8 bits a weight
    assert all(each.phrase is not None for each in read)
    found = model.vectors([pair.ids for pair in pairs])
    assert (np.sum(found * vectors.numpy(), axis=1) > 0.98).all()


def test_vectors_keep_their_name_when_judging_is_learned_anew(
    folder: Path, network: Any, letters: Tokenizer, tmp_path: Path
) -> None:
    again = Network(Tiny(), range(PIECES))  # type: ignore[arg-type]  # its heads begin otherwise
    assert name_of(exported(again, letters, tmp_path / "again")) == name_of(folder)
    assert (tmp_path / "again" / JUDGING).read_bytes() != (folder / JUDGING).read_bytes()
    fewer = Network(Tiny(), range(PIECES - 1))  # type: ignore[arg-type]
    assert name_of(exported(fewer, letters, tmp_path / "fewer")) != name_of(folder)


@pytest.mark.parametrize("name", FILES)
def test_damage_is_reported(folder: Path, name: str) -> None:
    with (folder / name).open("ab") as file:
        file.write(b"!")
    with pytest.raises(ReaderUnusableError, match=f"{name} is damaged"):
        Model.load(folder)
