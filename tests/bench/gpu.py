"""Prints what a GPU gains: one photo, full batches, lists of photos, large photos and, with --train, a training.

Large photos are decoded through nvJPEG and, for comparison, through Pillow alone.

    python tests/bench/gpu.py [--photos FOLDER] [--train FOLDER] [--device cuda] [--json]

It takes some three minutes and needs no network and no window: an unpacked wheel on PYTHONPATH and PyTorch will do. It
runs on the CPU, too, where it shows nothing but that it works. Networks have random weights, which take as long as
others; photos are answered by Lite0, whose package is needed for them.
"""

import argparse
import json
import math
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from PIL import Image
from running import run, run_timed

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.networks import architecture, devices
from effnet_desktop.engine.networks.backends import TorchBackend
from effnet_desktop.engine.photos import gpu_jpeg
from effnet_desktop.engine.photos.finding import find_photos
from effnet_desktop.engine.photos.inputs import load_photo
from effnet_desktop.engine.photos.prefetch import MOST_DECODERS, prefetch
from effnet_desktop.engine.records.classifying import BackendReady, Classification
from effnet_desktop.engine.records.devices import DeviceChoice
from effnet_desktop.engine.records.models import FineTuneConfig
from effnet_desktop.engine.records.training import (
    EpochFinished,
    FeaturesExtracted,
    HeadFitted,
)
from effnet_desktop.engine.variants import find_variant

VARIANTS = ("lite0", "b0", "b4", "b7")
REACH = {"lite0 one photo": "<= 1.2 ms", "b7 one photo": "<= 8 ms", "lite0 32 photos": "<= 3.5 ms"}
ROUNDS = 30
LISTS = (1, 10, 400, 4000)
LARGE = (4000, 3000)
LARGE_PHOTOS = 160
TOGETHER = 8  # large photos that are decoded at a time, as in the app

TOGETHER_SECONDS = 0.01  # between answers of one batch

Figure = tuple[str, float, str]


def main() -> None:
    """Measures and prints."""
    arguments = parse()
    report = devices.find_devices(devices.see_signs())
    device = devices.choose(arguments.device, report)
    print(f"{device.kind}: {device.name}; CPU: {devices.processor_name()}")
    for reason in report.reasons:
        print(f"  {reason}")
    figures: list[Figure] = []
    steps = [tensors(device.kind, device.name)]
    if arguments.photos:
        steps.append(lists(arguments.photos, arguments.device, arguments.lengths, arguments.large))
    if arguments.train:
        steps.append(training(arguments.train, arguments.device))
    for step in steps:
        for figure in step:
            figures.append(figure)
            name, value, unit = figure
            reach = f"  (reach {REACH[name]})" if name in REACH else ""
            print(f"{name:52} {value:10.2f} {unit}{reach}", flush=True)
    if arguments.json:
        record: dict[str, Any] = {"device": device.name, "cpu": devices.processor_name()}
        print(json.dumps(record | {name: {"value": value, "unit": unit} for name, value, unit in figures}))


def parse() -> argparse.Namespace:
    """What the user wants."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, help="a folder of photos to classify")
    parser.add_argument("--lengths", type=int, nargs="*", default=LISTS, help="how many photos the lists have")
    parser.add_argument("--large", type=int, default=LARGE_PHOTOS, help="how many photos of 12 megapixels")
    parser.add_argument("--train", type=Path, help="a folder of category folders to train Best on")
    parser.add_argument("--device", default="auto", help="auto, cuda, rocm, xpu, mps or cpu")
    parser.add_argument("--json", action="store_true", help="one object at the end, too")
    return parser.parse_args()


def tensors(kind: Any, name: str) -> Iterator[Figure]:
    """A photo and a full batch through networks, in milliseconds, the median."""
    for variant_name in VARIANTS:
        variant = find_variant(variant_name)
        side = variant.preprocessing.resolution
        started = time.perf_counter()
        backend = TorchBackend(architecture.build(variant), kind, name, variant.preprocessing)
        yield f"{variant_name} load and first photo", time.perf_counter() - started, "s"
        for photos in (1,) if kind == "cpu" else (1, 32):
            backend.batch_size = photos
            batch = np.random.default_rng(0).integers(0, 256, (photos, side, side, 3), np.uint8)
            started = time.perf_counter()
            backend.infer(batch)
            if photos > 1:
                yield f"{variant_name} first batch of {photos}", time.perf_counter() - started, "s"
            label = "one photo" if photos == 1 else f"{photos} photos"
            yield f"{variant_name} {label}", 1e3 * median_seconds(backend, batch), "ms"


def median_seconds(backend: TorchBackend, batch: Any) -> float:
    """Of some rounds; fewer where one takes long."""
    times: list[float] = []
    while len(times) < ROUNDS and sum(times) < 3:
        started = time.perf_counter()
        backend.infer(batch)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def lists(folder: Path, device: DeviceChoice, lengths: list[int], large_photos: int) -> Iterator[Figure]:
    """Lists of photos, as the app answers them: automatically, on the device from the start, and on the CPU alone."""
    found = list(find_photos([folder]))
    if not found:
        raise SystemExit(f"{folder} has no photos")
    with tempfile.TemporaryDirectory() as work:
        large = Path(work) / "large"
        large.mkdir()
        for number, path in enumerate(islice(cycle(found), 16)):
            with Image.open(path) as photo:
                photo.convert("RGB").resize(LARGE).save(large / f"{number}.jpg", quality=90)
        run(Engine(Path(work)).classify(found[:1], "lite0", device="cpu"))  # converts the model
        for photos in lengths:
            yield from timed(Path(work), [*islice(cycle(found), photos)], f"{photos} photos", device)
        paths = [*islice(cycle(sorted(large.iterdir())), large_photos)]
        yield from decoding(paths)
        label = f"{large_photos} photos of 12 megapixels"
        yield from timed(Path(work), paths, label, device)
        if gpu_jpeg.nvjpeg():
            yield from timed(Path(work), paths, f"{label}, Pillow alone", device, has_nvjpeg=False)


def decoding(large: list[Path]) -> Iterator[Figure]:
    """Large photos to the network's input, without the network; on the CPU, libjpeg stands in for nvJPEG."""
    preprocessing = find_variant("lite0").preprocessing
    decoder, name = gpu_jpeg.nvjpeg(), "nvJPEG"
    if decoder is None:
        from torchvision.io import ImageReadMode, decode_jpeg

        decoder, name = gpu_jpeg.GpuJpegs(lambda jpegs: decode_jpeg(jpegs, ImageReadMode.RGB)), "in nvJPEG's stead"
    decoder.load([jpeg for jpeg in map(gpu_jpeg.look_at, large[:1]) if jpeg], preprocessing, "crop")  # warms it
    started = time.perf_counter()
    jpegs = prefetch(gpu_jpeg.look_at, large, workers=MOST_DECODERS, ahead=2 * MOST_DECODERS)
    plain = [jpeg for jpeg in jpegs if jpeg]
    parts = [plain[start : start + TOGETHER] for start in range(0, len(plain), TOGETHER)]
    loaded = prefetch(lambda part: decoder.load(part, preprocessing, "crop"), parts, workers=2, ahead=2)
    count = sum(photo is not None for part in loaded for photo in part)
    yield f"12 megapixels to the network's input, {name}", count / (time.perf_counter() - started), "photos/s"
    yield f"decoded so, {name}", 100 * count / len(large), "%"
    started = time.perf_counter()
    through_pillow = prefetch(
        lambda path: load_photo(path, preprocessing), large, workers=MOST_DECODERS, ahead=2 * MOST_DECODERS
    )
    count = sum(1 for _ in through_pillow)
    yield "12 megapixels to the network's input, Pillow", count / (time.perf_counter() - started), "photos/s"


