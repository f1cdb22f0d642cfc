"""Bursts stay together, whole folders, cameras and days are held out, and shortcuts are said."""

import random
from datetime import datetime, timedelta

import numpy as np
import pytest
from PIL import Image
from verbs import run

from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.folders.bursts import join_bursts
from effnet_desktop.engine.folders.dataset import inspect
from effnet_desktop.engine.folders.facts import Facts, from_bytes
from effnet_desktop.engine.folders.feature_cache import FeatureCache
from effnet_desktop.engine.folders.shortcuts import find_shortcuts


def noise(path, number, time=None, camera="", size=(48, 48)):
    """A photo that looks like no other."""
    exif = Image.Exif()
    if time:
        exif.get_ifd(0x8769)[36867] = time.strftime("%Y:%m:%d %H:%M:%S")
    if camera:
        exif[272] = camera
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(number).integers(0, 256, (6, 6, 3), np.uint8)
    Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC).save(path, exif=exif)
    return path


def inspected(folder, **choices):
    return run(inspect(folder, **choices))[1]


def test_photos_that_one_camera_took_within_moments_are_one_group() -> None:
    facts = [Facts(10.0, "a"), Facts(11.5, "a"), Facts(13.5, "a"), Facts(15.6, "a"), Facts(11.0, "b"), Facts(None, "a")]
    assert join_bursts(range(6), facts, ["cat"] * 6) == [0, 0, 0, 3, 4, 5]
    assert join_bursts(range(6), facts, ["cat"] * 6, seconds=3) == [0, 0, 0, 0, 4, 5]
    assert join_bursts(range(6), facts, ["cat", "dog"] * 3) == [0, 1, 2, 3, 4, 5]
    assert join_bursts([0, 1, 2, 0, 4, 5], facts, ["cat"] * 6) == [0, 0, 0, 0, 4, 5]


def test_photos_without_a_camera_or_of_a_clock_that_stands_still_are_no_burst() -> None:
    assert join_bursts(range(2), [Facts(10.0), Facts(10.0)], ["cat"] * 2) == [0, 1]
    assert join_bursts(range(99), [Facts(10.0, "a")] * 99, ["cat"] * 99) == list(range(99))


def test_a_burst_is_never_divided_between_the_splits(tmp_path) -> None:
    start = datetime(2024, 5, 1, 12)
    for category in ("cat", "dog"):
        for burst in range(5):
            for place in range(4):
                number = 100 * burst + 10 * place + (category == "cat")
                time = start + timedelta(minutes=burst, seconds=2 * place)
                noise(tmp_path / category / f"{burst}{place}.jpg", number, time, "X100")
    splits = {}
    for photo in inspected(tmp_path).photos:
        splits.setdefault((photo.category, photo.path.name[0]), set()).add((photo.split, photo.group))
    assert len(splits) == 10
    assert all(len(sides) == 1 for sides in splits.values())
    apart = inspected(tmp_path, burst_seconds=0.5).photos
    assert len({photo.group for photo in apart}) == 40


@pytest.mark.parametrize("time", [None, datetime(1970, 1, 1), datetime(1980, 1, 1), datetime(2990, 1, 1)])
def test_photos_without_a_time_or_with_a_wrong_clock_are_groups_of_their_own(tmp_path, time) -> None:
    for category in ("cat", "dog"):
        for place in range(5):
            noise(tmp_path / category / f"{place}.jpg", 10 * (category == "cat") + place, time, "X100")
    assert len({photo.group for photo in inspected(tmp_path).photos}) == 10
    with pytest.raises(ModelError, match="not known to be of two days"):
        inspected(tmp_path, split_by="day")


