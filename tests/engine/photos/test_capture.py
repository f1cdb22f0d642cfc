"""When and where a photo was taken."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from effnet_desktop.engine.photos.capture import read_capture
from effnet_desktop.engine.photos.reading import read_whole


@pytest.fixture
def photo(tmp_path):
    def make(details=(), gps=(), **tags):
        exif = Image.Exif()
        exif.get_ifd(0x8769).update(details)
        exif.get_ifd(0x8825).update(gps)
        exif.update(tags.get("tags", {}))
        path = tmp_path / "a.jpg"
        Image.new("RGB", (8, 8)).save(path, exif=exif)
        os.utime(path, (10**9, 10**9))
        return path

    return make


def test_the_photos_own_time_with_its_zone(photo) -> None:
    known = read_capture(photo({36867: "2024:05:01 10:00:00", 36881: "-03:30"}))
    assert known.time == datetime(2024, 5, 1, 13, 30, tzinfo=UTC)
    assert known.time.utcoffset() == -timedelta(hours=3, minutes=30)
    assert known.is_own


@pytest.mark.parametrize(
    ("details", "tags"),
    [
        ({36868: "2024:05:01 10:00:00"}, {}),
        ({}, {306: "2024:05:01 10:00:00"}),
        ({36867: "?"}, {306: "2024:05:01 10:00:00"}),
    ],
)
def test_another_of_its_times_in_this_computers_zone(photo, details, tags) -> None:
    known = read_capture(photo(details, tags=tags))
    assert known.time.replace(tzinfo=None) == datetime(2024, 5, 1, 10)
    assert known.time.tzinfo is not None
    assert known.is_own


@pytest.mark.parametrize(
    "text", ["", "0000:00:00 00:00:00", "    :  :     :  :  ", "2024-05-01", "9999:99:99 99:99:99"]
)
def test_the_files_time_where_the_photo_has_none(photo, text) -> None:
    known = read_capture(photo({36867: text}))
    assert known.time == datetime.fromtimestamp(10**9, UTC)
    assert not known.is_own


def test_its_place(photo) -> None:
    known = read_capture(photo(gps={1: "N", 2: (35.0, 41.0, 24.0), 3: "E", 4: (139.0, 41.5, 0.0)}))
    assert (known.latitude, known.longitude) == pytest.approx((35.69, 139.6917), abs=1e-4)


@pytest.mark.parametrize(
    "gps",
    [
        {},
        {1: "N", 2: (35.0, 41.0, 24.0)},
        {1: "N", 2: (95.0, 0.0, 0.0), 3: "E", 4: (139.0, 0.0, 0.0)},
        {1: "N", 2: (IFDRational(0, 0),) * 3, 3: "E", 4: (139.0, 0.0, 0.0)},
    ],
)
def test_no_place(photo, gps) -> None:
    known = read_capture(photo(gps=gps))
    assert (known.latitude, known.longitude) == (None, None)


def test_what_is_no_photo_has_the_files_time_and_what_is_not_there_nothing(tmp_path) -> None:
    (tmp_path / "a.jpg").write_text("no photo")
    assert not read_capture(tmp_path / "a.jpg").is_own
    assert read_capture(tmp_path / "gone.jpg") is None
    assert read_capture(tmp_path) is None


def test_decoding_tells_the_cameras_clock(photo) -> None:
    path = photo({36867: "2024:05:01 10:00:00", 36881: "-03:30"})
    assert read_whole(path).taken.clock == datetime(2024, 5, 1, 10)
    assert read_whole(photo({36867: "0000:00:00 00:00:00"})).taken.clock is None
    assert read_whole(photo()).taken.clock is None


@pytest.mark.parametrize("suffix", [".png", ".webp", ".tif", ".avif"])
def test_the_cameras_clock_in_other_formats(tmp_path, suffix) -> None:
    exif = Image.Exif()
    if suffix == ".tif":  # of which Pillow writes nothing else
        exif[306] = "2024:05:01 10:00:00"
    else:
        exif.get_ifd(0x8769)[36867] = "2024:05:01 10:00:00"
        exif[306] = "2025:01:01 00:00:00"
    path = tmp_path / f"a{suffix}"
    Image.new("RGB", (16, 16)).save(path, exif=exif)
    assert read_whole(path).taken.clock == datetime(2024, 5, 1, 10)
