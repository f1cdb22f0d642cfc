"""What a training has reached: read as strictly as it was written, and that of version 0.1.0 as well."""

import dataclasses
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from effnet_desktop.engine import json_files
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import ModelError, StorageError
from effnet_desktop.engine.records.folders import LabelledPhoto
from effnet_desktop.engine.records.models import FineTuneConfig
from effnet_desktop.engine.records.training import InterruptedTraining, Suspect
from effnet_desktop.engine.training import run_folder
from effnet_desktop.engine.training.run_folder import PHOTOS, RUN, Run, RunPhotos

OF_VERSION_0_1_0: dict[str, Any] = {
    "config": {
        "folder": "/photos/pets",
        "model": "lite0",
        "preset": "balanced",
        "epochs": None,
        "seed": 0,
        "name": None,
        "resume": False,
        "device": "cpu",
        "scaling": None,
    },
    "name": "pets",
    "categories": ["ねこ", "dogs"],
    "photos": [
        {"path": "/photos/pets/ねこ/1.jpg", "category": 0, "split": "train", "group": 0, "digest": "1d"},
        {"path": "/photos/pets/dogs/1.jpg", "category": 1, "split": "val", "group": 1, "digest": "2e"},
    ],
    "unreadable": ["/photos/pets/dogs/2.jpg"],
    "suspects": [
        {"path": "/x.jpg", "given": "dogs", "suggested": "ねこ", "probability": 0.9, "given_probability": 0.1}
    ],
    "fingerprint": "17cf",
    "val_acc1": 1,
    "seconds": 2.5,
    "is_whole": False,
    "inherited": None,
}
CONFIG = FineTuneConfig(Path("/photos/pets"), device="cpu")
RECORD = Run(CONFIG, "pets", ("ねこ", "dogs"), "17cf", 1.0, 2.5)
OF_PHOTOS = RunPhotos(
    photos=(
        LabelledPhoto(Path("/photos/pets/ねこ/1.jpg"), 0, "train", 0, "1d"),
        LabelledPhoto(Path("/photos/pets/dogs/1.jpg"), 1, "val", 1, "2e"),
    ),
    unreadable=(Path("/photos/pets/dogs/2.jpg"),),
    suspects=(Suspect(Path("/x.jpg"), "dogs", "ねこ", 0.9, 0.1),),
)
LISTED = InterruptedTraining(dataclasses.replace(CONFIG, name="pets", resume=True), 0, 4)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "training" / "pets"
    folder.mkdir(parents=True)
    return folder


def write_old(folder: Path, record: dict[str, Any]) -> None:
    (folder / RUN).write_text(json.dumps(record), encoding="utf-8")


def test_a_run_and_its_photos_come_back(folder: Path) -> None:
    run_folder.write_run(folder, RECORD, OF_PHOTOS)
    assert run_folder.read_run(folder) == RECORD
    assert run_folder.read_photos(folder) == OF_PHOTOS
    assert OF_PHOTOS.split("val") == ((Path("/photos/pets/dogs/1.jpg"), 1),)
    assert run_folder.interrupted(folder.parent) == (LISTED,)


def test_a_run_is_listed_without_its_photos_being_read(folder: Path) -> None:
    run_folder.write_run(folder, RECORD, OF_PHOTOS)
    assert "1.jpg" not in (folder / RUN).read_text(encoding="utf-8")
    (folder / PHOTOS).write_text("not read", encoding="utf-8")
    assert Engine(folder.parents[1]).interrupted_trainings() == (LISTED,)
    with pytest.raises(ModelError, match="no interrupted training"):
        run_folder.read_photos(folder)


def test_a_run_of_version_0_1_0_is_read_and_changed(folder: Path) -> None:
    write_old(folder, OF_VERSION_0_1_0)
    assert run_folder.interrupted(folder.parent) == (LISTED,)
    assert run_folder.read_run(folder) == RECORD
    assert run_folder.read_photos(folder) == OF_PHOTOS
    changed = dataclasses.replace(RECORD, is_whole=True)  # as a GPU's that failed
    run_folder.write_run(folder, changed, run_folder.read_photos(folder))
    assert (run_folder.read_run(folder), run_folder.read_photos(folder)) == (changed, OF_PHOTOS)


@pytest.mark.parametrize("crash", [PHOTOS, RUN])
def test_a_crash_while_a_run_is_written_leaves_none(folder: Path, crash: str, monkeypatch) -> None:
    write = json_files.write

    def fail(file: Path, record: object) -> None:
        if file.name == crash:
            raise OSError(28, "No space left on device")
        write(file, record)

    monkeypatch.setattr(json_files, "write", fail)
    with pytest.raises(StorageError, match="No space left"):
        run_folder.write_run(folder, RECORD, OF_PHOTOS)
    assert run_folder.interrupted(folder.parent) == ()


def test_a_crash_while_a_run_is_deleted_leaves_none(folder: Path, monkeypatch) -> None:
    run_folder.write_run(folder, RECORD, OF_PHOTOS)
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)  # killed before the first file
    Engine(folder.parents[1]).discard_training("pets")
    assert os.listdir(folder) == [PHOTOS]
    assert run_folder.interrupted(folder.parent) == ()


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("config", "preset"), "fastest"),
        (("config", "device"), "abacus"),
        (("config", "seed"), "0"),
        (("config", "scaling"), {"phi": 99}),
        (("val_acc1",), float("nan")),
        (("val_acc1",), None),
        (("categories",), [1, 2]),
        (("is_whole",), 1),
    ],
)
def test_a_run_that_says_nonsense_is_not_offered(folder: Path, place: tuple[str, ...], value: object) -> None:
    record = json.loads(json.dumps(OF_VERSION_0_1_0))
    inner = record
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    write_old(folder, record)
    assert run_folder.interrupted(folder.parent) == ()
    with pytest.raises(ModelError, match="no interrupted training"):
        run_folder.read_run(folder)


@pytest.mark.parametrize(
    "photo", [{"split": "both"}, {"path": 3}, {"category": 0.5}, {"group": None}, {"category": float("inf")}]
)
def test_photos_that_say_nonsense_are_refused(folder: Path, photo: dict[str, object]) -> None:
    first, second = OF_VERSION_0_1_0["photos"]
    write_old(folder, OF_VERSION_0_1_0 | {"photos": [first, second | photo]})
    with pytest.raises(ModelError, match="no interrupted training"):
        run_folder.read_photos(folder)


@pytest.mark.parametrize("content", ["{", "[]", "[" * 100_000 + "]" * 100_000])
def test_a_file_that_is_no_run_is_not_offered(folder: Path, content: str) -> None:
    (folder / RUN).write_text(content, encoding="utf-8")
    assert run_folder.interrupted(folder.parent) == ()
    for read in (run_folder.read_run, run_folder.read_photos):
        with pytest.raises(ModelError, match="no interrupted training"):
            read(folder)
