"""Measures what the confidences of the published models say: their temperatures, *Unsure* thresholds and groups.

``python tests/bench/calibration.py SAMPLES [FOLDER]``

SAMPLES holds ImageNet photos whose names begin with the true category's place among the 1,000: the `Calibration` of
each model in engine/variants.py is fitted on these. FOLDER, of photos in folders named like their categories, such as
Imagenette's ``val``, checks it on photos that nothing was fitted on.
"""

import math
import sys
import tempfile
from pathlib import Path

import numpy as np
from running import run

from effnet_desktop.engine.classifying.categories import category_names
from effnet_desktop.engine.classifying.groups import SURE, answering_group, groups_of
from effnet_desktop.engine.classifying.metrics import Indices, Scores, choose_threshold, evaluate, fit_temperature
from effnet_desktop.engine.models.loading import load
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.networks import devices
from effnet_desktop.engine.networks.answers import softmax
from effnet_desktop.engine.photos.inputs import infer_photos
from effnet_desktop.engine.records.classifying import Prediction
from effnet_desktop.engine.variants import VARIANTS

TARGET = 0.95


def main(samples: Path, folder: Path | None) -> None:
    """Prints the figures of each published model that is installed."""
    with tempfile.TemporaryDirectory() as data:
        store = ModelStore(Path(data) / "models")
        for name, variant in VARIANTS.items():
            if not store.find(name).is_installed:
                print(f"{name}: not here, so it keeps temperature 1 and is never unsure")
                continue
            logits, truth = answers(store, name, samples)
            temperature = round(fit_temperature(logits, truth), 3)
            say_calibration(f"{name}, on the samples", logits, truth, temperature)
            thresholds = evaluate(softmax(logits / temperature), truth, [""] * 1000).thresholds
            threshold = math.ceil(100 * choose_threshold(thresholds, TARGET).confidence) / 100
            say_threshold(threshold, softmax(logits / temperature), truth)
            say_groups(softmax(logits / temperature), truth)
            known = variant.calibration
            assert known is not None, f"{name} has no calibration"
            print(f"  in engine/variants.py: {known}")
            if folder:
                logits, truth = answers(store, name, folder)
                say_calibration(f"{name}, on {folder}", logits, truth, known.temperature)
                say_threshold(known.threshold, softmax(logits / known.temperature), truth)
                say_groups(softmax(logits / known.temperature), truth)


def answers(store: ModelStore, name: str, folder: Path) -> tuple[Scores, Indices]:
    """Logits (N, 1000) and true categories (N,) of the photos of known category."""
    info = store.find_installed(name)
    _, (backend, categories) = run(load(store, info, devices.cpu(), "auto"))
    names = category_names(categories)
    paths, truth = [], []
    for path in sorted(folder.rglob("*.JPEG")):
        category = next(iter(names.find(path.parent.name)), None)
        if category or path.name[:3].isdecimal():
            truth.append(categories.index(category) if category else int(path.name[:3]))
            paths.append(path)
    _, (logits, readable) = run(infer_photos(backend.infer, paths, info.variant.preprocessing))
    return logits, np.array(truth, np.intp)[readable]


def say_calibration(title: str, logits: Scores, truth: Indices, temperature: float) -> None:
    """Prints the calibration error, the loss and the mean confidence before and after the temperature."""
    print(f"{title}: {len(truth)} photos, {(logits.argmax(axis=1) == truth).mean():.1%} right")
    for t in (1.0, temperature):
        probabilities = softmax(logits / t)
        loss = -np.log(probabilities[np.arange(len(truth)), truth]).mean()
        ece = evaluate(probabilities, truth, [""] * 1000).ece
        mean = probabilities.max(axis=1).mean()
        print(f"  temperature {t:.3f}: calibration error {ece:.3f}, loss {loss:.3f}, mean confidence {mean:.1%}")


def say_threshold(threshold: float, probabilities: Scores, truth: Indices) -> None:
    """Prints how many photos are sure, and how many of these are right."""
    is_sure = probabilities.max(axis=1) >= threshold
    is_right = probabilities.argmax(axis=1)[is_sure] == truth[is_sure]
    print(f"  at {threshold:.3f} and more: {is_sure.sum()} photos ({is_sure.mean():.1%}), {is_right.mean():.1%} right")


def say_groups(probabilities: Scores, truth: Indices) -> None:
    """Prints how many photos are answered with at least 80 % by a category or else by a group, and how many rightly."""
    alone, together = [], []
    for row, true in zip(probabilities, truth.tolist(), strict=True):
        best = [Prediction("", int(place), float(row[place])) for place in np.argsort(-row)[:5]]
        if best[0].probability >= SURE:
            alone.append(best[0].index == true)
        elif answer := answering_group(row, best):
            together.append(answer.group in groups_of(true))
    for title, right in (("a category", alone), ("a group", together), ("either", alone + together)):
        share = f"{len(right)} photos ({len(right) / len(truth):.1%})"
        print(f"  answered by {title} with {SURE:.0%} and more: {share}, {sum(right)} of them right")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
