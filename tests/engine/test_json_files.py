"""Records come back as they were written, in files that appear whole or not at all."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from effnet_desktop.engine import json_files


@dataclass(frozen=True, slots=True)
class Inner:
    place: Path
    kind: Literal["train", "val"] = "train"


@dataclass(frozen=True, slots=True)
class Record:
    name: str
    pairs: tuple[tuple[Path, int], ...]
    share: float
    inner: Inner | None = None


RECORD = Record("ねこ\n", ((Path("/a/é.jpg"), 1), (Path("b"), 10**30)), 0.1 + 0.2, Inner(Path("c"), "val"))


def test_a_record_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    json_files.write(file, RECORD)
    assert json_files.read(file, Record) == RECORD
    text = file.read_text(encoding="utf-8")
    assert json.loads(text) == json_files.read(file, dict)
    json_files.write(file, json_files.plain(RECORD) | {"new": 1})
    assert json_files.read(file, Record) == RECORD
    assert "ねこ" in text  # for whoever looks at it
    assert os.listdir(tmp_path) == ["record.json"]


def test_names_that_are_no_unicode_come_back(tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    name = os.fsdecode(b"caf\xe9 \xe5\x86\x99")
    record = Record(name, ((Path(name), 1),), 0.5, Inner(Path("/写真") / name))
    json_files.write(file, record)
    assert json_files.read(file, Record) == record
    json.loads(file.read_bytes().decode("utf-8"))
    json_files.write(file, {"format": 1, **json_files.plain(record)})
    assert json_files.read(file, Record) == record
    json_files.write(file, {name: name})
    assert json_files.read(file, dict) == {name: name}


def test_numbers_of_numpy_are_written_as_numbers(tmp_path: Path) -> None:
    json_files.write(tmp_path / "record.json", Record("x", (), np.float64(0.25)))
    assert json_files.read(tmp_path / "record.json", Record).share == 0.25


def test_what_cannot_be_written_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "record.json"
    json_files.write(file, RECORD)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        json_files.write(file, Record("other", (), 0.0))
    with pytest.raises(NotImplementedError):
        json_files.write(file, {"x": object()})
    assert json_files.read(file, Record) == RECORD
    assert os.listdir(tmp_path) == ["record.json"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b'{"name": "x", "pairs": [], "share": NaN}',
        b'{"name": "x", "pairs": [], "share": 1e999}',
        b'{"name": "x", "pairs": [["a", 1, 2]], "share": 1}',
        b'{"name": "x", "pairs": [], "share": 1, "inner": {"place": "a", "kind": "both"}}',
        b'{"name": "x", "pairs": [], "share": 1, "new": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_what_is_no_such_record_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        json_files.decode(data, Record)
