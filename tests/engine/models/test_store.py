"""Models come, are used and go: download from a mirror, import from a stick, remove."""

import dataclasses
import hashlib
import io
import json
import os
import shutil
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import safetensors.torch
import torch

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import DownloadError, ModelError, StorageError
from effnet_desktop.engine.models import store
from effnet_desktop.engine.networks import architecture
from effnet_desktop.engine.networks import convert as convert_module
from effnet_desktop.engine.records.models import Cascade
from effnet_desktop.engine.variants import VARIANTS


def run(verb):
    while True:
        try:
            next(verb)
        except StopIteration as stop:
            return stop.value


def state_of(engine: Engine, name: str) -> str:
    return {info.name: info.state for info in engine.models()}[name]


@pytest.fixture(scope="module")
def b0_bytes() -> bytes:
    torch.manual_seed(0)
    buffer = io.BytesIO()
    torch.save(architecture.build(VARIANTS["b0"]).state_dict(), buffer)
    return buffer.getvalue()


@pytest.fixture
def mirror(tmp_path, b0_bytes, monkeypatch):
    """A local server of weights, with b0's record naming the hash of the file that is there."""
    digits = hashlib.sha256(b0_bytes).hexdigest()[:8]
    monkeypatch.setitem(
        VARIANTS, "b0", dataclasses.replace(VARIANTS["b0"], weights_file=f"efficientnet_b0-{digits}.pth")
    )
    folder = tmp_path / "mirror"
    folder.mkdir()
    (folder / VARIANTS["b0"].weights_file).write_bytes(b0_bytes)

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *arguments) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_downloaded_model_classifies_and_can_be_removed(mirror, tmp_path, make_photos) -> None:
    url, _ = mirror
    engine = Engine(tmp_path / "data", weights_url=url + "/")
    assert state_of(engine, "b0") == "absent"
    info = run(engine.download_model("b0"))
    assert info.state == "installed"
    assert info.path.read_bytes()
    summary = run(engine.classify(make_photos(2), "b0", device="cpu"))
    assert (summary.photos, summary.failed) == (2, 0)
    engine.remove_model("b0")
    assert state_of(engine, "b0") == "absent"
    assert not (tmp_path / "data" / "models" / "b0").exists()


def test_a_corrupted_download_is_never_used(mirror, tmp_path) -> None:
    url, folder = mirror
    file = folder / VARIANTS["b0"].weights_file
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    engine = Engine(tmp_path / "data", weights_url=url)
    with pytest.raises(DownloadError):
        run(engine.download_model("b0"))
    assert state_of(engine, "b0") == "absent"


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_weights_from_a_stick(b0_bytes, suffix, tmp_path) -> None:
    file = tmp_path / f"my weights{suffix}"
    if suffix == ".pth":
        file.write_bytes(b0_bytes)
    else:
        state = torch.load(io.BytesIO(b0_bytes), weights_only=True)
        safetensors.torch.save_file(state, file)
    before = file.read_bytes()
    engine = Engine(tmp_path / "data")
    info = run(engine.import_model(file))
    assert (info.name, info.state, info.path.suffix) == ("b0", "installed", ".safetensors")
    assert file.read_bytes() == before
    imported = safetensors.torch.load_file(info.path)
    state = torch.load(io.BytesIO(b0_bytes), weights_only=True)
    assert imported.keys() == state.keys()
    assert all(torch.equal(imported[name], state[name]) for name in state)
    assert [path.name for path in info.path.parent.iterdir()] == [info.path.name]


def test_what_cannot_be_imported_is_named(tmp_path) -> None:
    engine = Engine(tmp_path / "data")
    (tmp_path / "photo.jpg").touch()
    (tmp_path / "bad.pth").write_bytes(b"bad")
    (tmp_path / VARIANTS["b1"].weights_file).touch()
    for name, says in (
        ("gone.pth", "is not a file"),
        ("photo.jpg", "neither"),
        ("bad.pth", "cannot be read as weights"),
    ):
        with pytest.raises(ModelError, match=says):
            run(engine.import_model(tmp_path / name))
    assert all(info.state != "installed" for info in engine.models())


