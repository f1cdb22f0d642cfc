"""Prints the training figures of docs/measured.md; run on an idle machine.

``python tests/bench/training.py FOLDER [PART...]``

FOLDER holds ``train/`` and ``val/`` with one folder a category, such as Imagenette. The parts are ``quick``, ``step``,
``best``, ``uneven``, ``audit``, ``window``, ``kill`` and ``resume``; without any, all of them run. For *Quick*, full
fine-tuning is timed on a part of the photos and said per photo; everything else runs whole, in an empty data folder.
"""

import json
import math
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from running import run
from safetensors.numpy import load_file
from torchvision import transforms

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.folders.label_list import LabelList
from effnet_desktop.engine.networks import architecture
from effnet_desktop.engine.records.folders import Dataset
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import FineTuneConfig
from effnet_desktop.engine.records.training import FeaturesExtracted, FineTuned
from effnet_desktop.engine.training import depthwise, training_loop, upper_layers
from effnet_desktop.engine.training.features import extract_features
from effnet_desktop.engine.training.head import fit_head_cv
from effnet_desktop.engine.training.recipes import BATCH
from effnet_desktop.engine.variants import VARIANTS

PLAIN_PHOTOS = 192
PLAIN_PASSES = 5  # their median counts
PLAIN_EPOCHS = 2
KILLS = 10
TICK_MS = 5


def main(folder: Path, parts: list[str]) -> None:
    """Quick and Best against the plain ways, the audit of swapped labels, the window, and trainings that are killed."""
    with tempfile.TemporaryDirectory() as temporary:
        data = Path(temporary)
        run(Engine(data).classify([], "lite0", device="cpu"))  # converted once: not part of a training
        for part in (quick, step, best, uneven, audit, window, kill, resume):
            if not parts or part.__name__ in parts:
                part(folder, data)


def quick(folder: Path, data: Path) -> None:
    """Features and head against a plain pass for features and a plain epoch, per photo."""
    engine = Engine(data)
    marks = {}
    started = time.perf_counter()
    verb = engine.fine_tune(FineTuneConfig(folder, preset="quick", name="quick"))
    while True:
        try:
            event = next(verb)
        except StopIteration as stop:
            done = stop.value
            break
        if not isinstance(event, Progress):
            marks[type(event)] = event, time.perf_counter() - started
    seconds = time.perf_counter() - started
    dataset, checked = marks[Dataset]
    photos, count = dataset.photos, len(dataset.photos)
    feature_rate = count / (marks[FeaturesExtracted][1] - checked)
    train = [(photo.path, photo.category) for photo in photos if photo.split == "train"]
    part = [train[i] for i in np.random.default_rng(0).permutation(len(train))[:PLAIN_PHOTOS]]
    plain_feature_rate, plain_epoch_rate = plain(part, len(dataset.categories))
    epoch_seconds = len(train) / plain_epoch_rate
    low, high = done.model.acc1_ci95
    print(
        f"Quick: validation accuracy {done.model.acc1:.4f} ({low:.4f} to {high:.4f}), {count} photos, {seconds:.1f} s"
    )
    print(f"  of which the check of the folder {checked:.1f} s")
    print(
        f"  features: {feature_rate:.0f} photos/s, plain torch pass {plain_feature_rate:.0f} photos/s: "
        f"{feature_rate / plain_feature_rate:.1f} times"
    )
    print(f"  a plain epoch of full fine-tuning: {epoch_seconds:.0f} s: {epoch_seconds / seconds:.1f} times as long")


def step(folder: Path, data: Path) -> None:
    """A training step of *Best* on the CPU, with the depthwise convolutions' gradient by parts and by PyTorch."""
    variant = VARIANTS["lite0"]
    lower, upper = upper_layers.split(architecture.load(variant, Engine(data).models()[0].path), 3)
    upper.classifier = torch.nn.Linear(1280, 10)
    with torch.inference_mode():
        activations = lower(torch.zeros(BATCH, 3, variant.preprocessing.resolution, variant.preprocessing.resolution))
    x = activations.clone().contiguous(memory_format=torch.channels_last)
    cpu = training_loop.TrainingDevice("cpu")
    by_parts, width = [], depthwise.WIDTH
    by_torch = []
    for _ in range(3):  # in turn
        for seconds, depthwise.WIDTH in ((by_parts, width), (by_torch, 99)):
            seconds.append(training_loop.time_step(cpu, upper, x, 10, 5))
    ours, theirs = (1e3 * statistics.median(seconds) for seconds in (by_parts, by_torch))
    print(f"A step of {BATCH} photos: {ours:.0f} ms, without parts {theirs:.0f} ms: {theirs / ours:.2f} times")


