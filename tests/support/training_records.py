"""Made-up records of a training, for the tests of the Train page and its parts."""

from pathlib import Path

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.classifying import Thumbnail
from effnet_desktop.engine.records.evaluation import CategoryMetrics, Evaluation, Threshold
from effnet_desktop.engine.records.folders import CategoryCount, Dataset, FolderListed, LabelledPhoto, Problem
from effnet_desktop.engine.records.models import FineTuneConfig, ModelInfo, TrainedModel
from effnet_desktop.engine.records.training import (
    EpochFinished,
    FineTuned,
    HeadFitted,
    InterruptedTraining,
    Mistake,
    Suspect,
    TrainingReport,
)
from effnet_desktop.engine.variants import VARIANTS

FOLDER = Path("/photos/pets")
CATEGORIES = ("cats", "dogs", "rabbits")
CONFIG = FineTuneConfig(FOLDER, "lite0", "balanced", name="pets")
INTERRUPTED = InterruptedTraining(CONFIG, 3, 12)
HEAD = HeadFitted(0.8, (0.7, 0.87), 12.0)


def photo(category: str, number: int) -> Path:
    return FOLDER / category / f"{number}.jpg"


MISTAKES = (
    Mistake(photo("cats", 1), "cats", "dogs", 0.95),
    Mistake(photo("cats", 2), "cats", "dogs", 0.7),
    Mistake(photo("rabbits", 1), "rabbits", "cats", 0.6),
)
SUSPECTS = tuple(Suspect(photo("dogs", number), "dogs", "cats", 0.99 - number / 100, 0.01) for number in range(4))
EVALUATION = Evaluation(
    photos=30,
    acc1=0.9,
    acc1_ci95=(0.744, 0.965),
    categories=(
        CategoryMetrics("cats", 0.889, 0.8, 0.842, 10),
        CategoryMetrics("dogs", 0.833, 1.0, 0.909, 10),
        CategoryMetrics("rabbits", 1.0, 0.9, 0.947, 10),
    ),
    confusion=((8, 2, 0), (0, 10, 0), (1, 0, 9)),
    ece=0.021,
    thresholds=(Threshold(0.4, 0.9, 1.0), Threshold(0.6, 0.95, 0.88), Threshold(0.9, 1.0, 0.5)),
)
MODEL = TrainedModel("pets", CATEGORIES, 1.2, 0.6, FOLDER, "balanced", 0.9, (0.744, 0.965), 150)
REPORT = TrainingReport(EVALUATION, MISTAKES, SUSPECTS, (photo("cats", 9),), 150, 92.0)
FINE_TUNED = FineTuned(MODEL, REPORT)


def epoch(number: int, acc1: float, is_best: bool = True, epochs: int = 12) -> EpochFinished:
    interval = (acc1 - 0.05, acc1 + 0.03)
    return EpochFinished(
        number, epochs, 1.0 / number, 0.8 / number, acc1, interval, is_best, 212.4, 12 + 9 * number, 9.0
    )


def listed(photos: int = 50) -> FolderListed:
    samples = {name: tuple(photo(name, number) for number in range(6)) for name in CATEGORIES}
    return FolderListed(FOLDER, tuple(CategoryCount(name, photos, samples[name]) for name in CATEGORIES), False)


def problem(message: str, is_fatal: bool = False, paths: tuple[Path, ...] = (), **values: object) -> Problem:
    return Problem(Text(message, **values), is_fatal, paths)


def dataset(*problems: Problem, photos: int = 50, unreadable=()) -> Dataset:
    labelled = tuple(
        LabelledPhoto(photo(name, number), category, "train" if number % 5 else "val", number, "")
        for category, name in enumerate(CATEGORIES)
        for number in range(photos)
    )
    return Dataset(FOLDER, CATEGORIES, labelled, tuple(unreadable), (), False, problems, "")


def models(*trained: TrainedModel) -> tuple[ModelInfo, ...]:
    lite = [variant for variant in VARIANTS.values() if variant.family == "lite"]
    known = [ModelInfo(variant.name, variant, "packaged", Path(variant.name)) for variant in lite]
    known.append(ModelInfo("b0", VARIANTS["b0"], "absent", None))
    known += [ModelInfo(model.name, VARIANTS["lite1"], "trained", Path("x"), model) for model in trained]
    return tuple(known)


def thumbnail(path: Path, side: int = 8) -> Thumbnail:
    return Thumbnail(path, side, side // 2, bytes([200, 30, 30]) * (side * (side // 2)), 4000, 2000)
