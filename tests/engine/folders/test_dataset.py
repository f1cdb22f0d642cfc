import io
import os
import random
import shutil
import sys
import threading
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterable
from pathlib import Path

import numpy as np
import pytest
import skimage
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.folders import dataset, listing
from effnet_desktop.engine.folders.dataset import choose_val, inspect
from effnet_desktop.engine.folders.feature_cache import FeatureCache
from effnet_desktop.engine.folders.label_list import LabelList
from effnet_desktop.engine.photos import reading
from effnet_desktop.engine.records.folders import Dataset, FolderListed, Problem
from effnet_desktop.engine.records.messages import Progress

IMAGENETTE = Path(__file__).parents[4] / "shared" / "data" / "imagenette"


def picture(seed: int, size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Random blocks of colour: no two seeds look alike."""
    blocks = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    return Image.fromarray(blocks).resize(size, Image.Resampling.BICUBIC)


def put(path: Path, seed: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture(seed).save(path)
    return path


def put_many(folder: Path, count: int, seed: int = 0) -> list[Path]:
    return [put(folder / f"{number}.jpg", 1000 * seed + number) for number in range(count)]


def run(
    folder: Path, labels: LabelList | None = None, **options: float
) -> tuple[FolderListed, list[Progress], Dataset]:
    steps: Generator[FolderListed | Progress, None, Dataset] = inspect(folder, labels, **options)
    seen = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            listed, *progress = seen
            assert isinstance(listed, FolderListed)
            assert all(isinstance(step, Progress) for step in progress)
            return listed, progress, end.value


def end(steps: Generator[object, None, Dataset]) -> Dataset:
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value


def result(folder: Path, labels: LabelList | None = None, **options: float) -> Dataset:
    return run(folder, labels, **options)[2]


def snapshot(folder: Path) -> dict[Path, tuple[int, bytes]]:
    return {
        path: (path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else b"") for path in folder.rglob("*")
    }


def told(data: Dataset) -> list[str]:
    return [str(problem.message) for problem in data.problems]


def problem(data: Dataset, words: str) -> Problem:
    """The one problem with these words."""
    (found,) = [problem for problem in data.problems if words in str(problem.message)]
    return found


def sides(data: Dataset) -> dict[Path, str]:
    return {photo.path: photo.split for photo in data.photos}


def names(data: Dataset) -> dict[Path, str]:
    return {photo.path: data.categories[photo.category] for photo in data.photos}


def groups(data: Dataset) -> list[set[Path]]:
    found: dict[int, set[Path]] = defaultdict(set)
    for photo in data.photos:
        found[photo.group].add(photo.path)
    return list(found.values())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "photos"
    path.mkdir()
    return path


@pytest.fixture
def labels(tmp_path: Path) -> LabelList:
    return LabelList(tmp_path / "labels" / "list.json")


# A sound folder


def test_eight_photos_in_two_categories(folder: Path) -> None:
    put_many(folder / "cat", 4, 1)
    put_many(folder / "dog", 4, 2)
    before = snapshot(folder)
    listed, progress, data = run(folder)
    assert listed.folder == data.folder == folder
    assert [(count.name, count.photos) for count in listed.categories] == [("cat", 4), ("dog", 4)]
    assert listed.categories[0].samples == tuple(folder / "cat" / f"{number}.jpg" for number in range(4))
    assert not listed.has_own_split
    assert data.categories == ("cat", "dog")
    assert [photo.path for photo in data.photos] == sorted(folder.rglob("*.jpg"))
    assert all(path.parent.name == name for path, name in names(data).items())
    assert Counter((names(data)[path], side) for path, side in sides(data).items()) == {
        ("cat", "train"): 3,
        ("cat", "val"): 1,
        ("dog", "train"): 3,
        ("dog", "val"): 1,
    }
    assert len(groups(data)) == 8
    assert sorted({photo.group for photo in data.photos}) == list(range(8))
    assert told(data) == ["Categories with fewer than 5 photos: cat, dog. More photos would help a lot."]
    assert data.can_train
    assert (progress[-1].done, progress[-1].total) == (8, 8)
    assert {str(step.step) for step in progress} == {"Checking photos", "Comparing photos"}
    assert snapshot(folder) == before


def test_the_listing_comes_before_any_photo_is_read(folder: Path) -> None:
    put_many(folder / "cat", 20)
    (folder / "dog").mkdir()
    (folder / "dog" / "not a photo.jpg").write_bytes(b"nonsense")
    (folder / "dog" / "notes.txt").write_text("not even by name")
    steps = inspect(folder)
    listed = next(steps)
    steps.close()
    assert isinstance(listed, FolderListed)
    assert [(count.name, count.photos) for count in listed.categories] == [("cat", 20), ("dog", 1)]
    samples = listed.categories[0].samples
    assert len(samples) == listing.SAMPLES
    assert samples[0] == folder / "cat" / "0.jpg"
    assert samples[-1] > folder / "cat" / "15.jpg"


def test_natural_order_and_any_names(folder: Path) -> None:
    put_many(folder / "category 10", 5, 1)
    put_many(folder / "category 2", 11, 2)
    put_many(folder / "ねこ　(茶色)", 5, 3)
    put_many(folder / "{x} %s", 3, 4)
    put(folder / ".hidden" / "1.jpg", 99)
    data = result(folder)
    assert data.categories == ("category 2", "category 10", "{x} %s", "ねこ　(茶色)")
    assert [photo.path.name for photo in data.photos[:11]] == [f"{number}.jpg" for number in range(11)]
    assert told(data) == ["Categories with fewer than 5 photos: {x} %s. More photos would help a lot."]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, every file name is valid Unicode")
def test_names_that_are_not_unicode(folder: Path) -> None:
    put_many(folder / os.fsdecode(b"caf\xe9"), 5, 1)
    put_many(folder / "tea", 5, 2)
    data = result(folder)
    assert len(data.categories) == 2
    assert data.fingerprint


def test_both_unicode_spellings_are_one_category(folder: Path) -> None:
    put_many(folder / "train" / unicodedata.normalize("NFC", "ガラス"), 5, 1)
    put_many(folder / "val" / unicodedata.normalize("NFD", "ガラス"), 5, 2)
    put_many(folder / "train" / "紙", 5, 3)
    put_many(folder / "val" / "紙", 5, 4)
    data = result(folder)
    assert set(data.categories) == {"ガラス", "紙"}
    assert data.problems == ()


def test_a_relative_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_many(folder / "cat", 5, 1)
    put_many(folder / "dog", 5, 2)
    monkeypatch.chdir(folder)
    assert result(Path(".")) == result(folder)


def test_links_are_followed_once(folder: Path, tmp_path: Path) -> None:
    put_many(tmp_path / "elsewhere", 5, 1)
    put_many(folder / "dog", 5, 2)
    try:
        (folder / "cat").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    except OSError:
        pytest.skip("links need a permission here")
    (folder / "dog" / "again").symlink_to(folder, target_is_directory=True)
    (folder / "dog" / "loop").symlink_to(folder / "dog" / "loop")
    (folder / "dog" / "gone.jpg").symlink_to(tmp_path / "gone.jpg")
    (folder / "dog" / "same.jpg").symlink_to(folder / "dog" / "0.jpg")
    data = result(folder)
    assert data.categories == ("cat", "dog")
    assert len(data.photos) == 10
    assert [failed.path.name for failed in data.unreadable] == ["gone.jpg"]
    assert data.copies == ((folder / "dog" / "0.jpg", folder / "dog" / "same.jpg"),)


def test_closing_early_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_many(folder / "cat", 30, 1)
    put_many(folder / "dog", 30, 2)
    before = snapshot(folder)
    monkeypatch.setattr(dataset, "PROGRESS_SECONDS", 0)
    whole = sum(1 for _ in inspect(folder))
    for stop in (1, 2, 20, whole - 1):
        steps = inspect(folder)
        for _ in range(stop):
            next(steps)
        reading = any(thread.name.startswith("prefetch") for thread in threading.enumerate())
        assert reading == (stop == 20)
        steps.close()
        assert not any(thread.name.startswith("prefetch") for thread in threading.enumerate())
    assert snapshot(folder) == before


def test_progress_comes_ten_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    closed: list[bool] = []

    def steps() -> Generator[Progress, None, str]:
        nonlocal now
        try:
            for done in range(101):
                yield Progress(Text("Working"), done, 100)
                now += 0.015625
        finally:
            closed.append(True)
        return "result"

    def collect() -> Generator[Progress, None, None]:
        assert (yield from dataset._paced(steps())) == "result"

    seen = [progress.done for progress in collect()]
    assert seen == [*range(0, 100, 7), 100]
    stopped = dataset._paced(steps())
    next(stopped)
    stopped.close()
    assert closed == [True, True]


# The folder's own split


@pytest.mark.parametrize("val", ["val", "valid", "validation", "test", "VAL"])
def test_an_own_split_is_used(folder: Path, val: str) -> None:
    for split, seed in (("Train", 1), (val, 3)):
        put_many(folder / split / "cat", 6, seed)
        put_many(folder / split / "dog", 6, seed + 1)
    listed, _, data = run(folder)
    assert listed.has_own_split
    assert data.has_own_split
    assert [(count.name, count.photos) for count in listed.categories] == [("cat", 12), ("dog", 12)]
    assert all((side == "val") == (path.parents[1].name == val) for path, side in sides(data).items())
    assert data.problems == ()


def test_val_is_preferred_and_the_rest_is_told(folder: Path) -> None:
    for split, seed in (("train", 1), ("test", 3), ("validation", 5), ("valid", 7), ("extra", 9)):
        put_many(folder / split / "cat", 5, seed)
        put_many(folder / split / "dog", 5, seed + 1)
    stray = put(folder / "stray.jpg", 1)
    data = result(folder)
    assert {path.parents[1].name for path, side in sides(data).items() if side == "val"} == {"valid"}
    unused = problem(data, "Folders that are not used: extra, test, validation.")
    assert unused.paths == (folder / "extra", folder / "test", folder / "validation")
    assert problem(data, "beside").paths == (stray,)


def test_a_test_folder_without_categories_is_no_split(folder: Path) -> None:
    put_many(folder / "train" / "cat", 10, 1)
    put_many(folder / "train" / "dog", 10, 2)
    put_many(folder / "test", 5, 3)
    data = result(folder)
    assert not data.has_own_split
    assert data.categories == ("cat", "dog")
    assert Counter(sides(data).values()) == {"train": 16, "val": 4}
    assert told(data) == ["Folders that are not used: test."]


def test_train_can_be_a_category(folder: Path) -> None:
    put_many(folder / "bus", 5, 1)
    put_many(folder / "train" / "steam", 3, 2)
    put_many(folder / "train" / "diesel", 3, 3)
    data = result(folder)
    assert data.categories == ("bus", "train")
    assert told(data) == ["Folders inside category folders: 2. Their photos belong to the category."]


def test_categories_on_one_side_only(folder: Path) -> None:
    for split, category, seed in (
        ("train", "cat", 1),
        ("train", "dog", 2),
        ("train", "emu", 3),
        ("val", "cat", 4),
        ("val", "fox", 5),
        ("val", "dog", 6),
    ):
        put_many(folder / split / category, 6, seed)
    data = result(folder)
    assert data.categories == ("cat", "dog", "emu")
    assert "fox" not in {path.parent.name for path in sides(data)}
    only_val = problem(data, "Categories in val that have no photos in train, left out: fox.")
    assert only_val.paths == tuple(folder / "val" / "fox" / f"{number}.jpg" for number in range(6))
    only_train = problem(data, "Categories in train that have no photos in val: emu.")
    assert len(only_train.paths) == 6
    assert data.can_train


def test_copies_in_train_and_val_stay_in_val(folder: Path) -> None:
    for split, seed in (("train", 1), ("val", 3)):
        put_many(folder / split / "cat", 6, seed)
        put_many(folder / split / "dog", 6, seed + 1)
    copy = folder / "train" / "cat" / "copy.jpg"
    copy.write_bytes((folder / "val" / "cat" / "3.jpg").read_bytes())
    data = result(folder)
    assert copy not in sides(data)
    assert data.copies == ((folder / "val" / "cat" / "3.jpg", copy),)
    assert problem(data, "Photos that are in train and in val: 1.").paths == (copy,)


def test_near_duplicates_across_an_own_split_are_told(folder: Path) -> None:
    for split, seed in (("train", 1), ("val", 3)):
        put_many(folder / split / "cat", 6, seed)
        put_many(folder / split / "dog", 6, seed + 1)
    brighter = folder / "val" / "cat" / "brighter.jpg"
    ImageEnhance.Brightness(picture(1000)).enhance(1.1).save(brighter)
    data = result(folder)
    assert problem(data, "Photos in val that look almost like photos in train: 1.").paths == (brighter,)
    assert len(groups(data)) == len(data.photos) == 25
    assert sides(data)[brighter] == "val"


def test_a_train_folder_all_in_val_cannot_train(folder: Path) -> None:
    for category, seed in (("cat", 1), ("dog", 2)):
        put_many(folder / "train" / category, 5, seed)
        put_many(folder / "val" / category, 5, seed)
    data = result(folder)
    assert not data.can_train
    assert told(data)[0] == "The folder train has no photos to learn from."


# What is wrong


def fatal(data: Dataset) -> str:
    """The one fatal problem, which comes first."""
    assert [problem.is_fatal for problem in data.problems] == [True] + [False] * (len(data.problems) - 1)
    assert not data.can_train
    return str(data.problems[0].message)


def test_no_such_folder(tmp_path: Path) -> None:
    listed, _, data = run(tmp_path / "gone")
    assert listed.categories == ()
    assert fatal(data) == f"There is no folder {tmp_path / 'gone'}."
    put(tmp_path / "file.jpg", 1)
    assert "file.jpg is a file." in fatal(result(tmp_path / "file.jpg"))


def test_a_folder_that_cannot_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_many(folder / "cat", 5)

    def refuse(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    assert fatal(result(folder)) == f"The folder {folder} cannot be read: Permission denied."


def test_no_category_folder(folder: Path) -> None:
    assert "no category folders" in fatal(result(folder))
    put_many(folder, 3)
    data = result(folder)
    assert "Put the photos of each category into a folder of its own" in fatal(data)
    assert len(problem(data, "beside the category folders, not used: 3.").paths) == 3
    assert data.photos == ()


def test_empty_categories_only(folder: Path) -> None:
    (folder / "cat").mkdir()
    (folder / "dog").mkdir()
    listed, _, data = run(folder)
    assert [(count.name, count.photos, count.samples) for count in listed.categories] == [
        ("cat", 0, ()),
        ("dog", 0, ()),
    ]
    assert fatal(data) == f"The category folders in {folder} hold no photos."


def test_no_readable_photo(folder: Path) -> None:
    for category in ("cat", "dog"):
        (folder / category).mkdir()
        (folder / category / "1.jpg").write_bytes(b"")
    data = result(folder)
    assert fatal(data) == f"None of the photos in {folder} can be read."
    assert len(data.unreadable) == 2


def test_one_category(folder: Path) -> None:
    put_many(folder / "cat", 6)
    data = result(folder)
    assert fatal(data) == "There is only one category, cat. A model needs at least two to tell apart."
    assert len(data.photos) == 6
    put_many(folder / "cat" / "tabby", 6, 2)
    assert "choose that folder instead" in fatal(result(folder))


def test_two_folders_of_the_same_photos_are_said_to_be_that(folder: Path) -> None:
    put_many(folder / "cat", 6)
    shutil.copytree(folder / "cat", folder / "kitten")
    said = fatal(result(folder))
    assert said.startswith("The photos of kitten are the same as photos of cat, so only one category is left.")


@pytest.mark.parametrize("name", ["1.jpg", "1.psd"])
def test_a_category_that_cannot_be_read_at_all_is_named(folder: Path, name: str) -> None:
    put_many(folder / "cat", 6)
    (folder / "dog").mkdir()
    (folder / "dog" / name).write_bytes(b"no photo")
    assert fatal(result(folder)).startswith("Only cat has photos that can be read; those of dog cannot.")


def test_what_a_server_keeps_among_photos_is_no_category(folder: Path) -> None:
    put_many(folder / "cat", 6, 1)
    put_many(folder / "dog", 6, 2)
    put_many(folder / "@eaDir" / "0.jpg", 2, 3)
    put_many(folder / "cat" / "@eaDir" / "0.jpg", 2, 4)
    (folder / "#recycle").mkdir()
    data = result(folder)
    assert data.categories == ("cat", "dog")
    assert len(data.photos) == 12
    assert told(data) == []


def test_files_of_other_kinds_are_said(folder: Path) -> None:
    put_many(folder / "cat", 6, 1)
    put_many(folder / "dog", 6, 2)
    for name in ("1.psd", "2.psd", "film.mov", "notes.txt", "1.xmp"):
        (folder / "dog" / name).touch()
    assert told(result(folder)) == ["3 files are not photos or not supported: 2 .psd, 1 .mov."]


def test_categories_are_known_in_val_however_they_are_spelt_there(folder: Path) -> None:
    for name, seed in (("Training/Fire engine", 1), ("Training/a", 2), ("Training/A", 3)):
        put_many(folder / name, 6, seed)
    for name, seed in (("Testing/fire_engine", 4), ("Testing/a", 5), ("Testing/A", 6)):
        put_many(folder / name, 6, seed)
    data = result(folder)
    assert data.has_own_split
    assert set(data.categories) == {"Fire engine", "a", "A"}
    assert Counter((names(data)[path], side) for path, side in sides(data).items()) == dict.fromkeys(
        [(category, side) for category in data.categories for side in ("train", "val")], 6
    )
    assert data.problems == ()


def test_a_category_with_one_photo_cannot_be_measured(folder: Path) -> None:
    put_many(folder / "cat", 6, 1)
    put_many(folder / "dog", 6, 2)
    put_many(folder / "emu", 1, 3)
    data = result(folder)
    single = problem(data, "Categories with a single photo: emu.")
    assert "cannot be measured" in str(single.message)
    assert single.paths == (folder / "emu" / "0.jpg",)
    assert sides(data)[folder / "emu" / "0.jpg"] == "train"
    assert data.can_train


def test_many_names_are_shortened(folder: Path) -> None:
    for number in range(8):
        put_many(folder / f"c{number}", 1, number)
    single = problem(result(folder), "Categories with a single photo: c0, c1, c2, c3, c4, ....")
    assert len(single.paths) == 8


def test_a_category_of_one_burst_trains_only(folder: Path) -> None:
    put_many(folder / "cat", 6, 1)
    (folder / "dog").mkdir()
    for number in range(6):
        picture(7).save(folder / "dog" / f"{number}.jpg", quality=70 + number)
    data = result(folder)
    assert {side for path, side in sides(data).items() if path.parent.name == "dog"} == {"train"}
    assert len(problem(data, "Categories whose photos are almost all the same: dog.").paths) == 6


@pytest.mark.parametrize(("many", "is_told"), [(20, False), (21, True)])
def test_imbalance(folder: Path, many: int, is_told: bool) -> None:
    put_many(folder / "cat", many, 1)
    put_many(folder / "dog", 2, 2)
    put_many(folder / "emu", 5, 3)
    words = [text for text in told(result(folder)) if "only" in text]
    assert words == ["cat has 21 photos and dog only 2. Rare categories are recognised less well."] * is_told


def test_photos_beside_and_empty_and_nested_folders(folder: Path) -> None:
    put_many(folder / "cat", 5, 1)
    put_many(folder / "dog" / "big" / "old", 5, 2)
    put_many(folder / "dog" / "small", 5, 3)
    beside = put(folder / "beside.jpg", 4)
    (folder / "emu").mkdir()
    (folder / "emu" / "notes.txt").write_text("to be photographed")
    data = result(folder)
    assert data.categories == ("cat", "dog")
    assert problem(data, "Photos beside the category folders, not used: 1.").paths == (beside,)
    assert problem(data, "Category folders without photos: emu.").paths == (folder / "emu",)
    nested = problem(data, "Folders inside category folders: 2.")
    assert nested.paths == (folder / "dog" / "big" / "old", folder / "dog" / "small")
    assert data.can_train


def test_unreadable_photos_are_left_out(folder: Path) -> None:
    put_many(folder / "cat", 5, 1)
    put_many(folder / "dog", 5, 2)
    good = (folder / "cat" / "0.jpg").read_bytes()
    for name, content in {"empty.jpg": b"", "torn.jpg": good[: len(good) // 2], "text.png": b"hello"}.items():
        (folder / "cat" / name).write_bytes(content)
    data = result(folder)
    assert [(failed.path.name, str(failed.error).split(".")[0]) for failed in data.unreadable] == [
        ("empty.jpg", "The file is empty (0 bytes)"),
        ("text.png", "This is not a photo, or its format is not supported"),
        ("torn.jpg", "The photo is damaged or incomplete"),
    ]
    assert problem(data, "Photos that cannot be read, left out: 3.").paths == tuple(f.path for f in data.unreadable)
    assert len(data.photos) == 10


def test_large_files_are_read_in_pieces_and_no_otherwise(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_many(folder / "cat", 5, 1)
    put_many(folder / "dog", 5, 2)
    at_once = result(folder)
    monkeypatch.setattr(reading, "READ_AT_ONCE", 0)
    assert result(folder) == at_once


def test_exact_copies_count_once(folder: Path) -> None:
    put_many(folder / "cat", 5, 1)
    put_many(folder / "dog", 5, 2)
    copies = [folder / "cat" / name for name in ("7.jpg", "8.jpg")]
    for copy in copies:
        copy.write_bytes((folder / "cat" / "2.jpg").read_bytes())
    data = result(folder)
    assert data.copies == ((folder / "cat" / "2.jpg", *copies),)
    assert problem(data, "Exact copies of other photos, left out: 2.").paths == tuple(copies)
    assert len(data.photos) == 10


def test_a_photo_in_two_categories(folder: Path) -> None:
    put_many(folder / "cat", 6, 1)
    put_many(folder / "dog", 6, 2)
    both = [folder / "cat" / "2.jpg", folder / "dog" / "copy.jpg"]
    both[1].write_bytes(both[0].read_bytes())
    data = result(folder)
    conflict = problem(data, "more than one category (cat, dog): 1. They count as cat only.")
    assert conflict.paths == tuple(both)
    assert names(data)[both[0]] == "cat"
    assert both[1] not in names(data)


# The user's corrections


def test_corrections_are_applied(folder: Path, tmp_path: Path, labels: LabelList) -> None:
    cats, dogs = put_many(folder / "cat", 6, 1), put_many(folder / "dog", 6, 2)
    beside = put(folder / "beside.jpg", 3)
    added, new, gone = (
        put(tmp_path / "in box" / "犬.jpg", 4),
        put(tmp_path / "in box" / "emu.jpg", 5),
        tmp_path / "no.jpg",
    )
    for path, category in ((cats[0], "dog"), (beside, "cat"), (added, "dog"), (new, "emu"), (gone, "cat")):
        labels.label(path, category)
    labels.leave_out(dogs[0])
    before = snapshot(tmp_path)
    listed, _, data = run(folder, labels)
    counts = {count.name: count.photos for count in listed.categories}
    assert counts == {"cat": 6, "dog": 7, "emu": 1}
    expected = {**dict.fromkeys(cats, "cat"), **dict.fromkeys(dogs, "dog")}
    expected |= {cats[0]: "dog", beside: "cat", added: "dog", new: "emu"}
    del expected[dogs[0]]
    assert names(data) == expected
    assert problem(data, "Photos of your corrections that are no longer there: 1.").paths == (gone,)
    assert "beside" not in " ".join(told(data))
    assert snapshot(tmp_path) == before
    assert data.fingerprint != result(folder).fingerprint


def test_photos_added_to_an_own_split_are_learnt(folder: Path, tmp_path: Path, labels: LabelList) -> None:
    for split, seed in (("train", 1), ("val", 3)):
        put_many(folder / split / "cat", 5, seed)
        put_many(folder / split / "dog", 5, seed + 1)
    added, moved = put_many(tmp_path / "added", 8, 9), folder / "val" / "cat" / "0.jpg"
    for path in added:
        labels.label(path, "cat")
    labels.label(moved, "dog")
    data = result(folder, labels, val_share=0.8)
    assert {(sides(data)[path], names(data)[path]) for path in added} == {("train", "cat")}
    assert (sides(data)[moved], names(data)[moved]) == ("val", "dog")


@pytest.mark.parametrize("name", ["cat/2.jpg", "dog/copy.jpg"])
@pytest.mark.parametrize("category", ["cat", "dog"])
def test_a_correction_settles_which_copy_counts(folder: Path, labels: LabelList, name: str, category: str) -> None:
    put_many(folder / "cat", 5, 1)
    put_many(folder / "dog", 5, 2)
    (folder / "dog" / "copy.jpg").write_bytes((folder / "cat" / "2.jpg").read_bytes())
    labels.label(folder / name, category)
    data = result(folder, labels)
    assert names(data)[folder / name] == category
    assert data.copies[0][0] == folder / name
    assert "more than one category" not in " ".join(told(data))


def test_corrections_alone_can_make_two_categories(folder: Path, labels: LabelList) -> None:
    photos = put_many(folder, 10)
    for number, photo in enumerate(photos):
        labels.label(photo, "odd" if number % 2 else "even")
    data = result(folder, labels)
    assert data.categories == ("even", "odd")
    assert data.problems == ()


# Near-duplicates


def retouched(image: Image.Image, number: int) -> Image.Image:
    """The same photo as people have it twice: smaller, brighter, cropped, turned a little, softer."""
    width, height = image.size
    return [
        lambda: image,
        lambda: image.resize((width // 2, height // 2)),
        lambda: ImageEnhance.Brightness(image).enhance(1.2),
        lambda: ImageEnhance.Contrast(image).enhance(0.8),
        lambda: image.crop((width // 40, height // 50, width, height)),
        lambda: image.rotate(1).crop((8, 8, width - 8, height - 8)),
        lambda: image.filter(ImageFilter.GaussianBlur(2)),
    ][number]()


def test_retouched_photos_are_one_group(folder: Path) -> None:
    expected = []
    for number, name in enumerate(
        ("chelsea.png", "coffee.png", "rocket.jpg", "astronaut.png", "retina.jpg", "ihc.png")
    ):
        image = Image.open(Path(skimage.data_dir) / name).convert("RGB")
        image.thumbnail((320, 320))
        paths = [folder / ("a" if number < 4 else "b") / f"{name} {version}.jpg" for version in range(7)]
        for version, path in enumerate(paths):
            path.parent.mkdir(exist_ok=True)
            retouched(image, version).save(path, quality=90 - 5 * version)
        expected.append(set(paths))
    put_many(folder / "b", 6)
    data = result(folder)
    large = [group for group in groups(data) if len(group) > 1]
    assert sorted(map(sorted, large)) == sorted(map(sorted, expected))
    assert all(len({sides(data)[path] for path in group}) == 1 for group in large)


@pytest.mark.skipif(not IMAGENETTE.is_dir(), reason="needs ../shared/data/imagenette")
def test_similar_photos_are_no_group(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    for category in ("golf ball", "parachute"):  # balls on lawns, and specks in the sky
        (folder / category).mkdir(parents=True)
        for photo in sorted((IMAGENETTE / "train" / category).iterdir())[:250]:
            (folder / category / photo.name).write_bytes(photo.read_bytes())
    assert len(groups(result(folder))) == 500


def test_skies_are_no_group(folder: Path) -> None:
    chance = np.random.default_rng(3)
    y, x = np.mgrid[-1:1:90j, -1:1:120j]
    for category in ("plain", "sloping", "vignetted"):
        (folder / category).mkdir()
        for number in range(40):
            sky = np.ones((90, 120, 3)) * chance.normal((90, 150, 220), 18)
            if category != "plain":
                sky += (y * chance.uniform(-40, -10) + x * chance.uniform(-8, 8))[..., None]
            if category == "vignetted":
                sky -= ((x**2 + y**2) * chance.uniform(5, 20))[..., None]
            sky += chance.normal(0, 3, sky.shape)
            image = Image.fromarray(sky.clip(0, 255).astype(np.uint8))
            image.save(folder / category / f"{number}.jpg", quality=85)
    assert len(groups(result(folder))) >= 110


def test_plain_colours_and_a_lens_that_darkens_the_corners_are_no_group(folder: Path) -> None:
    y, x = np.mgrid[-1:1:90j, -1:1:120j]
    corners = ((x**2 + y**2) ** 2 * 2.5)[..., None]
    for number in range(30):
        for category, dark in (("plain", 0), ("darkened", corners)):
            (folder / category).mkdir(exist_ok=True)
            colour = (90 + number, 150 - 2 * number, 200 + number)
            wall = (np.ones((90, 120, 3)) * colour - dark).clip(0, 255).astype(np.uint8)
            Image.fromarray(wall).save(folder / category / f"{number}.png")
    assert len(groups(result(folder))) == 60


def test_a_look_that_all_share_is_no_burst(folder: Path) -> None:
    chance = random.Random(1)
    for digit in "17":
        (folder / digit).mkdir()
        for number in range(300):
            image = Image.new("L", (112, 112))
            points = [(56, 20), (56, 92)] if digit == "1" else [(32, 24), (80, 24), (48, 92)]
            points = [(x + chance.gauss(0, 6), y + chance.gauss(0, 6)) for x, y in points]
            ImageDraw.Draw(image).line(points, fill=255, width=chance.randint(6, 14), joint="curve")
            image.rotate(chance.gauss(0, 12)).resize((28, 28)).save(folder / digit / f"{number}.png")
    data = result(folder)
    assert max(map(len, groups(data))) < 60
    assert Counter((names(data)[path], side) for path, side in sides(data).items())["1", "val"] == 60


def test_groups_stay_within_their_category(folder: Path) -> None:
    for number, category in enumerate(("cat", "dog")):
        put_many(folder / category, 5, number)
        picture(77).save(folder / category / "same.jpg", quality=80 + number)
    data = result(folder)
    assert len(groups(data)) == len(data.photos) == 12


# What is remembered


def test_a_second_check_reads_only_new_and_changed_photos(folder: Path, tmp_path: Path, monkeypatch) -> None:
    for number, category in enumerate(("cat", "dog")):
        put_many(folder / category, 6, number)
    (folder / "cat" / "broken.jpg").write_bytes(b"no")
    cache = FeatureCache(tmp_path / "cache.sqlite", 1 << 24)
    read: list[Path] = []

    def read_with_digest(path: Path, min_side: int) -> tuple[reading.ReadPhoto, str]:
        read.append(path)
        return reading.read_with_digest(path, min_side)

    monkeypatch.setattr(dataset, "read_with_digest", read_with_digest)
    first = end(inspect(folder, None, cache))
    assert len(read) == 13
    read.clear()
    assert end(inspect(folder, None, cache)).photos == first.photos
    assert [path.name for path in read] == ["broken.jpg"]  # it may be mended meanwhile
    read.clear()
    changed = put(folder / "dog" / "3.jpg", 99)
    moved = (folder / "dog" / "4.jpg").rename(folder / "dog" / "9.jpg")
    again = end(inspect(folder, None, cache))
    assert set(read) == {folder / "cat" / "broken.jpg", changed, moved}
    assert again.photos == end(inspect(folder)).photos


# The split

digests = st.text("0123456789abcdef", min_size=8, max_size=8)
seeds = st.integers(0, 5)
shares = st.floats(0.05, 0.95)


@given(st.dictionaries(digests, st.integers(1, 9), max_size=30), seeds, shares)
@example({"a": 1, "b": 1}, 0, 0.9)
def test_each_side_gets_its_share_in_whole_groups(sizes: dict[str, int], seed: int, share: float) -> None:
    val = choose_val(sizes, seed, share)
    assert val <= sizes.keys()
    assert val == choose_val(dict(reversed(sizes.items())), seed, share)
    if len(sizes) < 2:
        assert not val
        return
    assert 0 < len(val) < len(sizes)
    photos, measured = sum(sizes.values()), sum(sizes[name] for name in val)
    wanted = max(1, round(share * photos))
    assert measured <= max(wanted, min(sizes.values()))
    # More is missing only where no other group fits.
    assert all(measured + sizes[name] > min(wanted, photos - 1) for name in sizes.keys() - val)
    if set(sizes.values()) == {1}:
        assert measured == min(wanted, photos - 1)


@given(st.sets(digests, min_size=3, max_size=60), digests, seeds, shares)
def test_another_photo_moves_at_most_one(names: set[str], new: str, seed: int, share: float) -> None:
    names.discard(new)
    before = choose_val(dict.fromkeys(names, 1), seed, share)
    after = choose_val(dict.fromkeys([*names, new], 1), seed, share)
    assert len((before ^ after) - {new}) <= 1


def test_another_seed_chooses_others() -> None:
    sizes = {f"{number:08}": 1 for number in range(40)}
    assert len({frozenset(choose_val(sizes, seed, 0.2)) for seed in range(6)}) == 6


@given(
    bursts=st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=6), min_size=2, max_size=3),
    seed=seeds,
    share=st.sampled_from([0.1, 0.2, 0.5]),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_split_of_folders(
    tmp_path_factory: pytest.TempPathFactory, bursts: list[list[int]], seed: int, share: float
) -> None:
    folder = tmp_path_factory.mktemp("split")
    scenes: dict[Path, set[Path]] = {}
    for category, sizes in enumerate(bursts):
        for scene, size in enumerate(sizes):
            burst = {folder / f"c{category}" / f"{scene} {shot}.jpg" for shot in range(size)}
            for shot, path in enumerate(sorted(burst)):
                path.parent.mkdir(exist_ok=True)
                picture(100 * category + scene).save(path, quality=95 - 10 * shot)
                scenes[path] = burst
    data = result(folder, seed=seed, val_share=share)
    assert sides(data).keys() == scenes.keys()
    assert {frozenset(group) for group in groups(data)} == {frozenset(burst) for burst in scenes.values()}
    assert all(len({sides(data)[path] for path in group}) == 1 for group in groups(data))
    for category, sizes in enumerate(bursts):
        present = {side for path, side in sides(data).items() if path.parent.name == f"c{category}"}
        assert present == ({"train", "val"} if len(sizes) > 1 else {"train"})
    assert result(folder, seed=seed, val_share=share) == data
    # Neither names nor the other categories matter, only what the photos show.
    (folder / "c0").rename(folder / "z")
    put_many(folder / "new", 3, 8)
    for path in scenes:
        if path.parent.name != "c0":
            path.rename(path.with_name(f"renamed {path.name}"))
    again = sides(result(folder, seed=seed, val_share=share))
    for path, side in sides(data).items():
        moved = folder / "z" / path.name if path.parent.name == "c0" else path.with_name(f"renamed {path.name}")
        assert again[moved] == side


def test_one_more_photo_leaves_the_others_where_they_are(folder: Path) -> None:
    put_many(folder / "cat", 40, 1)
    put_many(folder / "dog", 40, 2)
    before = sides(result(folder))
    put(folder / "cat" / "new.jpg", 9)
    after = sides(result(folder))
    assert sum(after[path] != side for path, side in before.items()) <= 1
    assert all(after[path] == side for path, side in before.items() if path.parent.name == "dog")


def test_the_fingerprint_tells_equal_sets(folder: Path, tmp_path: Path) -> None:
    put_many(folder / "cat", 6, 1)
    put_many(folder / "dog", 6, 2)
    first = result(folder)
    moved = tmp_path / "moved"
    folder.rename(moved)
    (moved / "cat" / "0.jpg").rename(moved / "cat" / "z.jpg")
    assert result(moved).fingerprint == first.fingerprint

    def changed(change: Callable[[], object]) -> str:
        change()
        return result(moved).fingerprint

    changes: Iterable[Callable[[], object]] = [
        lambda: put(moved / "cat" / "new.jpg", 9),
        lambda: (moved / "cat" / "1.jpg").rename(moved / "dog" / "was a cat.jpg"),
        lambda: (moved / "dog").rename(moved / "wolf"),
        lambda: (moved / "wolf" / "3.jpg").unlink(),
    ]
    seen = [first.fingerprint, *map(changed, changes), result(moved, seed=1).fingerprint]
    assert len(set(seen)) == len(seen)


def test_photos_of_every_kind_are_compared_upright(folder: Path) -> None:
    put_many(folder / "cat", 5, 1)
    (folder / "dog").mkdir()
    for number in range(4):
        picture(50 + number, (480, 360)).save(folder / "dog" / f"{number}.png")
    lying = picture(50, (480, 360)).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    lying.save(buffer, "JPEG", exif=exif)
    (folder / "dog" / "phone.jpg").write_bytes(buffer.getvalue())
    data = result(folder)
    assert {folder / "dog" / "0.png", folder / "dog" / "phone.jpg"} in groups(data)