def test_an_import_whose_name_promises_another_hash_is_refused(b0_bytes, tmp_path) -> None:
    file = tmp_path / VARIANTS["b0"].weights_file
    file.write_bytes(b0_bytes)  # fits the network, but is not torchvision's file
    with pytest.raises(ModelError, match="not the file that its name promises"):
        run(Engine(tmp_path / "data").import_model(file))


def damage(file: Path, b0_bytes: bytes) -> None:
    state = torch.load(io.BytesIO(b0_bytes), weights_only=True)
    state["classifier.1.weight"] *= float("nan")
    torch.save(state, file)


def fill_the_disk(*_) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("fails", ["the new weights", "the disk"])
def test_an_import_that_fails_leaves_the_old_weights(b0_bytes, tmp_path, monkeypatch, fails) -> None:
    file = tmp_path / "weights.pth"
    file.write_bytes(b0_bytes)
    engine = Engine(tmp_path / "data")
    path = run(engine.import_model(file)).path
    old = path.read_bytes()
    if fails == "the disk":
        monkeypatch.setattr(store, "put_in_place", fill_the_disk)
        says = pytest.raises(StorageError, match="No space left")
    else:
        damage(file, b0_bytes)
        says = pytest.raises(ModelError, match="answer no photo")
    with says:
        run(engine.import_model(file))
    assert [found.read_bytes() == old for found in path.parent.iterdir()] == [True]
    assert os.listdir(tmp_path / "data" / "models") == ["b0"]


def test_weights_in_half_precision_are_imported_and_answer(b0_bytes, tmp_path, make_photos) -> None:
    state = torch.load(io.BytesIO(b0_bytes), weights_only=True)
    half = {f"module.{name}": t.half() if t.is_floating_point() else t for name, t in state.items()}
    torch.save({"state_dict": half}, tmp_path / "half.pth")
    engine = Engine(tmp_path / "data")
    run(engine.import_model(tmp_path / "half.pth"))
    summary = run(engine.classify(make_photos(1), "b0", device="cpu"))
    assert (summary.photos, summary.failed) == (1, 0)


def test_packaged_and_absent_models_cannot_be_removed(tmp_path) -> None:
    engine = Engine(tmp_path)
    for name in ("lite0", "b0", "unknown"):
        with pytest.raises(ModelError):
            engine.remove_model(name)


def test_a_folder_that_cannot_be_made_is_explained(tmp_path) -> None:
    (tmp_path / "data").write_text("a file is in the way")
    with pytest.raises(StorageError, match="--data-dir"):
        run(Engine(tmp_path / "data", weights_url="http://127.0.0.1:1").download_model("b0"))


def test_a_missing_package_is_named(tmp_path, monkeypatch) -> None:
    missing = dataclasses.replace(VARIANTS["lite0"], weights_package="no_such_package")
    monkeypatch.setitem(VARIANTS, "lite0", missing)
    engine = Engine(Path(tmp_path))
    assert state_of(engine, "lite0") == "absent"
    with pytest.raises(ModelError, match="no-such-package"):
        run(engine.download_model("lite0"))


PAIR = {"format": 1, "name": "pair", "first": "lite0", "second": "lite1", "threshold": 0.6}


def save_pair(data_dir: Path, content: str) -> Engine:
    folder = data_dir / "models" / "pair"
    folder.mkdir(parents=True)
    (folder / "cascade.json").write_text(content, encoding="utf-8")
    return Engine(data_dir)


def test_a_pair_of_version_0_1_0_is_read(tmp_path) -> None:
    engine = save_pair(tmp_path, json.dumps(PAIR | {"name": "as it was called once", "new": 1}))
    assert engine.models()[-1].cascade == Cascade("pair", "lite0", "lite1", 0.6)


@pytest.mark.parametrize(
    "content",
    [
        *(json.dumps(PAIR | {name: value}) for name, value in (("threshold", "0.6"), ("first", 3), ("second", None))),
        json.dumps(PAIR | {"threshold": float("nan")}),
        json.dumps(PAIR | {"threshold": 10**12}),
        json.dumps({name: value for name, value in PAIR.items() if name != "second"}),
        "[]",
        "[" * 100_000 + "]" * 100_000,
    ],
)
def test_a_damaged_pair_is_refused_and_the_other_models_are_there(tmp_path, content) -> None:
    engine = save_pair(tmp_path, content)
    *others, broken = engine.models()
    assert [model.name for model in others] == list(VARIANTS)
    assert (broken.name, broken.state, broken.is_installed) == ("pair", "broken", False)
    with pytest.raises(ModelError, match="save the pair again"):
        run(engine.classify([], "pair"))


