"""Times the start: from process start to the window shown, and to the first answer about a photo.

An empty window of Qt's is started in turn, which no app of Qt's can be faster than.
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


BARE = """
import json, sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        self.painted = time.time() - float(sys.argv[1])
        QApplication.instance().quit()
application = QApplication([])
window = Window()
window.resize(1100, 760)
window.show()
application.exec()
print(json.dumps({"window": window.painted}))
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
        (Path(folder) / "data" / "settings.ini").write_text("[General]\nkeeps_list=no\nhas_started=yes\n")
        starts, bares = [], []
        for _ in range(rounds + 1):
            for script, found in ((BARE, bares), (PROBE, starts)):
                command = [sys.executable, "-c", script, str(time.time()), str(photo), f"{folder}/data"]
                output = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, timeout=60).stdout
                found.append(json.loads(output.splitlines()[-1]))
    bare, window = (statistics.median(start["window"] for start in found[1:]) for found in (bares, starts))
    answer = statistics.median(start["answer"] for start in starts[1:])
    print(f"an empty window of Qt's is painted after {bare:.2f} s, ours after {window:.2f} s", end="")
    print(f" ({window / bare:.1f} times, reach 3), the first answer comes {answer - window:.2f} s later")
    print(f"machine learning libraries loaded when the window was painted: {starts[-1]['loaded'] or 'none'}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
