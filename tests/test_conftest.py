"""The house rules for tests are checks, and each finds a planted violation."""

import subprocess
import sys
from pathlib import Path

PLANTED = """
import logging, threading, time
import pytest

kept = []

def test_leaves_a_thread():
    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()

def test_leaves_a_timer(qapp):
    from PySide6.QtCore import QTimer
    kept.append(QTimer(interval=1000))
    kept[-1].start()

def test_leaves_a_lane_busy(qapp):
    from effnet_desktop.tasks import Lane
    kept.append(Lane())
    kept[-1].submit(lambda: (time.sleep(1) for _ in range(1)))

def test_leaves_a_widget(qapp):
    from PySide6.QtWidgets import QWidget
    kept.append(QWidget())
    kept[-1].show()

def test_logs_a_warning():
    logging.getLogger("planted").warning("spoon")

def test_is_fine(qtbot):
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QWidget
    widget = QWidget()
    qtbot.addWidget(widget)
    QTimer(widget, interval=1000).start()
    thread = threading.Thread(target=time.sleep, args=(0.05,))
    thread.start()

@pytest.mark.expect_log("spoon")
def test_logs_an_expected_warning():
    logging.getLogger("planted").warning("spoon")
"""


def test_what_is_left_behind_or_logged_fails_the_test(tmp_path: Path) -> None:
    house = Path(__file__).with_name("conftest.py").read_text(encoding="utf-8")
    (tmp_path / "conftest.py").write_text(house.replace("PATIENCE_SECONDS = 2.0", "PATIENCE_SECONDS = 0.2"))
    (tmp_path / "test_planted.py").write_text(PLANTED)
    command = [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", "-o", "qt_api=pyside6", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[1], timeout=60)
    # A rule is broken in the teardown: the test itself passes, and its end is an error.
    guilty = {line.split("::")[1].split(" ")[0] for line in done.stdout.splitlines() if line.startswith("ERROR ")}
    assert guilty == {
        "test_leaves_a_thread",
        "test_leaves_a_timer",
        "test_leaves_a_lane_busy",
        "test_leaves_a_widget",
        "test_logs_a_warning",
    }, done.stdout
    assert done.stdout.count("PASSED ") == 7