def best(folder: Path, data: Path) -> None:
    """Best beside plain full fine-tuning of the same network: accuracy and time of both."""
    engine = Engine(data)
    _, dataset = run(engine.inspect_folder(folder))
    started = time.perf_counter()
    _, done = run(engine.fine_tune(FineTuneConfig(folder, preset="best", name="best")))
    seconds = time.perf_counter() - started
    low, high = done.model.acc1_ci95
    print(f"Best: {done.model.acc1:.4f} ({low:.4f} to {high:.4f}) in {seconds:.0f} s, all included")
    for epoch, (acc1, seconds) in enumerate(fine_tune_plainly(dataset), 1):
        print(f"  plain full fine-tuning, epoch {epoch} of {PLAIN_EPOCHS}: {acc1:.4f} after {seconds:.0f} s")


def fine_tune_plainly(dataset: Dataset):
    """The usual loop: AdamW, one cycle, batch 32, random crops and flips; accuracy and seconds after each epoch."""
    started = time.perf_counter()
    torch.manual_seed(0)
    variant = VARIANTS["lite0"]
    p = variant.preprocessing
    normalise = [transforms.ToTensor(), transforms.Normalize(p.mean, p.std)]
    augment = transforms.Compose(
        [transforms.RandomResizedCrop(p.resolution, (0.35, 1.0)), transforms.RandomHorizontalFlip(), *normalise]
    )
    resize = transforms.Resize(p.resize, transforms.InterpolationMode.BICUBIC)
    plain_view = transforms.Compose([resize, transforms.CenterCrop(p.resolution), *normalise])
    network = architecture.load(variant, Engine(Path("unused")).models()[0].path)
    network.classifier[1] = torch.nn.Linear(1280, len(dataset.categories))
    network = network.to(memory_format=torch.channels_last)
    train, val = ([photo for photo in dataset.photos if photo.split == split] for split in ("train", "val"))
    steps = math.ceil(len(train) / 32)
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3)
    cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-3, total_steps=steps * PLAIN_EPOCHS)

    def batch(photos, view):
        x = torch.stack([view(Image.open(photo.path).convert("RGB")) for photo in photos])
        return x.contiguous(memory_format=torch.channels_last), torch.tensor([photo.category for photo in photos])

    for _ in range(PLAIN_EPOCHS):
        network.train()
        order = torch.randperm(len(train)).tolist()
        for i in range(0, len(order), 32):
            x, y = batch([train[j] for j in order[i : i + 32]], augment)
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(network(x), y, label_smoothing=0.1).backward()
            optimizer.step()
            cycle.step()
        network.eval()
        right = 0
        with torch.inference_mode():
            for i in range(0, len(val), 32):
                x, y = batch(val[i : i + 32], plain_view)
                right += int((network(x).argmax(1) == y).sum())
        yield right / len(val), time.perf_counter() - started


