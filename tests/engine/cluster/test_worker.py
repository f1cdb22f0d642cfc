"""What a worker answers, in this process: the same as `classify`."""

import os
from functools import partial
from pathlib import Path

import pytest
from verbs import run

from effnet_desktop import sample_picture
from effnet_desktop.engine.cluster import worker
from effnet_desktop.engine.cluster.parcel import pack, pack_member
from effnet_desktop.engine.cluster.worker import Classifying, Looking
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.records.classifying import Judgement
from effnet_desktop.engine.records.models import Cascade
from effnet_desktop.export import photo_record

DESCRIBE = partial(photo_record, language="en")


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(worker, "gettempdir", lambda: str(folder))
    return folder


def begin(engine_dir: Path, model: str = "lite0", judgements: Path = Path("none"), chosen: tuple[str, ...] = ()):
    _, parcel = run(pack(ModelStore(engine_dir / "models"), model, judgements))
    return Classifying(parcel, DESCRIBE, os.cpu_count() or 1, "auto", "auto", "crop", 5, chosen, None)


def plain(engine: Engine, model: str, photos, chosen=()):
    events, _ = run(engine.classify(photos, model, device="cpu", chosen=chosen))
    return without_times(map(photo_record, events[-len(photos) :]))


def without_times(rows):
    unimportant = {"timings_ms", "correct", "path_base64"}
    return [{name: own for name, own in row.items() if name not in unimportant} for row in rows]


@pytest.fixture
def photos(tmp_path):
    sample = sample_picture.save_sample_picture(tmp_path / "photos" / "traffic light")
    bad = tmp_path / "photos" / "bad.jpg"
    bad.write_text("no photo")
    return [bad, sample, tmp_path / "photos" / "gone.jpg"]


def test_the_answers_are_those_of_classify(ready_dir, photos, tmp_path):
    chosen = (str(tmp_path / "photos"),)
    rows = begin(ready_dir, chosen=chosen)()([str(photo) for photo in photos])
    assert without_times(rows) == plain(Engine(ready_dir), "lite0", photos, [tmp_path / "photos"])
    assert [row["correct"] for row in rows] == [None, True, None]


def test_a_pair_answers_as_it_does_here(ready_dir, photos, tmp_path):
    engine = Engine(ready_dir)
    engine.save_cascade(Cascade("both of a cluster", "lite0", "lite1", 2.0))
    try:
        rows = begin(ready_dir, "both of a cluster")()([str(photo) for photo in photos])
        assert without_times(rows) == plain(engine, "both of a cluster", photos)
        assert rows[1]["escalated"]
    finally:
        engine.remove_model("both of a cluster")


def test_what_people_said_travels_along(ready_dir, photos, tmp_path):
    from effnet_desktop.engine.classifying.judgements import Judgements

    judgements = Judgements(tmp_path / "judgements.sqlite")
    judgements.note(photos[1], Judgement("street"))
    [row] = begin(ready_dir, judgements=judgements.file)()([str(photos[1])])
    assert (row["truth"], row["mark"], row["correct"]) == ("street", "wrong", False)


def test_photos_by_address_are_fetched_and_their_folders_tell(ready_dir, photos, own_temporary_folder):
    fsspec = pytest.importorskip("fsspec")
    files = fsspec.filesystem("memory")
    files.pipe("/cluster/traffic light/1.jpg", photos[1].read_bytes())
    addresses = ["memory:///cluster/traffic light/1.jpg", "memory:///cluster/gone.jpg"]
    try:
        work = begin(ready_dir, chosen=("memory:///cluster",))()
        found, gone = work(addresses)
        assert [found["path"], gone["path"]] == addresses
        assert (found["truth"], found["correct"]) == ("traffic light", True)
        assert found["predictions"] == plain(Engine(ready_dir), "lite0", [photos[1]])[0]["predictions"]
        assert gone["error"].startswith("There is no such file.")
        assert not list(own_temporary_folder.rglob("*.jpg"))
    finally:
        files.rm("/cluster", recursive=True)


def test_the_folder_of_a_worker_goes_with_it(ready_dir, own_temporary_folder):
    work = begin(ready_dir)()
    assert list(own_temporary_folder.rglob("model.xml"))
    del work
    assert not list(own_temporary_folder.rglob("*.*"))


def test_features_are_those_of_a_training(ready_dir, photos):
    from effnet_desktop.engine.networks.backends import OpenVinoBackend
    from effnet_desktop.engine.photos.inputs import infer_photos

    store = ModelStore(ready_dir / "models")
    info = store.find_installed("lite0")
    _, member = run(pack_member(store, info))
    rows, readable = Looking(member, os.cpu_count() or 1)()([str(photo) for photo in photos])
    (folder, _) = run(store.convert(info))[1]
    backend = OpenVinoBackend(folder / "model.xml", info.variant.preprocessing, "f32", for_many=True)
    _, (expected, mask) = run(infer_photos(backend.extract, photos, info.variant.preprocessing))
    assert readable.tolist() == mask.tolist() == [False, True, False]
    assert rows == pytest.approx(expected, abs=1e-5)


def test_a_share_of_a_machine_is_so_many_threads(monkeypatch):
    monkeypatch.setattr(worker.os, "cpu_count", lambda: 8)
    assert [worker.threads_of(cores) for cores in (2, 4, 8, 16)] == [2, 4, None, None]


def test_the_fingerprint_tells_models_apart(ready_dir):
    store = ModelStore(ready_dir / "models")
    one, same, other = (run(pack(store, name, Path("none")))[1].fingerprint() for name in ("lite0", "lite0", "lite1"))
    assert one == same != other
