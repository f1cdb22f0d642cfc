"""The window is there before any heavy library is loaded; the app starts, goes on and ends as it should.

Each start is a process of its own, with the app's own functions.
"""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = {"torch", "torchvision", "openvino", "numpy", "PIL"}

# Run with: the data dir, then what to do before the window is made, and once it is shown.
START = """
import os, sys, time
from pathlib import Path

def since_start():
    with open("/proc/self/stat") as stat, open("/proc/uptime") as uptime:
        began = int(stat.read().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
        return float(uptime.read().split()[0]) - began

def main():
    from effnet_desktop import app, display, logs, paths
    from PySide6.QtCore import QTimer

    data_dir = Path(sys.argv[1])
    assert not display.why_qt_fails(display.usable_platforms())
    logs.start(paths.log_file(data_dir))
    application = app.create_application()
    exec(sys.argv[2])
    window = app.create_window(application, data_dir)
    while not window.windowHandle().isExposed():
        application.processEvents()
    if sys.platform == "linux":
        print(f"window shown {since_start():.2f} s after the process began ({time.process_time():.2f} s of computing)")
    print("loaded:", *sys.modules)
    exec(sys.argv[3], {**globals(), **locals()})
    QTimer.singleShot(0, application.exit)
    application.exec()

if __name__ == "__main__":
    main()
"""


@pytest.fixture
def start(tmp_path):
    script = tmp_path / "start.py"
    script.write_text(START)

    def start(before="pass", after="pass", data_dir=tmp_path / "data"):
        run = subprocess.run(
            [sys.executable, script, data_dir, before, after],
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    return start


def heavy_libraries(output: str) -> set[str]:
    """The heavy libraries among those that a started app says it has loaded."""
    return HEAVY & set(re.search(r"^loaded: (.*)$", output, re.MULTILINE)[1].split())


def test_the_window_is_shown_without_any_heavy_library(start, capsys):
    output = start()
    assert heavy_libraries(output) == set()
    with capsys.disabled():
        print(f"\n  {output.splitlines()[0]}")


@pytest.mark.parametrize("name", ["openvino", "numpy"])
def test_a_heavy_library_would_be_noticed(start, name):
    assert name in heavy_libraries(start(before=f"import {name}"))


def test_python_is_told_to_interrupt_the_window_less(start):
    output = start(
        before="import gc; print('before:', gc.get_threshold()[2], sys.getswitchinterval())",
        after="print('after:', gc.get_threshold()[2], sys.getswitchinterval())",
    )
    assert "before: 10 0.005" in output
    assert "after: 1000000 0.0003" in output


def test_an_error_that_nothing_catches_is_shown_once_and_logged_and_the_app_goes_on(start, tmp_path):
    output = start(
        after="for _ in range(3): QTimer.singleShot(0, lambda: 1 // 0)\n"
        "QTimer.singleShot(200, application.exit); application.exec()\n"
        "from PySide6.QtWidgets import QMessageBox\n"
        "boxes = [w for w in application.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()]\n"
        "print('boxes:', [box.text() for box in boxes])"
    )
    assert "boxes: ['Something unexpected went wrong: integer division or modulo by zero']" in output
    log = (tmp_path / "data" / "logs" / "effnet-desktop.log").read_text()
    assert log.count("ZeroDivisionError: ") == 3


@pytest.mark.parametrize(("theme", "is_dark"), [("dark", True), ("light", False)])
def test_the_theme_of_the_settings(start, tmp_path, theme, is_dark):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "settings.ini").write_text(f"[General]\ntheme={theme}\n")
    assert f"dark: {is_dark}" in start(after="print('dark:', window.palette().window().color().lightness() < 128)")


def test_a_theme_applies_at_once_and_the_systems_comes_back(start):
    output = start(
        after="settings = application.findChild(app.Settings)\n"
        "def lightness(): application.processEvents(); return window.palette().window().color().lightness()\n"
        "before = lightness(); settings.theme = 'dark'; dark = lightness(); settings.theme = 'system'\n"
        "print('lightness:', dark < 128, lightness() == before)"
    )
    assert "lightness: True True" in output


@pytest.mark.parametrize(("language", "cancel"), [("en", "Cancel"), ("ja", "キャンセル")])
def test_the_language_of_the_settings(start, tmp_path, language, cancel):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "settings.ini").write_text(f"[General]\nlanguage={language}\n")
    assert f"text: {cancel}" in start(after="print('text:', application.translate('QPlatformTheme', 'Cancel'))")


