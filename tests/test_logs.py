"""The log goes to a file; the console stays quiet; no file is no disaster."""

import logging

import pytest

from effnet_desktop import logs

log = logging.getLogger("effnet_desktop.test")


@pytest.fixture(autouse=True)
def restored_logging():
    root, ours = logging.getLogger(), logging.getLogger("effnet_desktop")
    handlers, levels, raising = list(root.handlers), (root.level, ours.level), logging.raiseExceptions
    yield
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(levels[0])
    ours.setLevel(levels[1])
    logging.raiseExceptions = raising


@pytest.mark.expect_log("Look out")
def test_the_file_gets_everything_and_the_console_only_warnings(tmp_path, capsys):
    file = tmp_path / "logs" / "app.log"
    logs.start(file)
    log.info("Opened %s", "写真.jpg")
    log.warning("Look out")
    text = file.read_text(encoding="utf-8")
    assert "INFO effnet_desktop.test: Opened 写真.jpg" in text
    assert "WARNING effnet_desktop.test: Look out" in text
    assert capsys.readouterr().err == "effnet-desktop: Look out\n"


def test_other_libraries_are_heard_only_when_they_warn(tmp_path):
    file = tmp_path / "app.log"
    logs.start(file)
    logging.getLogger("httpx").info("GET https://...")
    assert file.read_text() == ""


def test_a_name_that_is_no_text_is_written_all_the_same(tmp_path):
    file = tmp_path / "app.log"
    logs.start(file)
    log.info("Opened %s", b"\xff.jpg".decode("utf-8", "surrogateescape"))
    assert "Opened �.jpg" in file.read_text(encoding="utf-8")


@pytest.mark.expect_log("There is no log file")
def test_without_a_file_the_console_has_to_do(tmp_path, capsys):
    (tmp_path / "taken").write_text("a file where the folder should be")
    logs.start(tmp_path / "taken" / "logs" / "app.log")
    log.info("Still alive")
    assert "There is no log file" in capsys.readouterr().err


@pytest.mark.expect_log("There is no log file")
def test_without_a_console_nothing_fails(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stderr", None)
    (tmp_path / "taken").touch()
    logs.start(tmp_path / "taken" / "app.log")


def test_the_file_rotates(tmp_path, monkeypatch):
    file = tmp_path / "app.log"
    logs.start(file)
    for _ in range(30):
        log.info("x" * 100_000)
    assert {path.name for path in tmp_path.iterdir()} == {"app.log", "app.log.1", "app.log.2"}
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 3_100_000


@pytest.mark.expect_log("qt: default: From Qt")
def test_qt_speaks_to_the_file_alone(tmp_path, capsys):
    from PySide6.QtCore import qInstallMessageHandler, qWarning

    file = tmp_path / "app.log"
    logs.start(file)
    before = qInstallMessageHandler(None)
    try:
        logs.catch_qt_messages()
        qWarning("From Qt: 100 %")
    finally:
        qInstallMessageHandler(before)
    assert "WARNING qt: default: From Qt: 100 %" in file.read_text()
    assert capsys.readouterr().err == ""