def timed(
    work: Path, photos: list[Path], label: str, device: DeviceChoice, *, has_nvjpeg: bool = True
) -> Iterator[Figure]:
    """Seconds from an engine that has nothing loaded, and photos a second from the first answer on."""
    answers: dict[str, list[str]] = {}
    for choice in dict.fromkeys(("cpu", "auto", device)):
        nvjpeg = "effnet_desktop.engine.classifying.classifier.nvjpeg"
        with nullcontext() if has_nvjpeg else mock.patch(nvjpeg, return_value=None):
            started = time.perf_counter()
            noted, _ = run_timed(Engine(work).classify(photos, "lite0", device=choice))
            seconds = time.perf_counter() - started
        events = [event for _, event in noted]
        answers[choice] = [event.predictions[0].category for event in events if isinstance(event, Classification)]
        last = [event for event in events if isinstance(event, BackendReady)][-1]
        yield f"{label}, {choice} (ends on {last.device.label})", seconds, "s"
        if len(photos) > 1:
            yield f"{label}, {choice}, all in all", len(photos) / seconds, "photos/s"
            times = [second for second, event in noted if isinstance(event, Classification)]
            yield f"{label}, {choice}, once loaded", photos_per_second(times), "photos/s"
    for choice, own in answers.items():
        same = sum(one == other for one, other in zip(own, answers["cpu"], strict=True))
        if choice != "cpu":
            yield f"{label}, {choice}, same best category as the CPU", 100 * same / len(own), "%"


def photos_per_second(times: list[float]) -> float:
    """Of answers that came at such times; those that came with the first one were computed before it."""
    later = [time for time in times if time > times[0] + TOGETHER_SECONDS]
    return len(later) / (times[-1] - times[0]) if later else math.nan


def training(folder: Path, device: DeviceChoice) -> Iterator[Figure]:
    """*Best* from a folder to a model."""
    with tempfile.TemporaryDirectory() as work:
        config = FineTuneConfig(folder, "lite0", "best", name="measured", device=device)
        started = time.perf_counter()
        noted, trained = run_timed(Engine(Path(work)).fine_tune(config))
        end = time.perf_counter() - started
        seconds: dict[type[object], list[float]] = {}
        for second, event in noted:
            seconds.setdefault(type(event), []).append(second)
        epochs = [event for _, event in noted if isinstance(event, EpochFinished)]
        (features,), (head,), ends = seconds[FeaturesExtracted], seconds[HeadFitted], seconds[EpochFinished]
        yield "Best, from the folder to the model", end, "s"
        yield "Best, check and features", features, "s"
        yield "Best, from the head to the first epoch", ends[0] - epochs[0].epoch_seconds - head, "s"
        yield "Best, an epoch", statistics.median(epoch.epoch_seconds for epoch in epochs), "s"
        yield "Best, learning", statistics.median(epoch.photos_per_second for epoch in epochs), "photos/s"
        yield "Best, saving and measuring", end - ends[-1], "s"
        yield "Best, right on the photos to measure on", 100 * trained.report.evaluation.acc1, "%"


if __name__ == "__main__":
    main()
