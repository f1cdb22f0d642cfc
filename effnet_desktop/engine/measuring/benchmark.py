"""How fast a model is on this machine, against the plain way of doing the same.

Warm up, let what is compared take turns, so that a busy machine favours neither, and report medians.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from effnet_desktop.engine.classifying.classifier import Classifier
from effnet_desktop.engine.errors import PhotoError, Text
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.networks.backends import OpenVinoBackend, import_openvino, openvino_config
from effnet_desktop.engine.networks.convert import save_ir
from effnet_desktop.engine.records.classifying import Classification
from effnet_desktop.engine.records.comparing import Benchmark
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.variants import Variant

MODEL_ROUNDS = 12
PHOTO_ROUNDS = 5
CALLS_A_TURN = 3
PLAIN_PHOTOS = 8
PHOTO_SIZE = (4000, 3000)


def run(store: ModelStore, model: str, photos: int) -> Generator[Progress, None, Benchmark]:
    """See `Engine.benchmark`; the CPU's backend is measured."""
    info = store.find(model)
    variant = info.variant
    yield Progress(Text("Loading {model}", model=model))
    import torch

    from effnet_desktop.engine.networks import architecture

    network = architecture.load(variant, info.path) if info.path else architecture.build(variant)
    with tempfile.TemporaryDirectory(prefix="effnet-benchmark-") as temporary:
        folder = Path(temporary)
        if info.path:
            converted, _ = yield from store.convert(info)
            xml = converted / "model.xml"
        else:
            xml = folder / "model.xml"
            save_ir(network, variant.preprocessing.resolution, xml)
        backend = OpenVinoBackend(xml, variant.preprocessing)
        bare = _bare_request(xml)
        classifier = Classifier(model, backend, variant.preprocessing, tuple(architecture.imagenet_categories()))
        jpegs = yield from _make_photos(folder, photos)

        side = variant.preprocessing.resolution
        picture = np.random.default_rng(0).integers(0, 256, (1, side, side, 3), np.uint8)
        x = np.random.default_rng(0).standard_normal((1, 3, side, side), dtype=np.float32)
        tensor = torch.from_numpy(x)
        with torch.inference_mode():
            model_ms, bare_ms, eager_ms = yield from _medians(
                Progress(Text("Timing the model")),
                MODEL_ROUNDS,
                lambda: backend.infer(picture),
                lambda: bare(x),
                lambda: network(tensor),
            )
            plain = _plain_way(variant, network, torch)
            photo_ms, plain_photo_ms = yield from _medians(
                Progress(Text("Timing one photo")),
                PHOTO_ROUNDS,
                lambda: _classify(classifier, jpegs[:1]),
                lambda: plain(jpegs[0]),
            )
            progress = Progress(Text("Timing a folder"))
            yield progress
            seconds = _seconds(lambda: _classify(classifier, jpegs))
            yield progress
            plain_seconds = _seconds(lambda: [plain(jpeg) for jpeg in jpegs[:PLAIN_PHOTOS]])
    return Benchmark(
        model=model,
        device=backend.device,
        untrained=info.path is None,
        model_ms=model_ms,
        bare_ms=bare_ms,
        eager_ms=eager_ms,
        photo_ms=photo_ms,
        plain_photo_ms=plain_photo_ms,
        folder_photos_per_second=len(jpegs) / seconds,
        plain_folder_photos_per_second=len(jpegs[:PLAIN_PHOTOS]) / plain_seconds,
    )


def _bare_request(xml: Path) -> Callable[[Any], object]:
    """The backend's library as its own documentation calls it, without anything of ours."""
    ov = import_openvino()
    request = ov.Core().compile_model(xml, "CPU", openvino_config("auto")).create_infer_request()
    return lambda x: request.infer({0: x})


def _plain_way(variant: Variant, network: Any, torch: Any) -> Callable[[Path], object]:
    """Full decode, torchvision's transforms, eager PyTorch: what a first script does."""
    from torchvision import transforms

    p = variant.preprocessing
    transform = transforms.Compose(
        [
            transforms.Resize(p.resize, transforms.InterpolationMode(p.interpolation)),
            transforms.CenterCrop(p.resolution),
            transforms.ToTensor(),
            transforms.Normalize(p.mean, p.std),
        ]
    )

    def classify(path: Path) -> object:
        with Image.open(path) as photo:
            return network(transform(photo.convert("RGB"))[None]).softmax(1).topk(5)

    return classify


def _make_photos(folder: Path, count: int) -> Generator[Progress, None, list[Path]]:
    """Writes 12-megapixel JPEGs of smooth shapes and grain, which compress as a phone's do (2 MB)."""
    random = np.random.default_rng(0)
    small = random.integers(0, 256, (30, 40, 3), dtype=np.uint8)
    smooth = np.asarray(Image.fromarray(small).resize(PHOTO_SIZE, Image.Resampling.BICUBIC), np.int16)
    grain = random.integers(-5, 6, smooth.shape[:2], dtype=np.int16)[..., None]
    picture = Image.fromarray(np.clip(smooth + grain, 0, 255).astype(np.uint8))
    paths = []
    for i in range(max(count, 1)):
        yield Progress(Text("Making test photos"), i, count, "photos")
        paths.append(folder / f"photo-{i:03}.jpg")
        if i == 0:
            picture.save(paths[0], quality=90)
        else:
            paths[i].write_bytes(paths[0].read_bytes())
    return paths


def _medians(
    progress: Progress, rounds: int, *functions: Callable[[], object]
) -> Generator[Progress, None, list[float]]:
    """Median milliseconds of each function. They take turns; the first call of a turn warms up and does not count."""
    times: list[list[float]] = [[] for _ in functions]
    for i in range(rounds):
        for function, own in zip(functions, times, strict=True):
            yield Progress(progress.step, i, rounds)
            function()
            own.extend(1e3 * _seconds(function) for _ in range(CALLS_A_TURN))
    return [statistics.median(own) for own in times]


def _seconds(function: Callable[[], object]) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def _classify(classifier: Classifier, paths: list[Path]) -> None:
    for result in classifier.classify(paths, "crop", 5):
        if not isinstance(result, Classification):
            raise PhotoError("The test photo could not be read.")
