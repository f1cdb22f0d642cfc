"""A trained model's place: readers find the old model or the new one, whole, whatever happens meanwhile."""

import dataclasses
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from ordinary_user import run_as_ordinary_user
from training_records import MODEL, REPORT

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import ModelError, StorageError
from effnet_desktop.engine.models import earlier, locks, trained_model
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.models.work_folders import work_folder
from effnet_desktop.engine.records.models import Cascade
from effnet_desktop.engine.variants import VARIANTS


def save(models: Path, photos: int = 150, name: str = "pets") -> None:
    """Saves a model without weights worth the name; `photos` tells one saving from another."""
    with work_folder(models, name, "new") as part:
        (part / trained_model.WEIGHTS).write_bytes(b"weights")
        model = dataclasses.replace(MODEL, name=name, photos=photos)
        trained_model.finish(part, model, VARIANTS["lite0"], "", "", REPORT)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def models(tmp_path) -> Path:
    return tmp_path / "data" / "models"


@pytest.mark.skipif(sys.platform == "win32", reason="a folder is not renamed while a file in it is read")
def test_readers_find_the_model_while_it_is_saved_again_and_again(models) -> None:
    save(models, 0)
    engine = Engine(models.parent)
    is_done = threading.Event()
    failures: list[object] = []

    def save_often() -> None:
        try:
            for number in range(1, 300):
                save(models, number)
        except Exception as error:
            failures.append(error)
        finally:
            is_done.set()

    saving = threading.Thread(target=save_often)
    saving.start()
    seen = [0]
    while not is_done.is_set():
        own = [info.trained.photos for info in engine.models() if info.trained]
        seen += own or [-1]
    saving.join()
    assert not failures
    assert seen == sorted(seen)  # neither absent nor older than it was
    assert seen[-1] > 0
    assert sorted(os.listdir(models)) == [earlier.FOLDER, "pets"]


def test_reading_between_the_two_renames_changes_nothing_and_finds_the_old_model(models, monkeypatch) -> None:
    save(models, 1)
    engine = Engine(models.parent)
    rename = os.replace
    found: list[int] = []

    def read_before(source: Path, target: Path) -> None:
        if Path(source).name == ".pets.new":  # the second rename is next
            before = snapshot(models)
            found.append(engine.models()[-1].trained.photos)
            found.append(Engine(models.parent).models()[-1].trained.photos)  # another window starts just now
            assert snapshot(models) == before
        rename(source, target)

    monkeypatch.setattr(os, "replace", read_before)
    save(models, 2)
    assert found == [1, 1]
    assert engine.models()[-1].trained.photos == 2
    assert sorted(os.listdir(models)) == [earlier.FOLDER, "pets"]


def test_a_second_rename_that_fails_puts_the_old_model_back(models, monkeypatch) -> None:
    save(models, 1)
    before = snapshot(models)
    rename = os.replace

    def refuse(source: Path, target: Path) -> None:
        if Path(source).name == ".pets.new":
            raise PermissionError(13, "Permission denied")
        rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        with pytest.raises(StorageError, match="Permission denied"):
            save(models, 2)
    assert snapshot(models) == before


@pytest.mark.parametrize("killed_after", ["the first rename", "the second rename"])
def test_what_a_crash_left_is_mended_by_the_next_start_or_change(models, killed_after) -> None:
    store = ModelStore(models)
    for mend in (
        lambda: Engine(models.parent),
        lambda: save(models, 3, "others"),
        lambda: store.set_threshold("pets", 0.4),
    ):
        save(models, 1)
        if killed_after == "the first rename":
            (models / "pets").rename(models / ".pets.old")
        else:
            shutil.copytree(models / "pets", models / ".pets.old")
        assert "pets" in [info.name for info in store.models()]
        mend()
        assert not (models / ".pets.old").exists()
        assert store.find("pets").path == models / "pets" / trained_model.WEIGHTS


def test_a_removed_model_does_not_come_back_from_what_a_crash_left(models) -> None:
    save(models)
    store = ModelStore(models)
    shutil.copytree(models / "pets", models / ".pets.old")
    store.remove("pets")
    assert os.listdir(models) == [earlier.FOLDER]
    with pytest.raises(ModelError, match="no model named pets"):
        store.find("pets")


