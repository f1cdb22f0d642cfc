import logging
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from effnet_desktop.engine.folders import feature_cache
from effnet_desktop.engine.folders.feature_cache import FeatureCache

LIMIT = 20_000_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "features.sqlite"


def vectors(count: int, first: int = 0, length: int = 1280) -> dict[str, NDArray[np.float32]]:
    return {f"{i:064x}": np.full(length, i, np.float32) for i in range(first, first + count)}


def test_vectors_come_back_bit_for_bit(file) -> None:
    random = np.random.default_rng(0)
    put = {
        "a": random.normal(size=1280).astype(np.float32),
        "b": random.normal(size=1280).astype(np.float16),
        "c": random.normal(size=(1280, 2)).astype(np.float32)[:, 0],  # not contiguous
    }
    FeatureCache(file, LIMIT).put("lite0", put)
    got = FeatureCache(file, LIMIT).get("lite0", ["c", "a", "b", "unknown", "a"])
    assert set(got) == set(put)
    for digest, vector in put.items():
        assert got[digest].dtype == vector.dtype
        np.testing.assert_array_equal(got[digest], vector)


def test_backbones_are_kept_apart_and_a_vector_can_be_replaced(file) -> None:
    cache = FeatureCache(file, LIMIT)
    cache.put("lite0", {"a": np.zeros(3, np.float32)})
    cache.put("b0", {"a": np.ones(4, np.float32)})
    cache.put("lite0", {"a": np.full(3, 2, np.float32)})
    assert cache.get("lite0", ["a"])["a"].tolist() == [2, 2, 2]
    assert cache.get("b0", ["a"])["a"].tolist() == [1, 1, 1, 1]


def test_an_empty_cache_and_empty_calls(file) -> None:
    cache = FeatureCache(file, LIMIT)
    assert cache.get("lite0", ["a"]) == {}
    cache.put("lite0", {})
    assert cache.get("lite0", []) == {}


@pytest.mark.parametrize("length", [100, 1280, 2560])
def test_the_file_stays_within_its_limit(file, length) -> None:
    limit = 4_000_000
    cache = FeatureCache(file, limit)
    for first in range(0, 3000, 300):
        put = vectors(300, first, length)
        cache.put("lite0", put)
        assert file.stat().st_size <= limit * 1.05
        assert set(cache.get("lite0", list(put))) == set(put)
    kept = len(cache.get("lite0", list(vectors(3000))))
    assert kept == 3000 if length == 100 else 0.6 * limit < kept * length * 4 < limit


def test_more_vectors_than_the_limit_holds_are_not_all_kept(file) -> None:
    cache = FeatureCache(file, 2_000_000)
    cache.put("lite0", vectors(2000))
    assert file.stat().st_size <= 2_100_000
    assert 200 < len(cache.get("lite0", list(vectors(2000)))) < 400


def test_the_least_recently_used_make_room(file) -> None:
    cache = FeatureCache(file, 3_000_000)
    old, used, new = vectors(200), vectors(100, 1000), vectors(250, 2000)
    cache.put("lite0", used)
    cache.put("lite0", old)
    assert len(cache.get("lite0", list(used))) == 100
    cache.put("lite0", new)
    assert len(cache.get("lite0", list(used))) == 100
    assert len(cache.get("lite0", list(new))) == 250
    assert len(cache.get("lite0", list(old))) < 200


def test_a_lower_limit_shrinks_the_file(file) -> None:
    FeatureCache(file, LIMIT).put("lite0", vectors(2000))
    assert file.stat().st_size > 10_000_000
    FeatureCache(file, 2_000_000).put("lite0", vectors(1, 5000))
    assert file.stat().st_size <= 2_000_000


def damage_all(file: Path) -> None:
    file.write_bytes(b"this is no database " * 1000)


