"""A converted network with another head is the network that PyTorch would make of the same weights."""

import json
import shutil
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from packages import hide_metadata

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import StorageError
from effnet_desktop.engine.networks import architecture
from effnet_desktop.engine.networks.backends import OpenVinoBackend
from effnet_desktop.engine.networks.convert import WEIGHTS, read_converted, replace_head
from effnet_desktop.engine.variants import VARIANTS
from tests.support.network_inputs import centred

LITE0 = VARIANTS["lite0"].preprocessing


@pytest.fixture
def head() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    return random.normal(0, 0.05, (3, 1280)).astype(np.float32), random.normal(0, 1, 3).astype(np.float32)


def test_a_replaced_head_computes_what_pytorch_does(ready_dir, tmp_path, head) -> None:
    base, weights, folder = ready_dir / "models" / "lite0" / "openvino", tmp_path / "model.safetensors", tmp_path / "ir"
    folder.mkdir()
    replace_head(base, base / WEIGHTS, "lite0", *head, ("a", "b", "c"), weights, folder)
    assert read_converted(folder, weights, categories=("a", "b", "c")).categories == ("a", "b", "c")
    network = architecture.load(VARIANTS["lite0"], weights, 3)
    x = np.random.default_rng(1).integers(0, 256, (2, 224, 224, 3), np.uint8)
    with torch.inference_mode():
        expected = network(torch.from_numpy(centred(x, LITE0))).numpy()
    backend = OpenVinoBackend(folder / "model.xml", LITE0)
    assert np.abs(backend.infer(x) - expected).max() < 1e-3
    assert np.array_equal(backend.extract(x), OpenVinoBackend(base / "model.xml", LITE0).extract(x))


def test_a_replaced_head_that_cannot_be_written_says_so(ready_dir, tmp_path, head) -> None:
    base = ready_dir / "models" / "lite0" / "openvino"
    with pytest.raises(StorageError, match="cannot be written"):
        replace_head(
            base, base / WEIGHTS, "lite0", *head, ("a", "b", "c"), tmp_path / "absent" / "model.safetensors", tmp_path
        )


def test_a_network_that_openvino_cannot_write_says_so(ready_dir, tmp_path, head, monkeypatch) -> None:
    base = ready_dir / "models" / "lite0" / "openvino"

    def fail(model, xml, compress_to_fp16):
        raise RuntimeError("basic_ios::clear: iostream error")

    monkeypatch.setattr("openvino.save_model", fail)
    for free, reason in ((0, "No space left"), (1 << 30, "iostream error")):
        monkeypatch.setattr(shutil, "disk_usage", lambda path, free=free: SimpleNamespace(free=free))
        with pytest.raises(StorageError, match=reason):
            replace_head(base, base / WEIGHTS, "lite0", *head, ("a", "b", "c"), tmp_path / "w.safetensors", tmp_path)


def test_a_published_network_without_its_plain_weights_is_converted_anew_where_they_are_needed(ready_dir) -> None:
    folder = ready_dir / "models" / "lite0" / "openvino"
    source = Engine(ready_dir).models()[0].path
    assert read_converted(folder, source, for_pytorch=True) is not None
    moved = (folder / WEIGHTS).rename(folder / "elsewhere")
    try:
        assert read_converted(folder, source) is not None
        assert read_converted(folder, source, for_pytorch=True) is None
    finally:
        moved.rename(folder / WEIGHTS)


def test_a_converted_network_of_another_openvino_is_converted_anew(ready_dir, monkeypatch) -> None:
    folder = ready_dir / "models" / "lite0" / "openvino"
    source = Engine(ready_dir).models()[0].path
    assert read_converted(folder, source) is not None
    hide_metadata(monkeypatch, "openvino")  # which version it is now is not known
    assert read_converted(folder, source) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("categories", [1, 2]), ("categories", "lite0"), ("format", "3"), ("variant", None), ("new", [])],
)
def test_a_converted_network_whose_record_says_nonsense_is_converted_anew(ready_dir, tmp_path, field, value) -> None:
    folder = shutil.copytree(ready_dir / "models" / "lite0" / "openvino", tmp_path / "openvino")
    source = Engine(ready_dir).models()[0].path
    record = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    (folder / "model.json").write_text(json.dumps(record | {field: value}), encoding="utf-8")
    assert (read_converted(folder, source) is None) == (field != "new")
    (folder / "model.json").write_text("[" * 100_000 + "]" * 100_000, encoding="utf-8")
    assert read_converted(folder, source) is None


def test_several_photos_at_a_time_give_the_same_features(ready_dir) -> None:
    xml = ready_dir / "models" / "lite0" / "openvino" / "model.xml"
    many, one = OpenVinoBackend(xml, LITE0, "f32", for_many=True), OpenVinoBackend(xml, LITE0, "f32")
    assert many.requests >= 1
    x = np.random.default_rng(1).integers(0, 256, (3, 224, 224, 3), np.uint8)
    assert np.abs(many.extract(x) - one.extract(x)).max() < 1e-4
