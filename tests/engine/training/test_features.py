"""Photos that can no longer be read when a network is to look at them: what is left is used, or said to be too few."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from shapes import fill
from verbs import run

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.folders.small_pictures import SmallPictures
from effnet_desktop.engine.measuring import compare
from effnet_desktop.engine.records.comparing import CompareConfig
from effnet_desktop.engine.records.folders import LabelledPhoto
from effnet_desktop.engine.records.models import FineTuneConfig
from effnet_desktop.engine.training import audit, fine_tune

VERBS = {
    "train": (fine_tune, lambda engine, folder: engine.fine_tune(FineTuneConfig(folder, preset="quick"))),
    "audit": (audit, lambda engine, folder: engine.audit(folder)),
    "compare": (
        compare,
        lambda engine, folder: engine.compare(CompareConfig((folder,), ("lite0",), fit_head=True, device="cpu")),
    ),
}
GONE: dict[str, Callable[[LabelledPhoto], bool]] = {
    "all": lambda photo: True,
    "to learn from": lambda photo: photo.split == "train",
    "to measure on": lambda photo: photo.split == "val",
    "a category": lambda photo: photo.category == 0,
    "a category to learn from": lambda photo: photo.category == 0 and photo.split == "train",
}


@pytest.fixture
def engine(ready_dir, tmp_path) -> Engine:
    return Engine(shutil.copytree(ready_dir, tmp_path / "data"))


def lose(monkeypatch, module, is_gone: Callable[[LabelledPhoto], bool]) -> None:
    """Has photos vanish once the folder is checked, when no small pictures of them were kept."""
    monkeypatch.setattr(SmallPictures, "get", lambda *_: None)
    name = "inspect_for" if hasattr(module, "inspect_for") else "inspect_or_refuse"
    inspect = getattr(module, name)

    def inspect_and_lose(*arguments):
        dataset = yield from inspect(*arguments)
        for photo in dataset.photos:
            if is_gone(photo):
                photo.path.unlink()
        return dataset

    monkeypatch.setattr(module, name, inspect_and_lose)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("gone", GONE)
def test_too_few_photos_that_can_be_read_are_explained(
    engine: Engine, tmp_path: Path, monkeypatch, verb: str, gone: str
) -> None:
    module, call = VERBS[verb]
    lose(monkeypatch, module, GONE[gone])
    with pytest.raises(ModelError, match=r"could be read|can be read"):
        run(call(engine, fill(tmp_path / "shapes", 6, ("disc", "stripes"))))
    assert engine.interrupted_trainings() == ()
    assert all(model.state != "trained" for model in engine.models())


def test_a_training_goes_on_without_the_photos_that_are_gone(engine: Engine, tmp_path: Path, monkeypatch) -> None:
    lose(monkeypatch, fine_tune, lambda photo: photo.path.stem in ("001", "002"))
    _, done = run(engine.fine_tune(FineTuneConfig(fill(tmp_path / "shapes", 8), preset="quick")))
    assert done.model.photos == 18
