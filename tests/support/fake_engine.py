"""An engine for tests of the window: same verbs, instant and deterministic answers.

That the verbs are the same is tested in ``tests/test_fake_engine.py``.
"""

import threading
import time
from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import comparison_records

from effnet_desktop.engine.errors import EngineError, ModelNotInstalled, PhotoError, Text
from effnet_desktop.engine.records.classifying import (
    BackendReady,
    Capture,
    Category,
    Classification,
    ClassifySummary,
    Framing,
    Group,
    GroupAnswer,
    Judgement,
    PhotoFailed,
    Prediction,
    Thumbnail,
    Timings,
)
from effnet_desktop.engine.records.comparing import (
    Budget,
    CascadeCurve,
    CompareConfig,
    Comparison,
    Difference,
    EarlierComparison,
    KeptComparison,
    PairedComparison,
    Pick,
)
from effnet_desktop.engine.records.devices import Device, DeviceChoice, DeviceReport, Precision
from effnet_desktop.engine.records.filing import FilingRun
from effnet_desktop.engine.records.folders import FoundPhotos, LeftOut
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import Cascade, EarlierModel, ModelInfo
from effnet_desktop.engine.records.training import InterruptedTraining
from effnet_desktop.engine.variants import VARIANTS

CPU = Device("cpu", "Test Processor", "OpenVINO", "bf16")
CATEGORIES = ("tabby cat", "espresso", "teapot", "robin", "tench")


def answer(path: Path, model: str = "lite0", first: str = "tabby cat", truth: str | None = None) -> Classification:
    """A classification whose top category is `first`."""
    others = [category for category in CATEGORIES if category != first]
    predictions = tuple(Prediction(name, 0, share) for name, share in zip([first, *others], SHARES, strict=True))
    return Classification(path, model, predictions, Timings(12.0, 1.0, 3.0), CPU, truth)


def breeds(path: Path) -> Classification:
    """A dog of no sure breed, as a model of ImageNet's categories answers."""
    dog = Group("dog", "犬")
    predictions = (
        Prediction("Shih-Tzu", 155, 0.41, "シー・ズー", (dog,)),
        Prediction("Lhasa", 204, 0.4, "ラサ・アプソ", (dog,)),
        Prediction("tench", 0, 0.1, "テンチ"),
    )
    found = answer(path, truth="Lhasa")
    group = GroupAnswer(dog, 0.82, predictions[:2])
    return replace(found, predictions=predictions, is_unsure=True, group=group, truth_japanese="ラサ・アプソ")


SHARES = (0.9, 0.05, 0.03, 0.015, 0.005)


