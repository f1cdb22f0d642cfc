"""Prints the speed figures of docs/measured.md, each with the ratio that is to be reached.

Run on an idle machine: ``python tests/bench/speed.py``
"""

import json
import subprocess
import sys

REACH = {"lite0": 4.0, "b0": 5.0}  # eager_ms / model_ms


def main() -> None:
    """Measures Lite0 (its weights) and B0 (random weights will do for timing)."""
    for model, eager_ratio in REACH.items():
        command = [sys.executable, "-m", "effnet_desktop", "benchmark", "--model", model, "--json"]
        figures = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        folder = figures["folder_photos_per_second"] / figures["plain_folder_photos_per_second"]
        ratios = (
            ("model_ms / bare_ms", figures["model_ms"] / figures["bare_ms"], "<= 1.05"),
            ("eager_ms / model_ms", figures["eager_ms"] / figures["model_ms"], f">= {eager_ratio}"),
            ("plain_photo_ms / photo_ms", figures["plain_photo_ms"] / figures["photo_ms"], ">= 5"),
            ("folder, against the plain way", folder, ">= 4"),
        )
        print(json.dumps(figures))
        for name, value, reach in ratios:
            print(f"  {name:32} {value:6.2f}  (reach {reach})")


if __name__ == "__main__":
    main()
