"""Prints the training figures of the README. Run on an idle machine: ``python tests/bench/training.py FOLDER``

FOLDER holds ``train/`` and ``val/`` with one folder a category, such as Imagenette. Full fine-tuning is timed on a
part of the photos and said per photo; everything else runs whole, in an empty data folder.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torchvision import transforms

from effnet_desktop.engine import networks
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.label_list import LabelList
from effnet_desktop.engine.results import Dataset, FeaturesExtracted, FineTuneConfig, FineTuned
from effnet_desktop.engine.variants import VARIANTS

PLAIN_PHOTOS = 192
KILLS = 10


def main(folder: Path) -> None:
    """Quick against the plain ways, the audit of swapped labels, and a training killed again and again."""
    with tempfile.TemporaryDirectory() as temporary:
        data = Path(temporary)
        quick(folder, data)
        audit(folder, data)
        kill(folder, data)


def run(verb):
    """The events of a verb and its result."""
    events = []
    while True:
        try:
            events.append(next(verb))
        except StopIteration as stop:
            return events, stop.value


def quick(folder: Path, data: Path) -> None:
    """Features and head against a plain pass for features and a plain epoch, per photo."""
    engine = Engine(data)
    run(engine.classify([], "lite0", device="cpu"))  # converted once, like PyTorch's import not part of a training
    started = time.perf_counter()
    events, done = run(engine.fine_tune(FineTuneConfig(folder, preset="quick", name="quick")))
    seconds = time.perf_counter() - started
    dataset = next(event for event in events if isinstance(event, Dataset))
    photos, count = dataset.photos, len(dataset.photos)
    started = time.perf_counter()
    run(engine.inspect_folder(folder))
    check_seconds = time.perf_counter() - started
    extracted = next(event for event in events if isinstance(event, FeaturesExtracted))
    feature_rate = count / (extracted.seconds - check_seconds)
    train = [(photo.path, photo.category) for photo in photos if photo.split == "train"]
    part = [train[i] for i in np.random.default_rng(0).permutation(len(train))[:PLAIN_PHOTOS]]
    plain_feature_rate, plain_epoch_rate = plain(part, len(dataset.categories))
    epoch_seconds = len(train) / plain_epoch_rate
    low, high = done.model.acc1_ci95
    print(
        f"Quick: validation accuracy {done.model.acc1:.4f} ({low:.4f} to {high:.4f}), {count} photos, {seconds:.1f} s"
    )
    print(
        f"  features: {feature_rate:.0f} photos/s, plain torch pass {plain_feature_rate:.0f} photos/s: "
        f"{feature_rate / plain_feature_rate:.1f} times"
    )
    print(f"  a plain epoch of full fine-tuning: {epoch_seconds:.0f} s: {epoch_seconds / seconds:.1f} times as long")


def plain(photos: list[tuple[Path, int]], categories: int) -> tuple[float, float]:
    """Photos per second of a plain feature pass, and of a plain epoch of full fine-tuning (AdamW, batch 32)."""
    variant = VARIANTS["lite0"]
    network = networks.load(variant, Engine(Path("unused")).models()[0].path)
    p = variant.preprocessing
    transform = transforms.Compose(
        [
            transforms.Resize(p.resize, transforms.InterpolationMode.BICUBIC),
            transforms.CenterCrop(p.resolution),
            transforms.ToTensor(),
            transforms.Normalize(p.mean, p.std),
        ]
    )
    started = time.perf_counter()
    with torch.inference_mode():
        for path, _ in photos:
            network.avgpool(network.features(transform(Image.open(path).convert("RGB"))[None]))
    feature_rate = len(photos) / (time.perf_counter() - started)

    network.classifier[1] = torch.nn.Linear(1280, categories)
    network = network.to(memory_format=torch.channels_last).train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3)
    started = time.perf_counter()
    for i in range(0, len(photos), 32):
        batch = photos[i : i + 32]
        x = torch.stack([transform(Image.open(path).convert("RGB")) for path, _ in batch])
        y = torch.tensor([category for _, category in batch])
        loss = torch.nn.functional.cross_entropy(network(x.contiguous(memory_format=torch.channels_last)), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return feature_rate, len(photos) / (time.perf_counter() - started)


def audit(folder: Path, data: Path, share: float = 0.05) -> None:
    """Swaps labels at random in the app's own list, and counts which the audit names."""
    engine = Engine(data)
    train = folder / "train"
    _, dataset = run(engine.inspect_folder(train))
    for seed in range(3):
        chosen = np.random.default_rng(seed)
        wrong = set()
        labels: LabelList = engine._labels(train)
        corrections = {}
        for i in chosen.permutation(len(dataset.photos))[: round(share * len(dataset.photos))]:
            photo = dataset.photos[i]
            others = [c for c in range(len(dataset.categories)) if c != photo.category]
            corrections[photo.path] = dataset.categories[chosen.choice(others)]
            wrong.add(photo.path)
        labels.file.parent.mkdir(parents=True, exist_ok=True)
        labels._save(corrections)  # all at once: one by one would write the list 175 times
        _, suspects = run(engine.audit(train))
        named = {suspect.path for suspect in suspects}
        precision, recall = (len(named & wrong) / len(found) for found in (named, wrong))
        print(f"Audit, {share:.0%} swapped, seed {seed}: precision {precision:.3f}, recall {recall:.3f}")
        labels.file.unlink()


def kill(folder: Path, data: Path) -> None:
    """Kills trainings of one name at random moments; the model must be whole each time, and the rest go on."""
    chosen = random.Random(0)
    base = [sys.executable, "-m", "effnet_desktop", "--data-dir", str(data), "train", str(folder), "--name", "quick"]
    whole = 0
    for number in range(KILLS):
        preset = (
            ["--preset", "quick", "--seed", str(number)] if number % 2 else ["--preset", "balanced", "--epochs", "1"]
        )
        process = subprocess.Popen(
            [*base, *preset], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(chosen.uniform(0.5, 14))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        engine = Engine(data)
        run(engine.classify([], "quick", device="cpu"))  # loads and checks the model
        whole += 1
        for waiting in engine.interrupted_trainings():
            assert waiting.config.name == "quick"
    print(f"Killed {KILLS} times at random moments: the model was whole {whole} times")
    if engine.interrupted_trainings():
        _, done = run(engine.finish_training("quick"))
        assert isinstance(done, FineTuned)
        print(json.dumps({"what was interrupted became a model of accuracy": done.model.acc1}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