def window(folder: Path, data: Path) -> None:
    """The longest gap between ticks of the real window's event loop, while it checks a folder and while it trains."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QElapsedTimer, QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    from effnet_desktop.app import create_window

    app = QApplication.instance() or QApplication([])
    shown = create_window(app, data)
    shown.resize(1200, 800)
    page = shown._train_page
    shown._tabs.setCurrentWidget(page)
    clock, gaps = QElapsedTimer(), []
    timer = QTimer(interval=TICK_MS)
    timer.timeout.connect(lambda: gaps.append(clock.restart() - TICK_MS))

    def until(is_there, begin) -> list[int]:
        """The gaps from `begin` until something is there."""
        gaps.clear()
        clock.start()
        timer.start()
        begin()
        while not is_there():
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 100)
        timer.stop()
        return sorted(gaps)

    checked = until(lambda: len(page._seconds) == 3, lambda: page.choose_folder(folder))
    options = page._options
    for preset in ("quick", "balanced"):
        options.cards[preset].setChecked(True)
        options.name.setText(f"window {preset}")
        done = until(lambda: page._report is not None and not page._is_training, options.train.click)
        most = done[len(done) * 999 // 1000]
        print(f"Window, longest gap while training ({preset}): {done[-1]} ms, 99.9 % below {most} ms")
        page._go_back()
        page._report = None
    print(f"Window, longest gap while checking and estimating: {checked[-1]} ms")
    shown.close()


def plain(photos: list[tuple[Path, int]], categories: int) -> tuple[float, float]:
    """Photos per second of a plain feature pass, and of a plain epoch of full fine-tuning (AdamW, batch 32)."""
    variant = VARIANTS["lite0"]
    network = architecture.load(variant, Engine(Path("unused")).models()[0].path)
    p = variant.preprocessing
    transform = transforms.Compose(
        [
            transforms.Resize(p.resize, transforms.InterpolationMode.BICUBIC),
            transforms.CenterCrop(p.resolution),
            transforms.ToTensor(),
            transforms.Normalize(p.mean, p.std),
        ]
    )
    feature_rates = []
    for _ in range(PLAIN_PASSES):
        started = time.perf_counter()
        with torch.inference_mode():
            for path, _ in photos:
                network.avgpool(network.features(transform(Image.open(path).convert("RGB"))[None]))
        feature_rates.append(len(photos) / (time.perf_counter() - started))

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
    return statistics.median(feature_rates), len(photos) / (time.perf_counter() - started)


def uneven(folder: Path, data: Path) -> None:
    """The head's accuracy on all photos, mean of three seeds; then on two categories, the more photos of one there are.

    These are means of three seeds and of both categories, each counting the same.
    """
    engine = Engine(data)
    _, dataset = run(engine.inspect_folder(folder))
    store = engine._store
    _, (features, mask, _) = run(
        extract_features(store, store.find_installed("lite0"), dataset.photos, engine._feature_cache)
    )
    photos = [photo for photo, ok in zip(dataset.photos, mask, strict=True) if ok]
    labels, groups = (np.array([getattr(photo, name) for photo in photos]) for name in ("category", "group"))
    is_train = np.array([photo.split == "train" for photo in photos])

    def recalls(chosen, seed: int):
        categories, own = np.unique(labels[chosen], return_inverse=True)
        _, fitted = run(fit_head_cv(features[chosen], own, groups[chosen], len(categories), seed=seed))
        val = ~is_train & np.isin(labels, categories)
        told = categories[fitted.head.logits(features[val]).argmax(axis=1)] == labels[val]
        return np.array([told[labels[val] == category].mean() for category in categories])

    whole = np.mean([recalls(np.flatnonzero(is_train), seed).mean() for seed in range(3)])
    print(f"Head, all categories: {whole:.4f}")
    for first, second in ((9, 3), (1, 6), (5, 6)):
        for many in (10, 30, 100, 340):
            accuracies = []
            for seed in range(3):
                order = np.random.default_rng(seed).permutation(np.flatnonzero(is_train))
                some, few = (order[labels[order] == i][:count] for i, count in ((first, many), (second, 10)))
                accuracies.append(recalls(np.concatenate([some, few]), seed).mean())
            names = dataset.categories[first], dataset.categories[second]
            print(f"Head, {many} photos of {names[0]}, 10 of {names[1]}: {np.mean(accuracies):.3f}")


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
    run(Engine(data).fine_tune(FineTuneConfig(folder, preset="quick", name="quick")))
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


def resume(folder: Path, data: Path) -> None:
    """Kills one training again and again, resumes it each time, and compares it with one that was left alone."""
    chosen = random.Random(0)
    base = [sys.executable, "-m", "effnet_desktop", "--data-dir", str(data), "train", str(folder)]
    base += ["--preset", "balanced", "--epochs", "2"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = time.perf_counter()
    subprocess.run([*base, "--name", "whole"], check=True, **quiet)
    seconds = time.perf_counter() - started
    kills = resumed = 0
    while True:
        names = {waiting.config.name for waiting in Engine(data).interrupted_trainings()}
        resumed += "killed" in names
        process = subprocess.Popen(
            [*base, "--name", "killed", *(["--resume"] if "killed" in names else [])], start_new_session=True, **quiet
        )
        try:
            # Longer and longer, so that it comes to its end.
            process.wait(timeout=chosen.uniform(0.3, 0.6) * seconds * (1 + kills / 4))
            break
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            kills += 1
    models = {model.name: model for model in Engine(data).models() if model.trained}
    whole, killed = (load_file(models[name].path) for name in ("whole", "killed"))
    is_same = all(np.array_equal(whole[name], killed[name]) for name in whole)
    outcome = "the same, bit by bit" if is_same else "another"
    print(
        f"Killed {kills} times and resumed {resumed} times: the model is {outcome}, "
        f"accuracy {models['killed'].trained.acc1:.4f} and {models['whole'].trained.acc1:.4f}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
