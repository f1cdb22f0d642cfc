"""Photos as bytes, and random views of them: as Pillow makes them, wherever they are kept."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from shapes import fill
from skimage import data
from verbs import run

from effnet_desktop.engine.errors import StorageError
from effnet_desktop.engine.photos.preprocess import (
    AREAS,
    ASPECTS,
    BRIGHTNESSES,
    augment,
    choose_view,
    preprocess,
)
from effnet_desktop.engine.photos.reading import read_photo
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.training import stored_photos, upper_layers
from effnet_desktop.engine.training.job import Job, MissingPhotos
from effnet_desktop.engine.training.recipes import WHOLE_RECIPES
from effnet_desktop.engine.variants import VARIANTS, Preprocessing
from tests.support.network_inputs import centred

SIDE = 56
KEPT = 72  # 9 / 7 of it
CPU = torch.device("cpu")
SMALL = Preprocessing(SIDE, 64)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    folder = fill(tmp_path / "shapes", 8)
    photos = [
        (path, category) for category, inner in enumerate(sorted(folder.iterdir())) for path in sorted(inner.iterdir())
    ]
    (tmp_path / "run").mkdir()
    return Job(
        variant=dataclasses.replace(VARIANTS["lite0"], preprocessing=SMALL),
        weights=tmp_path / "none",
        recipe=WHOLE_RECIPES["balanced"],
        categories=3,
        head_weight=np.zeros((3, 1280), np.float32),
        head_bias=np.zeros(3, np.float32),
        head_val_acc1=0.0,
        train=tuple(photos[::2]),
        val=tuple(photos[1::2]),
        seed=7,
        folder=tmp_path / "run",
        fingerprint="data",
    )


def store(job: Job) -> tuple[stored_photos.StoredPhotos, Job, list[object]]:
    events, (photos, left) = run(stored_photos.store(job, MissingPhotos(job), CPU))
    return photos, left, events


def seen(photos: stored_photos.StoredPhotos, epoch: int, size: int) -> tuple[torch.Tensor, torch.Tensor]:
    batches = [*photos.batches(epoch, size)]
    assert all(x.is_contiguous(memory_format=torch.channels_last) for x, _ in batches)
    return torch.cat([x for x, _ in batches]), torch.cat([y for _, y in batches])


@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear"])
@pytest.mark.parametrize("kept", [48, KEPT, 200])
def test_views_of_a_square_are_what_pillow_makes_of_the_same_boxes(interpolation, kept: int) -> None:
    preprocessing = Preprocessing(SIDE, 64, interpolation=interpolation)
    photo = Image.fromarray(data.chelsea()).resize((kept, kept))
    pixels = torch.from_numpy(np.asarray(photo).transpose(2, 0, 1).copy())
    count = 40
    views = [choose_view(kept, kept, np.random.default_rng(i)) for i in range(count)]
    ours = stored_photos.see_views(pixels.repeat(count, 1, 1, 1), views, preprocessing).numpy()
    theirs = np.stack(
        [centred(augment(photo, preprocessing, np.random.default_rng(i)), preprocessing) for i in range(count)]
    )
    levels = np.abs(ours - theirs) * 255 * np.array(preprocessing.std)[:, None, None]
    assert {view.is_mirrored for view in views} == {True, False}
    assert levels.max() < 2.5  # a level in each of two passes, where a half is rounded either way
    assert (levels > 0.5).mean() < 0.01


def test_views_of_photos_of_any_shape_are_distributed_as_augment_makes_them(tmp_path, job: Job) -> None:
    """Kept as squares they lose a little sharpness, and nothing else."""
    photo = Image.fromarray(data.chelsea()).resize((150, 100))
    path = tmp_path / "wide.png"
    photo.save(path)
    job = dataclasses.replace(job, train=((path, 0),))
    stored, _, _ = store(job)
    assert stored.sizes == [(150, 100)]
    count = 300
    ours = torch.cat([seen(stored, epoch, 32)[0] for epoch in range(count)]).numpy()
    rows = [np.random.default_rng((job.seed, epoch, 0)) for epoch in range(count)]
    theirs = np.stack([centred(augment(photo, SMALL, random), SMALL) for random in rows])
    assert np.abs(ours.mean((2, 3)) - theirs.mean((2, 3))).max() < 0.05  # of each view: its box and its brightness
    assert ours.mean() == pytest.approx(theirs.mean(), abs=0.005)
    assert ours.std((2, 3)).mean() == pytest.approx(theirs.std((2, 3)).mean(), rel=0.03)
    assert ours.mean((2, 3)).var(0) == pytest.approx(theirs.mean((2, 3)).var(0), rel=0.03)


def test_boxes_keep_to_the_photo_and_to_what_augment_chooses_from() -> None:
    width, height = 400, 300
    views = [choose_view(width, height, np.random.default_rng(i)) for i in range(2000)]
    left, top, right, bottom = np.array([view.box for view in views]).T
    assert min(left.min(), top.min()) >= 0
    assert right.max() <= width + 1e-9
    assert bottom.max() <= height + 1e-9
    areas, aspects = (right - left) * (bottom - top) / width / height, (right - left) / (bottom - top)
    assert areas.max() <= AREAS[1] + 1e-9
    assert aspects.max() <= ASPECTS[1] + 1e-9
    free = (right - left < width) & (bottom - top < height)
    assert areas[free].min() >= AREAS[0] - 1e-9
    assert aspects[free].min() >= ASPECTS[0] - 1e-9
    assert areas.mean() == pytest.approx(np.mean(AREAS), abs=0.04)
    brightnesses = np.array([view.brightness for view in views])
    assert (brightnesses.min(), brightnesses.max()) == pytest.approx(BRIGHTNESSES, abs=0.01)
    assert np.mean([view.is_mirrored for view in views]) == pytest.approx(0.5, abs=0.05)


def test_a_view_depends_on_seed_epoch_and_photo_and_not_on_the_batch(job: Job) -> None:
    photos, _, _ = store(job)
    x, y = seen(photos, 0, 5)
    assert sorted(y.tolist()) == sorted(category for _, category in job.train)
    for size in (1, 4, 12):
        again, labels = seen(photos, 0, size)
        assert torch.equal(labels, y)
        assert torch.allclose(again, x, atol=0.05)
    assert (seen(photos, 1, 5)[0] - x).abs().mean() > 0.1
    assert (seen(dataclasses.replace(photos, seed=8), 0, 5)[0] - x).abs().mean() > 0.1


def test_photos_to_measure_on_are_what_classifying_sees(job: Job, tmp_path) -> None:
    for name in ("chelsea", "coffee", "rocket"):
        Image.fromarray(getattr(data, name)()).save(tmp_path / f"{name}.jpg")
    job = dataclasses.replace(job, val=(*job.val, *((path, 0) for path in sorted(tmp_path.glob("*.jpg")))))
    photos, _, _ = store(job)
    batches = [*photos.val_batches()]
    x, y = (torch.cat(parts) for parts in zip(*batches, strict=True))
    assert y.tolist() == [category for _, category in job.val]
    for row, (path, _) in zip(x.numpy(), job.val, strict=True):
        theirs = centred(preprocess(read_photo(path, SMALL.resize), SMALL), SMALL)
        np.testing.assert_allclose(row, theirs, atol=1e-6)


def test_photos_are_decoded_once_and_the_unreadable_ones_told_once(job: Job) -> None:
    gone = job.train[2][0]
    gone.unlink()
    photos, left, events = store(job)
    assert [event.path for event in events if isinstance(event, PhotoFailed)] == [gone]
    assert left.train == (*job.train[:2], *job.train[3:])
    progress = [event for event in events if isinstance(event, Progress)]
    assert (progress[-1].done, progress[-1].total) == (24, 24)
    for path, _ in (*left.train, *left.val):
        path.unlink()
    assert len(seen(photos, 0, 4)[1]) == len(left.train)
    assert sum(len(y) for _, y in photos.val_batches()) == len(left.val)


def test_where_they_are_kept_changes_nothing(job: Job, monkeypatch) -> None:
    in_ram, _, _ = store(job)
    monkeypatch.setattr(stored_photos, "OF_RAM", 0)
    in_file, _, _ = store(job)
    assert torch.equal(in_file.train, in_ram.train)
    assert torch.equal(in_file.val, in_ram.val)
    assert torch.equal(seen(in_file, 3, 4)[0], seen(in_ram, 3, 4)[0])
    assert [*job.folder.iterdir()] == []


def test_a_gpus_memory_is_used_as_far_as_half_of_it_does(job: Job, monkeypatch) -> None:
    """The device that stands in for a GPU has no bytes to read, so that what is there can be told."""
    gpu = torch.device("meta")
    needed = len(job.train) * 3 * KEPT * KEPT
    shape = (len(job.train), 3, KEPT, KEPT)
    for free, kind in ((2 * needed, "meta"), (2 * needed - 2, "cpu")):
        monkeypatch.setattr(stored_photos, "_free_on", lambda device, free=free: free)
        assert stored_photos._reserve(shape, gpu, job.folder).device.type == kind


def test_a_disk_that_is_too_full_is_said_before_anything_is_decoded(job: Job, monkeypatch) -> None:
    monkeypatch.setattr(stored_photos, "OF_RAM", 0)
    monkeypatch.setattr(upper_layers, "RESERVE", 1 << 60)
    with pytest.raises(StorageError, match="disk"):
        store(job)


@pytest.mark.skipif(sys.platform == "win32", reason="the file has a name there until the process ends")
def test_a_killed_process_leaves_no_photos_on_the_disk(tmp_path: Path) -> None:
    code = f"""
import os, signal
from pathlib import Path
import torch
from effnet_desktop.engine.training import stored_photos
stored_photos.OF_RAM = 0
kept = stored_photos._reserve((10, 3, 100, 100), torch.device("cpu"), Path({str(tmp_path)!r}))
kept[:] = 7
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert done.returncode == -9
    assert [*tmp_path.iterdir()] == []
