"""What takes a name is on the disk before, so that a power cut leaves the old or the new one, whole."""

import os
from pathlib import Path

import pytest

from effnet_desktop.engine.whole_files import put_in_place, whole_file


@pytest.fixture
def steps(monkeypatch) -> list[str]:
    """What is flushed and renamed, by name and in order."""
    done: list[str] = []
    opened: dict[int, str] = {}
    open_, fsync, replace = os.open, os.fsync, os.replace

    def open_and_note(path, *arguments, **keywords) -> int:
        descriptor = open_(path, *arguments, **keywords)
        opened[descriptor] = Path(path).name
        return descriptor

    monkeypatch.setattr(os, "open", open_and_note)
    monkeypatch.setattr(os, "fsync", lambda file: (done.append(f"flush {opened[file]}"), fsync(file)))
    monkeypatch.setattr(
        os, "replace", lambda old, new: (done.append(f"rename {old.name} to {new.name}"), replace(old, new))
    )
    return done


def without_folders(steps: list[str], *folders: Path) -> list[str]:
    """Only some systems flush folders."""
    return [step for step in steps if step not in {f"flush {folder.name}" for folder in folders}]


def test_a_file_is_on_the_disk_before_it_takes_its_name(tmp_path, steps) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    with whole_file(file) as part:
        part.write_text("new")
        assert file.read_text() == "old"
    assert file.read_text() == "new"
    assert without_folders(steps, tmp_path) == ["flush .file.part", "rename .file.part to file"]
    assert os.listdir(tmp_path) == ["file"]


def test_an_error_leaves_the_old_file_alone(tmp_path) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    with pytest.raises(FileNotFoundError), whole_file(file) as part:
        (part / "in no folder").write_text("new")
    with pytest.raises(FileNotFoundError), whole_file(file):
        pass  # nothing was written
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["file"]


def test_all_files_of_a_folder_are_on_the_disk_before_it_takes_its_name(tmp_path, steps) -> None:
    part = tmp_path / "part"
    (part / "inner").mkdir(parents=True)
    for name in ("inner/a", "b"):
        (part / name).write_text(name)
    put_in_place(part, tmp_path / "place")
    *flushed, renamed = without_folders(steps, tmp_path, part, part / "inner")
    assert sorted(flushed) == ["flush a", "flush b"]
    assert renamed == "rename part to place"
    assert (tmp_path / "place" / "inner" / "a").read_text() == "inner/a"
