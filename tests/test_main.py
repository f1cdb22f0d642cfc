"""What the first arguments mean, and what happens without a display."""

import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from packages import hide_metadata

from effnet_desktop import __main__, display, logs, paths
from effnet_desktop.cli import main as cli
from effnet_desktop.cli.arguments import purposes
from effnet_desktop.engine.photos.prefetch import in_background


@pytest.fixture
def calls(monkeypatch, tmp_path):
    """What is called in place of the command line and the window."""
    calls = []
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(logs, "start", lambda file: calls.append(("log", file)))
    monkeypatch.setattr(cli, "main", lambda *arguments: calls.append(("cli", *arguments)) or 7)
    monkeypatch.setattr(__main__, "_open_window", lambda *arguments: calls.append(("window", *arguments)) or 8)
    return calls


def run(monkeypatch, *arguments):
    for stream in ("stdout", "stderr"):
        monkeypatch.setattr(sys, stream, getattr(sys, stream))  # put back afterwards
    monkeypatch.setattr(sys, "argv", ["effnet-desktop", *map(str, arguments)])
    return __main__.main()


def test_nothing_opens_the_window(monkeypatch, calls):
    assert run(monkeypatch) == 8
    assert calls == [("window", [], paths.default_data_dir(), None)]


def test_the_end_does_not_wait_for_what_is_being_loaded(monkeypatch, calls):
    left: list[int] = []
    monkeypatch.setattr(logs, "leave_at_once", left.append)
    assert run(monkeypatch) == 8
    assert left == []
    done = threading.Event()
    loading = in_background(done.wait)
    run(monkeypatch)
    assert left == [8]
    done.set()
    loading.result(10)
    run(monkeypatch)
    assert left == [8]


@pytest.mark.parametrize("verb", purposes())
def test_a_verb_goes_to_the_command_line_with_the_rest(monkeypatch, calls, tmp_path, verb):
    assert run(monkeypatch, "--data-dir", tmp_path, verb, "--json", "x.jpg") == 7
    assert calls == [("log", paths.log_file(tmp_path)), ("cli", [verb, "--json", "x.jpg"], tmp_path, None)]


@pytest.mark.parametrize("form", [["--data-dir", "{}"], ["--data-dir={}"]])
def test_the_data_dir(monkeypatch, calls, tmp_path, form):
    run(monkeypatch, *(part.format(tmp_path / "new") for part in form))
    assert calls == [("window", [], tmp_path / "new", None)]


def test_a_relative_data_dir_is_made_absolute(monkeypatch, calls, tmp_path):
    monkeypatch.chdir(tmp_path)
    run(monkeypatch, "--data-dir", "here")
    assert calls[0][2] == tmp_path / "here"


def test_the_mirror(monkeypatch, calls, tmp_path):
    run(monkeypatch, "--weights-url=https://mirror.example/m", f"--data-dir={tmp_path}", "models")
    assert calls[1:] == [("cli", ["models"], tmp_path, "https://mirror.example/m")]


def test_photos_open_the_window_on_them(monkeypatch, calls, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("a.jpg", "-odd.jpg", "classify"):
        (tmp_path / name).touch()
    run(monkeypatch, "--", "-odd.jpg", "a.jpg", tmp_path)
    assert calls[-1][1] == [tmp_path / "-odd.jpg", tmp_path / "a.jpg", tmp_path]
    run(monkeypatch, "./classify")
    assert calls[-1][:2] == ("window", [tmp_path / "classify"])


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["clasify", "a.jpg"], "clasify is neither a verb nor a photo or folder that exists. Did you mean classify?"),
        (["benchmarks"], "Did you mean benchmark?"),
        (["/no/such/photo.jpg"], "/no/such/photo.jpg is neither a verb nor a photo or folder that exists.\n"),
        (["--fast"], "There is no option --fast here."),
        (["-x"], "There is no option -x here."),
        (["--data-dir"], "--data-dir needs a value."),
        (["--data-dir=", "models"], "--data-dir needs a value."),
        (["--weights-url", "mirror.example"], "http:// or https://"),
    ],
)
def test_wrong_usage(monkeypatch, calls, capsys, arguments, reason):
    assert run(monkeypatch, *arguments) == 2
    assert reason in capsys.readouterr().err
    assert calls == []


def test_help_names_every_verb(monkeypatch, calls, capsys):
    assert run(monkeypatch, "--help") == 0
    text = capsys.readouterr().out
    assert all(f"  {verb} " in text for verb in purposes())
    assert calls == []


def test_version(monkeypatch, capsys):
    assert run(monkeypatch, "--version") == 0
    assert capsys.readouterr().out.startswith("effnet-desktop 0.")
    hide_metadata(monkeypatch, "effnet-desktop")  # a copied source tree
    assert run(monkeypatch, "--version") == 0
    assert capsys.readouterr().out == "effnet-desktop (version unknown)\n"


def test_ctrl_c_is_no_traceback(monkeypatch, calls):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "main", interrupted)
    assert run(monkeypatch, "classify", "x") == 130


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_a_console_that_lacks_letters_is_no_crash(monkeypatch, calls, platform):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252"))
    monkeypatch.setattr(cli, "main", lambda *_: print("写真 ·", flush=True) or 0)
    assert run(monkeypatch, "classify", "x") == 0
    assert raw.getvalue().rstrip() == ("写真 ·".encode() if platform == "win32" else b"?? \xb7")


@pytest.mark.parametrize(("platform", "status"), [("win32", 0), ("linux", 1)])
def test_no_console_at_all_is_no_crash(monkeypatch, calls, platform, status):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert run(monkeypatch, "--help") == status  # where it was closed, what was to be printed is lost
    assert run(monkeypatch, "--fast") == 2


@pytest.mark.parametrize(("name", "text"), [("", "no display here"), (":4077", "no display at :4077")])
def test_without_a_display_the_installation_is_proved(monkeypatch, capsys, tmp_path, name, text):
    monkeypatch.setattr(display, "usable_platforms", lambda: ())
    monkeypatch.setenv("DISPLAY", name)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    proved = []
    monkeypatch.setattr(cli, "prove", lambda data_dir: proved.append(data_dir) or 0)
    assert run(monkeypatch, "--data-dir", tmp_path) == 0
    assert text in capsys.readouterr().out
    assert proved == [tmp_path]


def test_missing_libraries_are_said_and_exit_1(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(display, "usable_platforms", lambda: ("xcb",))
    monkeypatch.setattr(display, "why_qt_fails", lambda platforms: f"Install something for {platforms[0]}.")
    assert run(monkeypatch, "--data-dir", tmp_path) == 1
    assert capsys.readouterr().err == "Install something for xcb.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_a_real_process_without_a_display(tmp_path):
    environ = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    run = subprocess.run(
        [sys.executable, "-m", "effnet_desktop", "--data-dir", str(tmp_path)],
        cwd=Path(__file__).parents[1],
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    assert "no display here" in run.stdout
    assert "traffic light" in run.stdout
    assert "effnet-desktop classify" in run.stdout
    assert "Traceback" not in run.stderr


def test_the_command_line_never_loads_qt(tmp_path):
    program = (
        "import sys; from effnet_desktop.__main__ import main; status = main();"
        "assert not any(name.startswith('PySide6') for name in sys.modules), 'Qt'; sys.exit(status)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, "--data-dir", str(tmp_path), "models"],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    assert "lite0" in run.stdout