@pytest.mark.parametrize("by", ["folder", "camera", "day"])
def test_whole_sites_are_held_out_and_known_ones_measured_beside_them(tmp_path, by) -> None:
    for site in range(5):
        for category in ("cat", "dog"):
            for place in range(10):
                time = datetime(2024, 5, 1 + site, 12, place)
                path = tmp_path / category / f"river {site}" / f"{place}.jpg"
                noise(path, 1000 * site + 100 * (category == "cat") + place, time, f"camera {site}")
    dataset = inspected(tmp_path, split_by=by)
    new = {photo.path.parent.name for photo in dataset.photos if photo.at_new_site}
    assert len(new) == 1
    assert {photo.split for photo in dataset.photos if photo.at_new_site} == {"val"}
    known = [photo for photo in dataset.photos if not photo.at_new_site]
    assert {photo.split for photo in known} == {"train", "val"}
    assert sum(photo.split == "val" for photo in known) == 8
    assert not new & {photo.path.parent.name for photo in known}
    assert dataset.ways_to_split == inspected(tmp_path).ways_to_split == ("folder", "camera", "day")
    other = {tuple(inspected(tmp_path, split_by=by, seed=seed).photos) for seed in range(4)}
    assert len(other) > 1


def test_sites_that_cannot_be_held_out_are_said(tmp_path) -> None:
    for category in ("cat", "dog"):
        for place in range(5):
            noise(tmp_path / category / category / f"{place}.jpg", 10 * (category == "cat") + place)
    with pytest.raises(ModelError, match="each has a category that is nowhere else"):
        inspected(tmp_path, split_by="folder")
    with pytest.raises(ModelError, match="two cameras"):
        inspected(tmp_path, split_by="camera")
    assert inspected(tmp_path).ways_to_split == ()
    for side in ("train", "val"):
        for category in ("cat", "dog"):
            noise(tmp_path / "own" / side / category / "a.jpg", 2 * (side == "val") + (category == "cat"))
    with pytest.raises(ModelError, match="brings photos to measure on itself"):
        inspected(tmp_path / "own", split_by="folder")


def test_facts_are_read_once(tmp_path, monkeypatch) -> None:
    for category in ("cat", "dog"):
        for site in range(2):
            time = datetime(2024, 5, 1 + site)
            noise(tmp_path / "photos" / category / f"{site}.jpg", 10 * site + (category == "cat"), time, f"写 {site}")
    cache = FeatureCache(tmp_path / "cache.sqlite", 1 << 24)
    first = inspected(tmp_path / "photos", cache=cache, split_by="camera")
    monkeypatch.setattr("effnet_desktop.engine.folders.dataset.facts_of", lambda *_: 1 / 0)
    assert inspected(tmp_path / "photos", cache=cache, split_by="camera") == first
    assert inspected(tmp_path / "photos", cache=cache, split_by="day").photos


def test_facts_survive_as_bytes() -> None:
    for facts in (Facts(), Facts(1.7e9, "Cañon-写真", 4000, 3000, 0.5, 0.25)):
        assert from_bytes(facts.to_bytes()) == facts


def shortcuts(facts, categories):
    return [str(text) for text in find_shortcuts(facts, categories, [str(place) for place in range(len(facts))])]


def test_a_size_a_brightness_or_a_camera_that_tells_the_category_is_said() -> None:
    chance = random.Random(0)

    def facts(category, **own):
        usual = {"width": chance.choice([640, 800]), "height": 480, "brightness": chance.random()}
        return Facts(None, **{"sharpness": chance.random(), "camera": chance.choice("ab"), **usual, **own})

    categories = [place % 2 for place in range(200)]
    assert shortcuts([facts(category) for category in categories], categories) == []
    assert shortcuts([facts(category, width=1000, height=500 + category) for category in categories], categories) == [
        "The category can be told from the photo's size: 100 %. The model may learn that instead.",
        "The category can be told from the photo's shape: 100 %. The model may learn that instead.",
    ]
    bright = [facts(category, brightness=0.5 * (category + chance.random())) for category in categories]
    assert [text.split(":")[0] for text in shortcuts(bright, categories)] == [
        "The category can be told from the photo's brightness"
    ]
    cameras = [facts(category, camera="ab"[category]) for category in categories]
    assert [text.split(":")[0] for text in shortcuts(cameras, categories)] == [
        "The category can be told from the photo's camera"
    ]


def test_few_photos_tell_no_shortcut() -> None:
    assert (
        shortcuts([Facts(width=place % 2 + 1, height=1) for place in range(30)], [place % 2 for place in range(30)])
        == []
    )
    assert shortcuts([], []) == []