# Run with: the data dir, then photos. What the window is given, and boxes, are printed; then it ends.
RUN = """
import sys
from pathlib import Path

def main():
    from effnet_desktop import app
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMessageBox

    def look():
        for box in QApplication.topLevelWidgets():
            if isinstance(box, QMessageBox):
                print("box:", box.text(), box.informativeText())
        QApplication.exit(3)

    create_window = app.create_window

    def create_and_look(*arguments):
        QTimer.singleShot(100, look)
        return create_window(*arguments)

    app.create_window = create_and_look
    app.MainWindow.add_paths = lambda self, found: print("opened:", *found)
    sys.exit(app.run([Path(photo) for photo in sys.argv[2:]], Path(sys.argv[1])))

if __name__ == "__main__":
    main()
"""


@pytest.fixture
def run_app(tmp_path):
    script = tmp_path / "run.py"
    script.write_text(RUN)

    def run_app(data_dir, *photos):
        run = subprocess.run(
            [sys.executable, script, data_dir, *photos],
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert run.returncode == 3, run.stderr
        return run.stdout

    return run_app


def test_given_photos_are_opened(run_app, tmp_path):
    assert run_app(tmp_path / "data", "/a.jpg", "/folder") == "opened: /a.jpg /folder\n"
    assert run_app(tmp_path / "data") == ""


def test_an_unwritable_data_dir_is_said_with_the_way_out_and_the_window_opens(run_app, tmp_path):
    (tmp_path / "taken").write_text("a file where the folder should be")
    output = run_app(tmp_path / "taken" / "data", "/a.jpg")
    assert f"box: Nothing can be written to {tmp_path / 'taken' / 'data'}: " in output
    assert "--data-dir DIR" in output
    assert "opened: /a.jpg" in output


def test_a_second_start_hands_its_photos_to_the_first_window(tmp_path, tmp_path_factory, monkeypatch):
    sockets = tmp_path_factory.mktemp("run")  # short: a socket's path may not be long
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(sockets))
    script = tmp_path / "first.py"
    script.write_text(RUN.replace("QTimer.singleShot(100, look)", "QTimer.singleShot(30_000, look)").replace(
        'print("opened:", *found)', '(print("opened:", *found), QApplication.exit(3))'
    ))  # fmt: skip
    command = [sys.executable, script, tmp_path / "data"]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as first:
        deadline = time.monotonic() + 30
        while not any(path.is_socket() for path in sockets.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.05)
        second = subprocess.run(
            [sys.executable, "-m", "effnet_desktop", "--data-dir", tmp_path / "data", tmp_path],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        output = first.communicate(timeout=60)[0]
    assert (second.returncode, second.stdout) == (0, "The window that is open already has taken over.\n")
    assert output == f"opened: {tmp_path}\n"
    assert first.returncode == 3


def test_without_qts_network_module_the_window_opens_all_the_same(start):
    output = start(
        before="sys.modules['PySide6.QtNetwork'] = None; print('instance:', app._make_instance(data_dir, application))"
    )
    assert "instance: None" in output


def test_a_photo_that_the_finder_opens(start):
    output = start(
        after="from PySide6.QtGui import QFileOpenEvent\n"
        "app.MainWindow.add_paths = lambda self, found: print('opened:', *found)\n"
        "opener = app._FileOpener(window); application.installEventFilter(opener)\n"
        "application.sendEvent(application, QFileOpenEvent('/photos/a 写真.jpg'))"
    )
    assert "opened: /photos/a 写真.jpg" in output


def test_an_update_under_the_open_window_is_said(start, tmp_path):
    (tmp_path / "program").write_text("old")
    output = start(
        after=f"sys._MEIPASS = ''; sys.executable = {str(tmp_path / 'program')!r}; app._watch_for_update(window)\n"
        f"Path({str(tmp_path / 'new')!r}).write_text('new')\n"
        f"os.replace({str(tmp_path / 'new')!r}, sys.executable)\n"
        "until = time.monotonic() + 5\n"
        "while time.monotonic() < until and not window._message_bar.isVisible(): application.processEvents()\n"
        "print('said:', window._message_bar.isVisible())"
    )
    assert "said: True" in output


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send Ctrl+C to one process")
def test_ctrl_c_ends_the_window_without_a_traceback(tmp_path):
    log = tmp_path / "data" / "logs" / "effnet-desktop.log"
    with subprocess.Popen(
        [sys.executable, "-m", "effnet_desktop", "--data-dir", tmp_path / "data"],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            deadline = time.monotonic() + 30
            while not (log.exists() and "Started" in log.read_text()) and time.monotonic() < deadline:
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=10)
        finally:
            process.kill()
    assert process.returncode == 130
    assert "Traceback" not in errors