def test_changes_wait_for_one_another(models, monkeypatch) -> None:
    save(models)
    store = ModelStore(models)
    monkeypatch.setattr(trained_model, "PATIENCE_SECONDS", 0.0)
    shutil.copytree(models / "pets", models / ".pets.new")
    script = (
        "import sys; from pathlib import Path; from effnet_desktop.engine.models import trained_model\n"
        "with trained_model.changing(Path(sys.argv[1])): print(flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen([sys.executable, "-c", script, models], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout is not None
    other.stdout.readline()
    before = snapshot(models)
    for change in (
        lambda: store.set_threshold("pets", 0.4),
        lambda: store.remove("pets"),
        lambda: store.save_cascade(Cascade("both", "lite0", "lite1", 0.5)),
    ):
        with pytest.raises(StorageError, match="cannot be written"):
            change()
    assert snapshot(models) == before
    other.kill()
    other.wait()
    for pipe in (other.stdin, other.stdout):
        pipe.close()
    store.set_threshold("pets", 0.4)  # what held the lock is dead
    assert store.find("pets").trained.threshold == 0.4


def test_a_file_system_without_locks_takes_models_all_the_same(models, monkeypatch) -> None:
    def refuse(path: Path, patience: float = 0.0) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(locks, "take", refuse)
    save(models, 1)
    save(models, 2)
    assert ModelStore(models).find("pets").trained.photos == 2


HOLD = """
import sys
from pathlib import Path
from effnet_desktop.engine.models.work_folders import work_folder
with work_folder(Path(sys.argv[1]), "pets", sys.argv[2]) as folder:
    (folder / "model.bin").write_bytes(bytes(1000))
    print(flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("kind", ["new", "converted", "imported", "removed"])
def test_what_a_killed_process_left_goes_at_the_next_start_and_not_before(models, kind) -> None:
    save(models)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, models, kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        other.stdout.readline()
        Engine(models.parent)
        assert (models / f".pets.{kind}" / "model.bin").exists()
        with pytest.raises(TimeoutError), work_folder(models, "pets", kind):
            pass
        other.kill()
    Engine(models.parent)
    assert os.listdir(models) == ["pets"]


def test_what_the_first_version_left_when_it_was_killed_goes_as_well(models) -> None:
    save(models)
    (models / "pets" / ".openvino-123").mkdir()
    (models / "pets" / ".b0.pth.import").write_bytes(b"half")
    before = snapshot(models)
    Engine(models.parent)
    del before[str(Path("pets", ".b0.pth.import"))]
    assert snapshot(models) == before
    assert not (models / "pets" / ".openvino-123").exists()


def test_a_model_is_removed_at_once_or_not_at_all(models, monkeypatch) -> None:
    save(models)
    before = snapshot(models)
    store = ModelStore(models)
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", lambda *_: os.stat(models / "gone"))
        with pytest.raises(StorageError, match="pets cannot be removed"):
            store.remove("pets")
    assert snapshot(models) == before
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)  # killed before the first file
        store.remove("pets")
    assert "pets" not in [info.name for info in store.models()]
    ModelStore(models)
    assert os.listdir(models) == [earlier.FOLDER]


REMOVE = """
import sys
from pathlib import Path
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import StorageError
try:
    Engine(Path(sys.argv[1])).remove_model("pets")
except StorageError as error:
    print(error)
"""


@pytest.mark.parametrize("closed", [".", "pets", "pets/openvino"])
def test_a_model_in_a_folder_that_is_read_only_stays_whole(models, closed) -> None:
    save(models)
    (models / "pets" / "openvino").mkdir()
    (models / "pets" / "openvino" / "model.xml").write_bytes(b"network")
    before = snapshot(models)
    (models / closed).chmod(0o555)
    try:
        said = run_as_ordinary_user(REMOVE, models.parent)
    finally:
        (models / closed).chmod(0o755)
    assert "Permission denied" in said
    assert snapshot(models) == before


# What was replaced or removed.


def photos_of(store: ModelStore, name: str = "pets") -> int:
    trained = store.find(name).trained
    assert trained is not None
    return trained.photos


def test_what_a_training_replaced_comes_back_and_goes_again(models) -> None:
    store = ModelStore(models)
    save(models, 1)
    assert store.earlier_models() == ()
    save(models, 2)
    save(models, 3)  # of each name, one earlier version is kept
    (kept,) = store.earlier_models()
    assert kept.name == "pets"
    assert kept.size == sum(len(data) for data in snapshot(models / earlier.FOLDER).values())
    assert photos_of(store) == 3
    assert store.bring_back("pets").trained == store.find("pets").trained
    assert photos_of(store) == 2
    store.bring_back("pets")
    assert photos_of(store) == 3
    store.forget_earlier("pets")
    assert store.earlier_models() == ()
    with pytest.raises(ModelError, match="no earlier version of pets"):
        store.bring_back("pets")
    assert photos_of(store) == 3


def test_a_removed_model_and_a_removed_pair_come_back(models) -> None:
    store = ModelStore(models)
    save(models, 5)
    save(models, 6, "others")
    store.save_cascade(Cascade("pair", "pets", "others", 0.5))
    for name in ("pets", "pair"):
        before = snapshot(models / name)
        store.remove(name)
        assert name not in [info.name for info in store.models()]
        store.bring_back(name)
        assert snapshot(models / name) == before
    assert store.earlier_models() == ()
    assert store.find("pair").problem is None


@pytest.mark.parametrize("name", ["nothing", "..", ".", "", "../models"])
def test_only_what_was_kept_comes_back_or_is_forgotten(models, name) -> None:
    store = ModelStore(models)
    save(models, 1)
    save(models, 2)
    before = snapshot(models)
    with pytest.raises(ModelError, match="no earlier version"):
        store.bring_back(name)
    store.forget_earlier(name)
    assert snapshot(models) == before


def test_a_model_that_cannot_be_brought_back_stays(models, monkeypatch) -> None:
    store = ModelStore(models)
    save(models, 1)
    save(models, 2)
    rename, calls = os.replace, []

    def fail_once(source, target) -> None:
        calls.append(source)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(os, "replace", fail_once)
    with pytest.raises(StorageError):
        store.bring_back("pets")
    assert photos_of(store) == 2
    assert [model.name for model in store.earlier_models()] == ["pets"]