@pytest.mark.parametrize(
    ("members", "says"),
    [
        (("lite0", "gone"), "needs the model gone"),
        (("gone", "lite0"), "needs the model gone"),
        (("lite0", "b0"), "needs the model b0"),
        (("pair", "pair"), "two different models"),
        (("lite0", "pair"), "needs the model pair"),
        (("lite0", "other"), "needs the model other"),  # that names this one
        (("lite0", "lite0"), "two different models"),
        (("lite0", "../pair"), "needs the model ../pair"),
        (("lite0", "a\0b"), "needs the model"),
        (("lite0", "x" * 1_000_000), "needs the model xxx"),
    ],
)
def test_a_pair_that_cannot_be_asked_says_what_is_missing(tmp_path, members, says) -> None:
    for name, pair in (("pair", members), ("other", ("pair", "lite0"))):
        folder = tmp_path / "models" / name
        folder.mkdir(parents=True)
        record = PAIR | {"first": pair[0], "second": pair[1]}
        (folder / "cascade.json").write_text(json.dumps(record), encoding="utf-8")
    engine = Engine(tmp_path)
    models = {model.name: model for model in engine.models()}
    assert list(models) == [*VARIANTS, "other", "pair"]
    assert models["pair"].state == models["other"].state == "broken"
    assert says in str(models["pair"].problem)
    assert len(str(models["pair"].problem)) < 400
    with pytest.raises(ModelError) as caught:
        run(engine.classify([], "pair"))
    assert str(caught.value) == str(models["pair"].problem)
    engine.remove_model("pair")
    assert [model.name for model in engine.models()] == [*VARIANTS, "other"]


def test_who_removes_a_model_is_told_which_pairs_need_it(b0_bytes, tmp_path) -> None:
    (tmp_path / "weights.pth").write_bytes(b0_bytes)
    engine = Engine(tmp_path)
    run(engine.import_model(tmp_path / "weights.pth"))
    engine.save_cascade(Cascade("pair", "lite0", "b0", 0.6))
    engine.save_cascade(Cascade("another", "lite0", "lite1", 0.6))
    assert engine.remove_model("b0") == ("pair",)
    assert state_of(engine, "pair") == "broken"
    assert state_of(engine, "another") == "cascade"
    assert engine.remove_model("another") == ()


@pytest.mark.parametrize("damage", [b"", b"half", "zeros"], ids=["empty", "cut off", "zeros"])
@pytest.mark.parametrize("file", ["model.xml", "model.bin", "model.json", "weights.safetensors"])
def test_a_damaged_conversion_is_made_anew(ready_dir, tmp_path, file, damage, monkeypatch) -> None:
    shutil.copytree(ready_dir / "models" / "lite0", tmp_path / "models" / "lite0")
    folder = tmp_path / "models" / "lite0" / "openvino"
    good = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / file).write_bytes(bytes(len(good[file])) if damage == "zeros" else good[file][: len(damage)])
    verb = store.ModelStore(tmp_path / "models")
    made = []

    def convert(progress, function, variant, weights, work, categories):
        made.append(variant.name)
        for name, content in good.items():
            (work / name).write_bytes(content)
        return convert_module.read_converted(work, weights)
        yield

    monkeypatch.setattr(store, "run_in_child", convert)
    run(verb.convert(verb.find("lite0"), for_pytorch=True))
    assert made == ["lite0"]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == good
    run(verb.convert(verb.find("lite0"), for_pytorch=True))
    assert made == ["lite0"]


def test_damaged_weights_of_a_published_network_are_told(mirror, tmp_path, make_photos) -> None:
    url, _ = mirror
    engine = Engine(tmp_path / "data", weights_url=url)
    path = run(engine.download_model("b0")).path
    content = path.read_bytes()
    path.write_bytes(content[:-1000] + bytes(1000))
    with pytest.raises(ModelError, match="damaged"):
        run(engine.classify(make_photos(1), "b0", device="cpu"))
