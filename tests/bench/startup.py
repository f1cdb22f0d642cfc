"""Times the start: from process start to the window shown, and to the first answer about a photo.

Run on an idle machine with a display or offscreen: ``python tests/bench/startup.py [ROUNDS]``
It starts the app itself, as its users do, in a data folder in which lite0 is converted already.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Runs inside the started process: notes when the window is shown and when the first answer arrives, then quits.
PROBE = """
import json, sys, time
from PySide6.QtCore import QTimer
from effnet_desktop import app
from effnet_desktop.gui.main_window import MainWindow
from effnet_desktop.gui.classify.photo_model import PhotoModel
started, marks, photo, data = float(sys.argv[1]), {}, sys.argv[2], sys.argv[3]
def note(name):
    marks.setdefault(name, time.time() - started)
def paint(self, event, original=MainWindow.paintEvent):
    original(self, event)
    note("window")
    marks.setdefault("loaded", sorted({"torch", "torchvision", "openvino"} & set(sys.modules)))
def set_result(self, result, original=PhotoModel.set_result):
    original(self, result)
    note("answer")
    QTimer.singleShot(0, app.QApplication.instance().quit)
MainWindow.paintEvent, PhotoModel.set_result = paint, set_result
from pathlib import Path
app.run([Path(photo)], Path(data), None)
print(json.dumps(marks))
"""


def main(rounds: int) -> None:
    """Prints the median of several starts, after one to warm the file cache."""
    from effnet_desktop.engine.engine import Engine
    from effnet_desktop.sample_picture import save_sample_picture

    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    if os.environ.get("DISPLAY"):
        environment = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        photo = save_sample_picture(Path(folder))
        for _ in Engine(Path(folder) / "data").classify([photo], "lite0", device="cpu"):
            pass
        starts = []
        for _ in range(rounds + 1):
            command = [sys.executable, "-c", PROBE, str(time.time()), str(photo), f"{folder}/data"]
            output = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, timeout=60).stdout
            starts.append(json.loads(output.splitlines()[-1]))
    window = statistics.median(start["window"] for start in starts[1:])
    answer = statistics.median(start["answer"] for start in starts[1:])
    print(f"window painted after {window:.2f} s (reach 0.5), first answer after {answer:.2f} s (reach 1.5)")
    print(f"machine learning libraries loaded when the window was painted: {starts[-1]['loaded'] or 'none'}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
