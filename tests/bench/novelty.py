"""Prints how surely photos of no category are told, for docs/measured.md.

``python tests/bench/novelty.py DATA [MODEL,...] [PRESET,...]``

DATA holds ``imagenette/train`` and ``imagenette/val`` with one folder a category, and ``imagenet-samples`` with photos
of all kinds. Models (lite0 and lite2) are trained on five of the ten categories: the first five, the last five, and
five by chance. Own photos that none of it saw are in ``val``; photos nearly alike are those of the other five.

*accepted* is the share of photos of something else that are given a category where 95 % of own photos keep one: at the
threshold that the training found, then at that which keeps 95 % of these very photos. *by confidence* is the same for
the confidence alone, as the app had it before.
"""

import random
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from running import run

from effnet_desktop.engine.classifying import novelty
from effnet_desktop.engine.classifying.novelty import auroc
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.records.classifying import Classification
from effnet_desktop.engine.records.models import FineTuneConfig

KEPT = 0.95


def main(data: Path, models: list[str], presets: list[str]) -> None:
    """A line for each model, preset, choice of five categories and kind of photos."""
    train, val = data / "imagenette" / "train", data / "imagenette" / "val"
    names = sorted(folder.name for folder in train.iterdir())
    by_chance = sorted(random.Random(0).sample(names, 5))
    with tempfile.TemporaryDirectory() as temporary:
        engine = Engine(Path(temporary) / "data")
        for model in models:
            for preset in presets:
                for title, own in (("first", names[:5]), ("last", names[5:]), ("by chance", by_chance)):
                    folder = Path(temporary) / title
                    folder.mkdir(exist_ok=True)
                    for name in own:
                        if not (folder / name).exists():
                            (folder / name).symlink_to(train / name)
                    name = f"{model} {preset} {title}"
                    run(engine.fine_tune(FineTuneConfig(folder, model, preset, name=name)))
                    measure(engine, name, val, own, data / "imagenet-samples")
        cost(engine, name, val)


def measure(engine: Engine, name: str, val: Path, own: list[str], samples: Path) -> None:
    """Prints what a model says of photos that it never saw."""
    mine = classify(engine, name, [path for each in own for path in sorted((val / each).iterdir())])
    print(f"{name}: {share(~mine['novel'])} of {len(mine['novel'])} own photos keep a category")
    near = [path for each in sorted(val.iterdir()) if each.name not in own for path in sorted(each.iterdir())]
    for title, paths in (("the other five", near), ("ImageNet samples", sorted(samples.iterdir()))):
        theirs = classify(engine, name, paths)
        score, sureness = np.quantile(mine["score"], KEPT), np.quantile(mine["sureness"], 1 - KEPT)
        print(
            f"  {title:17} {len(paths):4} photos: accepted {share(~theirs['novel'])}, "
            f"{share(theirs['score'] <= score)} (AUROC {auroc(mine['score'], theirs['score']):.3f}); by confidence "
            f"{share(theirs['sureness'] >= sureness)} (AUROC {auroc(-mine['sureness'], -theirs['sureness']):.3f})"
        )


def classify(engine: Engine, name: str, paths: list[Path]) -> dict[str, np.ndarray]:
    """Novelty, confidence and the verdict of photos."""
    events, _ = run(engine.classify(paths, name, device="cpu"))
    answers = [event for event in events if isinstance(event, Classification)]
    return {
        "score": np.array([answer.novelty for answer in answers]),
        "sureness": np.array([answer.predictions[0].probability for answer in answers]),
        "novel": np.array([answer.is_novel for answer in answers]),
    }


def cost(engine: Engine, name: str, val: Path) -> None:
    """Prints what the score takes of a photo's time, and what it adds to a model's file."""
    events, _ = run(engine.classify(sorted(val.rglob("*.JPEG"))[:200], name, device="cpu"))
    photo = np.median([event.timings.total for event in events if isinstance(event, Classification)])
    weights = next(model.path for model in engine.models() if model.name == name)
    own = novelty.read(weights)
    features = np.random.default_rng(0).random((1, own.slopes.shape[1]), np.float32)
    logits = np.zeros((1, len(own.offsets)), np.float32)
    started = time.perf_counter()
    for _ in range(1000):
        own.scores(features, logits)
    score = time.perf_counter() - started
    size = sum(tensor.nbytes for tensor in own.tensors().values())
    print(f"the score takes {score:.3f} ms of a photo's {photo:.1f} ({score / photo:.2%}), and {size / 1e6:.2f} MB")


def share(which: np.ndarray) -> str:
    """A share in percent."""
    return f"{which.mean():.1%}"


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        sys.argv[2].split(",") if len(sys.argv) > 2 else ["lite0", "lite2"],
        sys.argv[3].split(",") if len(sys.argv) > 3 else ["quick"],
    )
