"""Photos -> answers in files, by a stand-in for the cluster."""

import os
from functools import partial

import pytest
from stand_in_cluster import StandInCluster, connected, losing_after
from verbs import run

from effnet_desktop.engine.cluster import classify, connection
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import ClusterError, EngineError, StorageError
from effnet_desktop.export import photo_record

parquet = pytest.importorskip("pyarrow.parquet")

DESCRIBE = partial(photo_record, language="en")


@pytest.fixture
def cluster(monkeypatch, tmp_path):
    stand_in = StandInCluster()
    addresses: list[str] = []
    monkeypatch.setattr(connection, "connect", partial(connected, stand_in, addresses))
    monkeypatch.setattr(classify, "PART", 10)
    monkeypatch.setattr(classify, "LARGEST_BATCH", 4)
    monkeypatch.setattr("effnet_desktop.engine.cluster.worker.gettempdir", lambda: str(tmp_path))
    stand_in.addresses = addresses
    return stand_in


@pytest.fixture
def photos(make_photos):
    paths = make_photos(25)
    paths[7].write_text("no photo")
    return paths[0].parent


def answered(out):
    files = sorted((out / "answers").glob("*.parquet"))
    return [row for file in files for row in parquet.read_table(file).to_pylist()]


def test_every_photo_has_a_row_in_order(cluster, ready_dir, photos, tmp_path):
    engine = Engine(ready_dir)
    _, done = run(engine.classify_on_cluster([photos], "lite0", "auto", tmp_path / "out", DESCRIBE))
    rows = answered(tmp_path / "out")
    assert [row["path"] for row in rows] == [str(path) for path in sorted(photos.iterdir())]
    events, summary = run(engine.classify(sorted(photos.iterdir()), "lite0", device="cpu"))
    expected = [photo_record(event) for event in events[-25:]]
    assert [row["predictions"] and [p["probability"] for p in row["predictions"]] for row in rows] == [
        ("predictions" in one and [p["probability"] for p in one["predictions"]]) or None for one in expected
    ]
    assert rows[7]["error"] == expected[7]["error"]
    assert (done.all.photos, done.all.failed, done.parts, done.earlier) == (25, 1, 3, 0)
    assert (summary.failed, cluster.addresses, cluster.checked) == (1, ["auto"], [str(photos)])


def test_what_was_finished_is_not_done_again(cluster, ready_dir, photos, tmp_path):
    engine, out = Engine(ready_dir), tmp_path / "out"
    verb = engine.classify_on_cluster([photos], "lite0", "auto", out, DESCRIBE)
    cluster.happens = lambda round_: len(answered(out)) >= 5  # the last part, which has five photos
    for _ in verb:
        if len(answered(out)) >= 5:
            break
    verb.close()
    assert cluster.closed == 1
    [first] = (out / "answers").iterdir()
    written = first.stat().st_mtime_ns
    cluster.happens, cluster.done = lambda _: None, []
    _, done = run(engine.classify_on_cluster([photos], "lite0", "auto", out, DESCRIBE))
    assert (len(answered(out)), done.earlier, first.stat().st_mtime_ns) == (25, 5, written)
    cluster.addresses.clear()
    _, done = run(engine.classify_on_cluster([photos], "lite0", "auto", out, DESCRIBE))
    assert (done.earlier, cluster.addresses) == (25, [])  # nobody is asked


def test_lost_workers_lose_nothing(cluster, ready_dir, photos, tmp_path):
    cluster.happens = losing_after(3)
    _, done = run(Engine(ready_dir).classify_on_cluster([photos], "lite0", "auto", tmp_path / "out", DESCRIBE))
    paths = [row["path"] for row in answered(tmp_path / "out")]
    assert (len(paths), len(set(paths)), len(cluster.teams), done.all.photos) == (25, 25, 2, 25)


def test_other_photos_or_another_model_are_refused(cluster, ready_dir, photos, tmp_path):
    engine, out = Engine(ready_dir), tmp_path / "out"
    run(engine.classify_on_cluster([photos], "lite0", "auto", out, DESCRIBE))
    with pytest.raises(StorageError, match="another model"):
        run(engine.classify_on_cluster([photos], "lite1", "auto", out, DESCRIBE))
    with pytest.raises(StorageError, match="other options"):
        run(engine.classify_on_cluster([photos], "lite0", "auto", out, partial(photo_record, language="ja")))
    os.rename(photos / "photo0000.jpg", photos / "photo0099.jpg")
    with pytest.raises(StorageError, match="another list of photos"):
        run(engine.classify_on_cluster([photos], "lite0", "auto", out, DESCRIBE))


def test_photos_by_address(cluster, ready_dir, photos, tmp_path):
    import fsspec

    files = fsspec.filesystem("memory")
    files.pipe("/classify/1.jpg", (photos / "photo0000.jpg").read_bytes())
    try:
        place = "memory://classify"
        run(Engine(ready_dir).classify_on_cluster([place], "lite0", "auto", tmp_path / "out", DESCRIBE))
    finally:
        files.rm("/classify", recursive=True)
    [row] = answered(tmp_path / "out")
    assert (row["path"], row["model"], cluster.checked) == ("memory:///classify/1.jpg", "lite0", [])


def test_no_photos(cluster, ready_dir, tmp_path):
    with pytest.raises(EngineError, match="No photos"):
        run(Engine(ready_dir).classify_on_cluster([tmp_path], "lite0", "auto", tmp_path / "out", DESCRIBE))
    assert not (tmp_path / "out").exists()


def test_a_gpu_that_the_cluster_has_not(cluster, ready_dir, photos, tmp_path):
    with pytest.raises(ClusterError, match="no GPU"):
        run(Engine(ready_dir).classify_on_cluster([photos], "lite0", "auto", tmp_path / "out", DESCRIBE, device="cuda"))
