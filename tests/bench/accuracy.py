"""Compares the app's top-1 on ImageNet samples with timm's float32 networks and transforms on the same files.

Run: ``python tests/bench/accuracy.py FOLDER``; the file names begin with the true ImageNet index.
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path

import timm
import torch
from PIL import Image

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.networks import architecture


def main(folder: Path) -> None:
    """Prints a line for each lite model and precision."""
    paths = sorted(folder.glob("*.JPEG"))
    models = {model.name: model for model in Engine(Path("unused")).models()}
    for name in ("lite0", "lite1", "lite2"):
        oracle = timm.create_model(f"tf_efficientnet_{name}").eval()
        state = architecture.read_state(models[name].path)
        oracle.load_state_dict(dict(zip(oracle.state_dict(), state.values(), strict=True)))
        transform = timm.data.create_transform(**timm.data.resolve_data_config(oracle.default_cfg))
        with torch.inference_mode():
            theirs = [int(oracle(transform(Image.open(path).convert("RGB"))[None]).argmax()) for path in paths]
        rows = [(f"timm, float32, {name}", theirs, "")]
        for precision in ("auto", "fast"):
            indices, milliseconds = classify(folder, name, precision)
            rows.append((f"effnet-desktop, {precision}, {name}", indices, f", inference p50 {milliseconds:.1f} ms"))
        for title, indices, speed in rows:
            right = sum(int(path.name[:3]) == index for path, index in zip(paths, indices, strict=True))
            same = sum(a == b for a, b in zip(indices, theirs, strict=True))
            print(f"{title:32} top-1 {right / len(paths):.1%}, the oracle's answer for {same / len(paths):.1%}{speed}")


def classify(folder: Path, model: str, precision: str) -> tuple[list[int], float]:
    """The command line's best category of each photo, and the median milliseconds of its inference."""
    command = [sys.executable, "-m", "effnet_desktop", "classify", str(folder), "--model", model, "--json"]
    output = subprocess.run([*command, "--precision", precision], check=True, stdout=subprocess.PIPE).stdout
    records = [json.loads(line) for line in output.splitlines()[:-1]]
    milliseconds = statistics.median(record["timings_ms"]["inference"] for record in records)
    return [record["predictions"][0]["index"] for record in records], milliseconds


if __name__ == "__main__":
    main(Path(sys.argv[1]))
