"""Lists of photos and categories as spreadsheets and people write them."""

import unicodedata

import pytest

from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.folders.label_table import read_label_table


@pytest.fixture
def photos(make_photos):
    """photo0000.jpg to photo0002.jpg."""
    return make_photos(3)


def read(photos, data, beside=True):
    file = photos[0].parent / "list.csv" if beside else photos[0].parent.parent / "list.csv"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_label_table(file, photos[0].parent)


@pytest.mark.parametrize(
    "data",
    [
        "photo0000.jpg,cat\nphoto0001.jpg,dog\n",
        "photo,category\nphoto0000.jpg,cat\nphoto0001.jpg,dog",
        "\ufeffid;Label;File\r\n1;cat;photo0000.jpg\r\n2;dog;photo0001.jpg\r\n",
        "写真\tカテゴリ\r\nphoto0000.jpg\tcat\r\nphoto0001.jpg\tdog\r\n",
        '"photo0000.jpg" , cat\n\n"photo0001.jpg","dog"\n',
        "photo,category\r\nphoto0000.jpg,cat\r\nphoto0001.jpg,dog\r\n".encode("utf-16"),
    ],
)
@pytest.mark.parametrize("beside", [True, False])
def test_ways_to_write_a_list(photos, data, beside) -> None:
    found = read(photos, data, beside)
    assert found.photos == {photos[0]: "cat", photos[1]: "dog"}
    assert (found.missing, found.contradicted) == ([], [])


def test_absolute_paths_and_those_of_another_system(photos) -> None:
    found = read(photos, f"{photos[0]},cat\n..\\photos\\photo0001.jpg,dog\n")
    assert found.photos == {photos[0]: "cat", photos[1]: "dog"}


def test_a_name_as_macos_writes_it_is_found(photos) -> None:
    path = photos[0].rename(photos[0].with_name(unicodedata.normalize("NFC", "が.jpg")))
    found = read(photos, f"{unicodedata.normalize('NFD', 'が')}.jpg,cat\n")
    assert found.photos == {path: "cat"}


def test_what_is_missing_empty_or_contradicted_is_told(photos) -> None:
    found = read(photos, "gone.jpg,cat\nphoto0000.jpg,cat\nphoto0000.jpg,dog\nphoto0001.jpg,\nphoto0001.jpg,Cat\n")
    assert found.missing == [photos[0].parent / "gone.jpg"]
    assert found.contradicted == [photos[0]]
    assert found.photos == {photos[0]: "cat", photos[1]: "cat"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("just one column\n", "no list of photos"),
        (b"\x89PNG\0\0\0,,", "no list of photos"),
        (b"\xff\xfe\x00", "no list of photos"),
        ("photo0000.jpg,猫\n".encode("cp932"), "not text in UTF-8"),
    ],
)
def test_what_is_no_list_is_said(photos, data, message) -> None:
    with pytest.raises(EngineError, match=message):
        read(photos, data)


def test_a_list_that_is_not_there_or_a_folder_is_said(tmp_path) -> None:
    with pytest.raises(EngineError, match="no file"):
        read_label_table(tmp_path / "gone.csv", tmp_path)
    with pytest.raises(EngineError, match="cannot be read"):
        read_label_table(tmp_path, tmp_path)


def test_an_empty_list_names_nothing(photos) -> None:
    assert read(photos, "").photos == {}