def damage_middle(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xff" * (file.stat().st_size - 8192))


def truncate(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.truncate(file.stat().st_size // 2)


def other_tables(file: Path) -> None:
    file.unlink()
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE features (something_else TEXT)")
    database.close()


@pytest.mark.parametrize("damage", [damage_all, damage_middle, truncate, other_tables])
def test_a_damaged_file_is_begun_anew(file, damage) -> None:
    put = vectors(500)
    cache = FeatureCache(file, LIMIT)
    cache.put("lite0", put)
    damage(file)
    for digest, vector in cache.get("lite0", list(put)).items():
        np.testing.assert_array_equal(vector, put[digest])  # what is found is right
    cache.put("lite0", put)
    assert set(cache.get("lite0", list(put))) == set(put)


def test_a_vector_that_rotted_on_the_disk_is_not_found(file) -> None:
    cache = FeatureCache(file, LIMIT)
    cache.put("lite0", vectors(2))
    with sqlite3.connect(file) as database:
        rotten = b"\x01" + next(iter(vectors(1).values())).tobytes()[1:]
        database.execute("UPDATE features SET vector = ? WHERE digest = ?", (rotten, f"{0:064x}"))
    database.close()
    assert set(cache.get("lite0", list(vectors(2)))) == {f"{1:064x}"}
    cache.put("lite0", vectors(1))
    assert len(cache.get("lite0", list(vectors(2)))) == 2


def test_the_file_can_be_deleted_at_any_time(file) -> None:
    cache = FeatureCache(file, LIMIT)
    cache.put("lite0", vectors(10))
    file.unlink()
    assert cache.get("lite0", list(vectors(10))) == {}
    cache.put("lite0", vectors(10))
    file.unlink()
    file.parent.rmdir()
    cache.put("lite0", vectors(10))
    assert len(cache.get("lite0", list(vectors(10)))) == 10


def test_a_full_disk_turns_it_off_without_an_error(file, monkeypatch, caplog) -> None:
    caplog.set_level(logging.INFO)
    connect = sqlite3.connect

    def connect_to_full_disk(*args, **kwargs) -> sqlite3.Connection:
        database = connect(*args, **kwargs)
        database.execute("PRAGMA max_page_count = 8")
        return database

    monkeypatch.setattr(feature_cache.sqlite3, "connect", connect_to_full_disk)
    cache = FeatureCache(file, LIMIT)
    cache.put("lite0", vectors(2))
    assert len(cache.get("lite0", list(vectors(2)))) == 2
    cache.put("lite0", vectors(500))
    assert "not used any more: database or disk is full" in caplog.text
    monkeypatch.setattr(feature_cache.sqlite3, "connect", None)  # never called again
    cache.put("lite0", vectors(2))
    assert cache.get("lite0", list(vectors(2))) == {}


def test_a_place_that_cannot_be_written_turns_it_off_without_an_error(tmp_path, caplog) -> None:
    caplog.set_level(logging.INFO)
    (tmp_path / "a file").touch()
    for file in (tmp_path / "a file" / "features.sqlite", tmp_path):
        cache = FeatureCache(file, LIMIT)
        cache.put("lite0", vectors(2))
        assert cache.get("lite0", list(vectors(2))) == {}
    assert caplog.text.count("not used any more") == 2


def test_a_locked_file_is_passed_over_and_used_again_later(file, monkeypatch) -> None:
    monkeypatch.setattr(feature_cache, "_BUSY_SECONDS", 0.05)
    cache = FeatureCache(file, LIMIT)
    cache.put("lite0", vectors(2))
    other = sqlite3.connect(file)
    other.execute("BEGIN EXCLUSIVE")
    cache.put("lite0", vectors(2, 10))
    assert cache.get("lite0", list(vectors(2))) == {}
    other.rollback()
    other.close()
    assert len(cache.get("lite0", list(vectors(2)))) == 2


def test_several_processes_use_it_at_the_same_time(file) -> None:
    script = """
import sys
from pathlib import Path
import numpy as np
from effnet_desktop.engine.folders.feature_cache import FeatureCache
cache, who = FeatureCache(Path(sys.argv[1]), 20_000_000), int(sys.argv[2])
for i in range(20):
    put = {f"{who} {i} {j}": np.full(1280, 1000 * who + i, np.float32) for j in range(10)}
    cache.put("lite0", put)
    got = cache.get("lite0", list(put))
    assert all((got[digest] == 1000 * who + i).all() for digest in put), "lost a vector"
"""
    processes = [subprocess.Popen([sys.executable, "-c", script, str(file), str(who)]) for who in range(3)]
    assert [process.wait(30) for process in processes] == [0, 0, 0]
    wanted = [f"{who} {i} {j}" for who in range(3) for i in range(20) for j in range(10)]
    assert len(FeatureCache(file, LIMIT).get("lite0", wanted)) == 600
