"""Whole folders through a network."""

import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from effnet_desktop.engine.photos import inputs
from effnet_desktop.engine.photos.inputs import infer_photos
from effnet_desktop.engine.variants import Preprocessing
from tests.support.verbs import run

SMALL = Preprocessing(8, 8)


@pytest.fixture
def photos(tmp_path) -> list[Path]:
    """Forty of them, of which every fifth is gone."""
    paths = [tmp_path / f"{number}.png" for number in range(40)]
    for number, path in enumerate(paths):
        if number % 5:
            Image.new("RGB", (8, 8), (number, 0, 0)).save(path)
    return paths


@pytest.mark.parametrize(("allowed", "most"), [(1e9, inputs.MOST_TOGETHER - 1), (0.02, 1)])
def test_a_network_gets_no_more_photos_in_a_call_than_it_is_soon_done_with(
    photos, monkeypatch, allowed: float, most: int
) -> None:
    monkeypatch.setattr(inputs, "TOGETHER_SECONDS", allowed)
    sizes = []

    def look(pictures):
        sizes.append(len(pictures))
        time.sleep(0.03 * len(pictures))
        return pictures[:, 0, 0, :1].astype(np.float32)

    _, (rows, readable) = run(infer_photos(look, photos, SMALL, workers=2))
    assert readable.tolist() == [number % 5 > 0 for number in range(40)]
    assert rows[:, 0].tolist() == [number for number in range(40) if number % 5]
    assert max(sizes) == most  # of eight, one is gone or two
    assert sum(sizes) == 32
