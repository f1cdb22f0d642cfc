"""Which folders are to learn from and to measure on, by their names."""

from pathlib import Path

import pytest

from effnet_desktop.engine.folders.own_split import find_own_split


def split(*names: str) -> list[str] | None:
    """The folders to learn from and to measure on; all of them hold folders."""
    folders = [Path(name) for name in names]
    found = find_own_split(folders, folders)
    return [found.train.name, *(val.name for val in found.vals)] if found else None


@pytest.mark.parametrize(
    "names",
    [
        ("Training", "Testing"),
        ("Train", "Validation", "Test"),
        ("TRAIN", "VAL"),
        ("training_set", "test_set"),
        ("trainset", "testset"),
        ("train2017", "val2017"),
        ("seg_train", "seg_test"),
        ("Train Images", "Test Images"),
        ("train", "dev"),
        ("train", "eval", "test"),
        ("学習", "検証", "テスト"),
        ("訓練", "評価"),
        ("学習用", "検証用"),
        ("学習データ", "テストデータ"),
        ("训练集", "测试集"),
    ],
)
def test_splits_of_other_names(names: tuple[str, ...]) -> None:
    assert split(*sorted(names)) == list(names)


@pytest.mark.parametrize(
    "names",
    [
        ("bus", "train"),
        ("dev", "ops", "train"),  # departments
        ("cat", "dog"),
        ("latest", "trained"),
        ("constraint", "test"),
        ("学習机", "検証機"),
        ("学習机", "学習椅子"),
        ("dog training", "cat test"),
        ("test", "val"),
    ],
)
def test_categories_that_sound_like_splits(names: tuple[str, ...]) -> None:
    assert split(*names) is None


def test_folders_without_categories_are_no_side() -> None:
    train, test = Path("Training"), Path("Testing")
    assert find_own_split([test, train], [train]) == (train, ())
    assert find_own_split([test, train], [test]) is None
