"""Small pictures that the check of a folder keeps for a training."""

import random
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from verbs import run

from effnet_desktop.engine.folders.dataset import inspect
from effnet_desktop.engine.folders.small_pictures import SmallPictures, kept_pictures
from effnet_desktop.engine.photos.inputs import infer_photos
from effnet_desktop.engine.photos.preprocess import preprocess
from effnet_desktop.engine.photos.reading import read_photo
from effnet_desktop.engine.variants import Preprocessing

SMALL = Preprocessing(resolution=32, resize=40)
BYTES = 32 * 32 * 3


def noise(path: Path, seed: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 256, (90, 130, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(12):
        noise(tmp_path / "photos" / ("cat" if number % 2 else "dog") / f"{number}.jpg", number)
    return tmp_path / "photos"


def test_a_check_keeps_what_the_network_would_see(folder: Path, tmp_path: Path) -> None:
    pictures = SmallPictures(tmp_path / "data", SMALL)
    _, data = run(inspect(folder, pictures=pictures))
    kept = list(kept_pictures(pictures, SMALL, data.photos))
    for photo, picture in zip(data.photos, kept, strict=True):
        assert np.array_equal(picture, preprocess(read_photo(photo.path, SMALL.resize), SMALL))
    assert data == run(inspect(folder))[1]
    assert not list((tmp_path / "data").iterdir())  # nothing that would stay after a kill


def test_photos_that_were_kept_are_not_read_again(folder: Path, tmp_path: Path) -> None:
    pictures = SmallPictures(tmp_path / "data", SMALL)
    _, data = run(inspect(folder, pictures=pictures))
    paths = [photo.path for photo in data.photos]
    for path in paths[2:]:
        path.unlink()
    kept = kept_pictures(pictures, SMALL, data.photos)
    rows, readable = run(infer_photos(lambda batch: batch, paths, SMALL, pictures=kept))[1]
    assert readable.all()
    assert len(rows) == 12


def test_another_network_sees_the_photos_themselves(folder: Path, tmp_path: Path) -> None:
    pictures = SmallPictures(tmp_path / "data", SMALL)
    _, data = run(inspect(folder, pictures=pictures))
    larger = Preprocessing(resolution=40, resize=40)
    assert list(kept_pictures(pictures, larger, data.photos)) == [None] * 12
    assert list(kept_pictures(None, SMALL, data.photos)) == [None] * 12


def test_no_more_is_kept_than_there_is_room_for(folder: Path, tmp_path: Path) -> None:
    pictures = SmallPictures(tmp_path / "data", SMALL, 3 * BYTES + 1)
    _, data = run(inspect(folder, pictures=pictures))
    kept = list(kept_pictures(pictures, SMALL, data.photos))
    assert sum(picture is not None for picture in kept) == 3
    assert data == run(inspect(folder))[1]


def test_pictures_come_back_in_any_order(tmp_path: Path) -> None:
    pictures = SmallPictures(tmp_path, SMALL)
    known = {str(number): random.Random(number).randbytes(BYTES) for number in range(20)}
    for digest, picture in known.items():
        pictures.put(digest, picture)
        pictures.put(digest, b"not again")
        assert pictures.get(digest).tobytes() == picture
    for digest in reversed(known):
        assert pictures.get(digest).tobytes() == known[digest]
    assert pictures.get("20") is None


def test_a_full_disk_or_a_folder_that_cannot_be_made_costs_time_only(folder: Path, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "file").touch()
    nowhere = SmallPictures(tmp_path / "file" / "data", SMALL)
    _, data = run(inspect(folder, pictures=nowhere))
    assert list(kept_pictures(nowhere, SMALL, data.photos)) == [None] * 12

    class Full:
        """A file on a full disk: it takes the first picture and a part of the second."""

        written = 0

        def seek(self, place: int) -> int:
            return place

        def write(self, data: bytes) -> int:
            self.written += 1
            if self.written == 2:
                return 100
            assert self.written == 1
            return len(data)

        def read(self, size: int) -> bytes:
            return bytes(size)

    pictures = SmallPictures(tmp_path / "data", SMALL)
    pictures._file = Full()
    _, data = run(inspect(folder, pictures=pictures))
    assert sum(picture is not None for picture in kept_pictures(pictures, SMALL, data.photos)) == 1