class FakeEngine:
    """Photos called ``bad...`` cannot be read; folders called like a category say what is true.

    Attributes:
        gate: While it is cleared, classification waits before each photo.
        pause: Seconds that each photo takes.
        calls: Arguments of each `classify`: model, photos, settings.
        classify_error: What `classify` raises, once.
        notice: What `classify` yields before the photos, if any.
        installed: Names of the models that are there.
        asked_thumbnails: Photos and sides that `thumbnails` was asked for.
        comparisons: What `compare` was asked for.
        judgements: What `judge` was told, in order.
        compare_error: What `compare` raises, once.
        earlier: What can be brought back.
        brought_back: What was.
    """

    def __init__(self, pause: float = 0.0) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.pause = pause
        self.calls: list[tuple[str, tuple[Path, ...], dict]] = []
        self.classify_error: Exception | None = None
        self.download_error: EngineError | None = None
        self.notice: Notice | None = None
        self.left_out = LeftOut()
        self.chosen: tuple[Path, ...] = ()
        self.installed = {"lite0", "lite1", "lite2"}
        self.asked_thumbnails: list[tuple[list[Path], int]] = []
        self.comparisons: list[CompareConfig] = []
        self.compare_error: EngineError | None = None
        self.cascades: list[Cascade] = []
        self.kept: dict[str, KeptComparison] = {}  # what `keep_comparison` was given
        self.closed = 0
        self.judgements: list[tuple[Path, Judgement | None]] = []
        self.weights_url: str | None = None
        self.earlier: list[EarlierModel] = []
        self.brought_back: list[str] = []

    def models(self) -> tuple[ModelInfo, ...]:
        pairs = (ModelInfo(c.name, VARIANTS[c.first], "cascade", Path(c.name), cascade=c) for c in self.cascades)
        return (*map(self._info, VARIANTS), *pairs)

    def categories_of(self, name: str) -> tuple[Category, ...]:
        return tuple(map(Category, CATEGORIES))

    def filing_runs(self) -> tuple[FilingRun, ...]:
        return ()

    def interrupted_trainings(self) -> tuple[InterruptedTraining, ...]:
        return ()

    def _info(self, name: str) -> ModelInfo:
        there = name in self.installed
        state = "absent" if not there else "packaged" if name.startswith("lite") else "installed"
        return ModelInfo(name, VARIANTS[name], state, Path("/weights", name) if there else None)

    @staticmethod
    def capture(photo: Path) -> Capture | None:
        return Capture(datetime.fromtimestamp(photo.stat().st_mtime, UTC), is_own=False)

    def find_photos(self, paths: Sequence[Path]) -> Generator[tuple[Path, ...], None, FoundPhotos]:
        found: list[Path] = []
        for path in paths:
            found += sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for start in range(0, len(found), 500):
            yield tuple(found[start : start + 500])
        return FoundPhotos(len(found), self.left_out)

    def thumbnails(self, paths: Sequence[Path], side: int) -> Generator[Thumbnail | PhotoFailed, None, None]:
        self.asked_thumbnails.append((list(paths), side))
        for path in paths:
            if path.name.startswith("bad"):
                yield PhotoFailed(path, PhotoError("The file is empty."))
            else:
                width, height = side, side * 3 // 4
                yield Thumbnail(path, width, height, bytes((90, 120, 200)) * (width * height), 4000, 3000)

    def classify(
        self,
        paths: Sequence[Path],
        model: str,
        *,
        device: DeviceChoice = "auto",
        precision: Precision = "auto",
        framing: Framing = "crop",
        top: int = 5,
        chosen: Sequence[Path] = (),
        kept: float | None = None,
    ) -> Generator[object, None, ClassifySummary]:
        self.chosen = tuple(chosen)
        self.calls.append((model, tuple(paths), {"device": device, "precision": precision, "framing": framing}))
        try:
            if self.classify_error:
                error, self.classify_error = self.classify_error, None
                raise error
            if model not in self.installed:
                raise ModelNotInstalled("{name} is not installed.", "Download it.", name=model)
            yield Progress(Text("Preparing {model}", model=model))
            yield BackendReady(model, CPU)
            if self.notice:
                yield self.notice
            for path in paths:
                while not self.gate.wait(0.005):
                    yield Progress(Text("Waiting"))
                time.sleep(self.pause)
                if path.name.startswith("bad"):
                    yield PhotoFailed(path, PhotoError("The file is empty.", "Copy it again."))
                else:
                    truth = path.parent.name if path.parent.name in CATEGORIES else None
                    yield answer(path, model, "tabby cat" if model == "lite0" else "espresso", truth)
        finally:
            self.closed += 1
        return ClassifySummary(len(paths), 0, 1.0, 16.0, 16.0, None, 0)

    def judge(self, judgements: Sequence[tuple[Path, Judgement | None]]) -> Generator[Progress, None, None]:
        self.judgements += judgements
        yield Progress(Text("Noting what you said"), 1, 1)

    def devices(self) -> Generator[Progress, None, DeviceReport]:
        yield Progress(Text("Looking for devices"))
        return DeviceReport(CPU, (CPU,), (Notice("No GPU was found."),))

    def download_model(self, name: str) -> Generator[Progress, None, ModelInfo]:
        for part in range(4):
            while not self.gate.wait(0.005):
                yield Progress(Text("Downloading {model}", model=name), part, 4, "bytes")
            yield Progress(Text("Downloading {model}", model=name), part, 4, "bytes")
        if self.download_error:
            error, self.download_error = self.download_error, None
            raise error
        self.installed.add(name)
        return self._info(name)

    def import_model(self, file: Path) -> Generator[Progress, None, ModelInfo]:
        yield Progress(Text("Checking"))
        self.installed.add("b0")
        return self._info("b0")

    def remove_model(self, name: str) -> None:
        self.installed.discard(name)
        self.cascades = [cascade for cascade in self.cascades if cascade.name != name]

    def earlier_models(self) -> tuple[EarlierModel, ...]:
        return tuple(self.earlier)

    def bring_back(self, name: str) -> ModelInfo:
        self.earlier = [model for model in self.earlier if model.name != name]
        self.brought_back.append(name)
        return self._info("lite0")

    def forget_earlier(self, name: str) -> None:
        self.earlier = [model for model in self.earlier if model.name != name]

    def compare(self, config: CompareConfig) -> Generator[object, None, Comparison]:
        self.comparisons.append(config)
        if self.compare_error:
            error, self.compare_error = self.compare_error, None
            raise error
        photos = len(comparison_records.PHOTOS)
        try:
            for done in range(1, photos + 1):
                while not self.gate.wait(0.005):
                    yield Progress(Text("Waiting"))
                time.sleep(self.pause)
                yield Progress(Text("Measuring"), done, photos, "photos")
                for name in config.models:
                    yield comparison_records.measured(name, photos=done)
        finally:
            self.closed += 1
        return comparison_records.comparison(*config.models, fit_head=config.fit_head)

    def keep_comparison(self, config: CompareConfig, comparison: Comparison, finished: float | None = None) -> None:
        finished = 1_790_000_000.0 + len(self.kept) if finished is None else finished
        self.kept[str(finished)] = KeptComparison(str(finished), finished, config, comparison)

    def earlier_comparisons(self) -> tuple[EarlierComparison, ...]:
        newest_first = sorted(self.kept.values(), key=lambda kept: -kept.finished)
        return tuple(
            EarlierComparison(
                kept.name,
                kept.finished,
                kept.config.paths,
                len(kept.comparison.photos),
                tuple(model.model for model in kept.comparison.models),
            )
            for kept in newest_first
        )

    def earlier_comparison(self, name: str) -> KeptComparison | None:
        return self.kept.get(name)

    def remove_comparison(self, name: str) -> None:
        self.kept.pop(name, None)

    @staticmethod
    def pick(comparison: Comparison, budget: Budget) -> Pick:
        return Pick("lite2", Notice("{model} is the most accurate.", model="lite2"))

    @staticmethod
    def difference(comparison: Comparison, smaller: str, bigger: str) -> Difference:
        return comparison_records.DIFFERENCE

    @staticmethod
    def pairs_in_order(comparison: Comparison) -> tuple[PairedComparison, ...]:
        return (comparison_records.paired("lite0", "lite1"), comparison_records.paired("lite1", "lite2"))

    @staticmethod
    def cascade(comparison: Comparison, first: str, second: str) -> CascadeCurve:
        return comparison_records.curve()

    def save_cascade(self, cascade: Cascade) -> ModelInfo:
        if cascade.name in VARIANTS:
            raise EngineError("{name} is taken.", "Choose another name.", name=cascade.name)
        self.cascades.append(cascade)
        return self.models()[-1]
