"""What travels with a photo."""

from pathlib import Path

import pytest

from effnet_desktop.engine.filing.companions import Companions


@pytest.mark.parametrize(
    "name",
    [
        "IMG_1.xmp",
        "IMG_1.HEIC.xmp",
        "IMG_1.MOV",
        "IMG_1.AAE",
        "IMG_1.mp4",
        "IMG_1.CR2",
        "IMG_1.CR2.xmp",
        "IMG_1.dng",
        "IMG_1.arq",
        "IMG_1.THM",
        "IMG_1.HEIC.json",
        "IMG_1.HEIC.supplemental-metadata.json",
        "IMG_1.HEIC.suppl.json",
    ],
)
def test_it_travels(tmp_path: Path, name: str) -> None:
    photo = tmp_path / "IMG_1.HEIC"
    for each in (photo, tmp_path / name):
        each.touch()
    assert list(Companions([photo]).of(photo)) == [tmp_path / name]


@pytest.mark.parametrize(
    "name",
    [
        "IMG_10.xmp",
        "IMG_1.txt",
        "IMG_1.jpg",
        "IMG_1.jpg.xmp",
        "IMG_1 (2).xmp",
        "img_1.xmp",
        "IMG_1",
        ".IMG_1.xmp",
        "IMG_1.HEIC.x.json",
    ],
)
def test_it_does_not_travel(tmp_path: Path, name: str) -> None:
    photo = tmp_path / "IMG_1.HEIC"
    for each in (photo, tmp_path / name):
        each.touch()
    assert list(Companions([photo]).of(photo)) == []


def test_the_film_of_a_pixels_motion_photo_travels(tmp_path: Path) -> None:
    photo, film = tmp_path / "PXL_1.MP.jpg", tmp_path / "PXL_1.MP"
    for each in (photo, film, tmp_path / "PXL_1.jpg"):
        each.touch()
    assert list(Companions([photo]).of(photo)) == [film]


def test_links_and_folders_do_not_travel(tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    photo.touch()
    (tmp_path / "other").touch()
    (tmp_path / "a.xmp").symlink_to(tmp_path / "other")
    (tmp_path / "a.mov").mkdir()
    assert list(Companions([photo]).of(photo)) == []


def test_a_file_travels_once_and_a_photo_of_the_run_is_nobodys_companion(tmp_path: Path) -> None:
    jpeg, heic, film, raw = (tmp_path / f"a.{suffix}" for suffix in ("jpg", "heic", "mov", "dng"))
    for each in (jpeg, heic, film, raw):
        each.touch()
    companions = Companions([jpeg, heic, raw])
    assert list(companions.of(jpeg)) == [film]
    assert list(companions.of(heic)) == []
