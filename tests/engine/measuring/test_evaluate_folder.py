"""A model measured on a folder: which folders count, and what cannot be read."""

import unicodedata
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
        return batch.mean(axis=(2, 3))[:, [0, 2]] * 10


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
