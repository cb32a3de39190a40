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
from qa_service.reader.model import Model  # noqa: E402
from qa_service.training.reader.export import MANIFEST, READER, export, write_manifest  # noqa: E402
from qa_service.training.reader.network import Network, Served, padded  # noqa: E402
from tests.training.reader.tiny import PIECES, Tiny  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of torch's exporter, by itself


@pytest.fixture(scope="module")
def network() -> Any:
    torch.manual_seed(1)
    return Network(Tiny(), range(PIECES)).eval()  # type: ignore[arg-type]


@pytest.fixture
def folder(network: Any, letters: Tokenizer, tmp_path: Path) -> Path:
    export(network, letters, tmp_path / "weights")
    write_manifest(tmp_path / "weights")
    return tmp_path / "weights"


def test_serving_computes_what_was_learned(folder: Path, network: Any, inputs: Inputs) -> None:
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "reader.onnx", "tokenizer.json"]
    pairs = inputs.pairs("كم طول النهر؟", [Passage("طول النهر 3 كم.", "عنوان", ""), Passage("كتب.", "", "من قال؟")])
    ids, mask = padded([pair.ids for pair in pairs])
    with torch.no_grad():
        vectors, scores, _ = Served(network)(ids, mask)
    model = Model.load(folder)
    read = model.read(pairs)
    assert [each.score for each in read] == pytest.approx(scores.tolist(), abs=0.5)  # 8 bits a weight
    assert all(each.phrase is not None for each in read)
    found = model.vectors([pair.ids for pair in pairs])
    assert (np.sum(found * vectors.numpy(), axis=1) > 0.98).all()


def test_the_name_is_of_these_weights_and_damage_is_told(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["name"] == f"e5-small-{manifest['files'][READER][:12]}"
    with (folder / READER).open("ab") as file:
        file.write(b"!")
    with pytest.raises(ReaderUnusableError, match="damaged"):
        Model.load(folder)
