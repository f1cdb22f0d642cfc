import functools
from collections.abc import Callable

import numpy as np
import pytest
import skimage.data
import timm
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image
from torchvision import models

from effnet_desktop.engine.photos.preprocess import preprocess
from effnet_desktop.engine.records.classifying import Framing
from effnet_desktop.engine.variants import VARIANTS
from tests.support.network_inputs import centred

_PHOTOS = [Image.fromarray(photo()) for photo in (skimage.data.chelsea, skimage.data.coffee, skimage.data.rocket)]
_SIDES = st.integers(1, 900)


@functools.cache
def _oracle(name: str) -> Callable[[Image.Image], torch.Tensor]:
    """What the publisher of the weights does to a photo."""
    if name.startswith("lite"):
        published = timm.get_pretrained_cfg(f"tf_efficientnet_{name}").to_dict()
        return timm.data.create_transform(**timm.data.resolve_data_config(published))
    return models.get_weight(f"EfficientNet_{name.upper()}_Weights.DEFAULT").transforms()


def _tensor(photo: Image.Image, name: str) -> NDArray[np.float32]:
    return centred(preprocess(photo, VARIANTS[name].preprocessing), VARIANTS[name].preprocessing)


@pytest.mark.parametrize("name", VARIANTS)
def test_real_photos_agree_with_the_published_transforms(name: str) -> None:
    resolution = VARIANTS[name].preprocessing.resolution
    for photo in _PHOTOS:
        picture = preprocess(photo, VARIANTS[name].preprocessing)
        assert picture.shape == (resolution, resolution, 3)
        assert picture.dtype == np.uint8
        assert picture.flags.c_contiguous
        np.testing.assert_allclose(_tensor(photo, name), _oracle(name)(photo).numpy(), atol=1e-5)


@given(
    shorter=st.integers(1, 700),
    aspect=st.floats(1, 16),
    tall=st.booleans(),
    name=st.sampled_from(["lite0", "lite1", "lite2", "b0", "b1", "b2"]),
)
@example(shorter=1, aspect=16, tall=False, name="b0")
@settings(max_examples=40, deadline=None)
def test_any_ordinary_shape_agrees_with_the_published_transforms(
    shorter: int, aspect: float, tall: bool, name: str
) -> None:
    longer = min(int(shorter * aspect), 1500)
    size = (shorter, longer) if tall else (longer, shorter)
    pixels = np.random.default_rng(shorter).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    photo = Image.fromarray(pixels)
    np.testing.assert_allclose(_tensor(photo, name), _oracle(name)(photo).numpy(), atol=1e-5)


@given(width=st.integers(330, 600), tall=st.booleans())
@settings(max_examples=8, deadline=None)
def test_the_middle_of_a_long_photo_agrees_within_rounding(width: int, tall: bool) -> None:
    # Six levels brighter from column to column about the middle: a shift by one column would show.
    along = (100 + 6 * (np.arange(width) - (width - 1) / 2)).clip(0, 200)
    across = np.random.default_rng(0).uniform(0, 50, 20)
    photo = Image.fromarray((along + across[:, None]).astype(np.uint8)).convert("RGB")
    if tall:
        photo = photo.transpose(Image.Transpose.TRANSPOSE)
    tensor = _tensor(photo, "b0")
    one_level = 1 / 255 / 0.224
    np.testing.assert_allclose(tensor, _oracle("b0")(photo).numpy(), atol=2.01 * one_level)


@pytest.mark.parametrize("framing", ["crop", "letterbox"])
def test_extreme_shapes_take_little_memory(framing: Framing, monkeypatch: pytest.MonkeyPatch) -> None:
    pixels_made = []
    resize = Image.Image.resize
    monkeypatch.setattr(
        Image.Image,
        "resize",
        lambda photo, size, *rest: pixels_made.append(size[0] * size[1]) or resize(photo, size, *rest),
    )
    for size in [(1, 5000), (20000, 3), (5000, 310), (1, 1), (1, 2)]:
        picture = preprocess(Image.new("RGB", size, "red"), VARIANTS["b7"].preprocessing, framing)
        assert picture.shape == (600, 600, 3)
        assert picture[..., 0].max() == 255
    assert max(pixels_made) <= 16 * 600 * 600


@settings(deadline=None)
@given(width=_SIDES, height=_SIDES, name=st.sampled_from(["lite0", "b1"]))
def test_letterbox_shows_the_whole_photo_in_its_shape(width: int, height: int, name: str) -> None:
    preprocessing = VARIANTS[name].preprocessing
    side = preprocessing.resolution
    picture = preprocess(Image.new("RGB", (width, height), "white"), preprocessing, "letterbox")

    inside = picture[..., 0] == 255
    assert (picture[~inside] == np.rint(255 * np.array(preprocessing.mean))).all()
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    assert inside[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].all()  # one rectangle
    assert max(len(rows), len(columns)) == side
    assert len(rows) == max(1, round(side * height / max(width, height)))
    assert len(columns) == max(1, round(side * width / max(width, height)))
    for lines in (rows, columns):
        assert abs(lines[0] - (side - 1 - lines[-1])) <= 1  # centred
    assert (picture[inside] == 255).all()


def test_letterbox_keeps_the_corners_that_crop_cuts_off() -> None:
    photo = Image.new("RGB", (600, 300), "black")
    corners = {(0, 0): "red", (570, 0): "lime", (0, 270): "blue", (570, 270): "white"}
    for place, colour in corners.items():
        photo.paste(colour, (*place, place[0] + 30, place[1] + 30))
    preprocessing = VARIANTS["lite0"].preprocessing

    whole = preprocess(photo, preprocessing, "letterbox")
    found = [(whole[y, x] > 127).tolist() for y in (58, 165) for x in (2, 221)]
    assert found == [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]
    assert abs(255 * np.array(preprocessing.mean) - whole[0, 0]).max() <= 0.5  # mean colour above the photo

    assert not preprocess(photo, preprocessing, "crop").any()  # black all over
