"""A model measured on a folder: which folders count, and what cannot be read."""

import errno
import os
import shutil
import unicodedata
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from training_records import MODEL
from verbs import run

from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.measuring.evaluate_folder import evaluate_folder
from effnet_desktop.engine.records.models import ModelInfo
from effnet_desktop.engine.variants import VARIANTS

CATEGORIES = ("赤ガラス", "青ガラス")
INFO = ModelInfo("glass", VARIANTS["lite0"], "trained", Path("x"), MODEL)


class RedOrBlue:
    """Says whether a photo is rather red or rather blue."""

    requests = 1

    def infer(self, batch):
        return batch.mean(axis=(1, 2))[:, [0, 2]] / 25.5


@pytest.fixture
def folder(tmp_path) -> Path:
    """Two red photos and a blue one."""
    for category, colours in zip(CATEGORIES, (("red", "red"), ("blue",)), strict=True):
        (tmp_path / "photos" / category).mkdir(parents=True)
        for number, colour in enumerate(colours):
            Image.new("RGB", (32, 32), colour).save(tmp_path / "photos" / category / f"{number}.png")
    return tmp_path / "photos"


def test_folders_of_a_mac_are_those_of_the_categories(folder) -> None:
    for category in CATEGORIES:
        (folder / category).rename(folder / unicodedata.normalize("NFD", category))
    (folder / "green").mkdir()
    Image.new("RGB", (32, 32), "green").save(folder / "green" / "0.png")
    _, result = run(evaluate_folder(RedOrBlue(), CATEGORIES, INFO, folder))
    assert result.unknown == ("green",)
    assert np.array_equal(result.evaluation.confusion, [[2, 0], [0, 1]])


def test_photos_that_cannot_be_read_are_left_out_unless_it_is_all(folder) -> None:
    red, other, blue = sorted(folder.rglob("*.png"))
    red.write_bytes(b"no photo")
    _, result = run(evaluate_folder(RedOrBlue(), CATEGORIES, INFO, folder))
    assert result.unreadable == (red,)
    assert result.evaluation.photos == 2
    other.write_bytes(b"no photo")
    blue.write_bytes(b"no photo")
    with pytest.raises(ModelError, match="None of the photos could be read"):
        run(evaluate_folder(RedOrBlue(), CATEGORIES, INFO, folder))


def test_photos_in_deeper_folders_belong_to_the_category(folder) -> None:
    red, other, blue = sorted(folder.rglob("*.png"))
    for photo, deeper in ((red, "2024"), (blue, CATEGORIES[0])):  # the outer folder says it
        (photo.parent / deeper).mkdir()
        photo.rename(photo.parent / deeper / photo.name)
    _, result = run(evaluate_folder(RedOrBlue(), CATEGORIES, INFO, folder))
    assert np.array_equal(result.evaluation.confusion, [[2, 0], [0, 1]])
    _, result = run(evaluate_folder(RedOrBlue(), CATEGORIES, INFO, other.parent))  # a category's folder alone
    assert (result.evaluation.photos, result.evaluation.acc1) == (2, 1.0)


def test_categories_in_two_cases_are_two(folder) -> None:
    for category, name in zip(CATEGORIES, ("A", "a"), strict=True):
        (folder / category).rename(folder / name)
    _, result = run(evaluate_folder(RedOrBlue(), ("A", "a"), INFO, folder))
    assert np.array_equal(result.evaluation.confusion, [[2, 0], [0, 1]])


@pytest.mark.parametrize("names", [("train", "val"), ("Training", "Testing")])
def test_what_a_folder_keeps_to_measure_on_is_measured(folder, names) -> None:
    train, val = (folder.parent / "split" / name for name in names)
    shutil.copytree(folder, train)
    shutil.copytree(folder, val)
    (val / CATEGORIES[0] / "0.png").unlink()
    _, result = run(evaluate_folder(RedOrBlue(), CATEGORIES, INFO, train.parent))
    assert result.folder == val
    assert result.evaluation.photos == 2
    _, result = run(evaluate_folder(RedOrBlue(), names, INFO, train.parent))  # a model of these two
    assert result.folder == train.parent
    assert result.evaluation.photos == 5


def test_closed_folders_and_unsupported_files_are_named(folder, monkeypatch) -> None:
    (folder / "secret").mkdir()
    (folder / CATEGORIES[0] / "1.psd").touch()
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("secret"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    _, result = run(evaluate_folder(RedOrBlue(), CATEGORIES, INFO, folder))
    assert result.evaluation.photos == 3
    assert result.unreadable == (folder / "secret",)
    assert result.left_out.unsupported == ((".psd", 1),)


def test_where_no_photo_is_sure_nothing_is_said_of_their_accuracy(folder) -> None:
    info = replace(INFO, trained=replace(MODEL, threshold=1.0))

    class Unsure(RedOrBlue):
        def infer(self, batch):
            return super().infer(batch) / 100

    _, result = run(evaluate_folder(Unsure(), CATEGORIES, info, folder))
    assert (result.threshold.accuracy, result.threshold.coverage) == (None, 0.0)


def test_a_model_whose_photos_are_never_unsure_has_no_threshold_there(folder) -> None:
    info = replace(INFO, trained=replace(MODEL, threshold=0.0))
    _, result = run(evaluate_folder(RedOrBlue(), CATEGORIES, info, folder))
    assert result.threshold is None
