"""What is printed, whatever names of files and categories hold and wherever it goes."""

import io
import logging
import os
import sys

import pytest

from effnet_desktop import printing
from effnet_desktop.printing import Stream, printable, say


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\rc\td", "a�b�c�d"),
        ("\x1b[31m\x9b2J\x7f\x00", "�[31m�2J��"),
        ("safe\u202egpj.exe\u2066\u2069\u2028\u2029", "safe�gpj.exe����"),
        (os.fsdecode(b"caf\xe9.jpg"), "caf�.jpg"),
        ("\ud83d.jpg", "�.jpg"),  # half a pair, as Windows has them
        ("".join(chr(0xDC00 + byte) for byte in "写真".encode()), "写真"),  # a locale that knows no UTF-8
        ("写真\u3000é 👩\u200d🔬", "写真\u3000é 👩\u200d🔬"),
    ],
)
def test_what_commands_a_terminal_or_is_no_text_shows_as_a_sign(text, shown) -> None:
    assert printable(text) == shown


def test_a_line_is_one_line(capsys) -> None:
    say("one\ntwo\x1b[2J")
    assert capsys.readouterr().out == "one�two�[2J\n"


def test_what_others_print_cannot_command_the_terminal() -> None:
    raw = io.StringIO()
    print("a\x1b[31m\tb\rc\u202e", file=Stream(raw, must_be_read=True))
    assert raw.getvalue() == "a�[31m\tb\rc�\n"


class Full(io.StringIO):
    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def write(self, text: str) -> int:
        raise self.error


def test_a_full_disk_is_no_exception_but_is_remembered(monkeypatch) -> None:
    stream = Stream(Full(OSError(28, "No space left on device")), must_be_read=True)
    monkeypatch.setattr(sys, "stdout", stream)
    print("answer")
    print("another", flush=True)
    assert printing.output_failure() is stream.failure
    assert stream.failure.errno == 28


def test_who_has_read_enough_ends_the_work_once() -> None:
    answers = Stream(Full(BrokenPipeError()), must_be_read=True)
    with pytest.raises(BrokenPipeError):
        answers.write("answer")
    answers.write("what is said while it ends")
    Stream(Full(BrokenPipeError()), must_be_read=False).write("a notice")


@pytest.mark.parametrize(("platform", "is_failure"), [("linux", True), ("win32", False)])
def test_a_closed_output_loses_what_is_printed_but_windows_has_none_without_a_console(
    monkeypatch, platform, is_failure
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    stream = Stream(None, must_be_read=True)
    stream.flush()
    assert stream.failure is None
    stream.write("answer")
    assert (stream.failure is not None) == is_failure
    assert not stream.isatty()


def test_the_log_cannot_be_forged(tmp_path, monkeypatch) -> None:
    from effnet_desktop import logs

    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    for name in ("level", "effnet_desktop"):
        monkeypatch.setattr(logging.getLogger("" if name == "level" else name), "level", logging.INFO)
    monkeypatch.setattr(logging, "raiseExceptions", True)
    logs.start(tmp_path / "app.log")
    try:
        logging.getLogger("effnet_desktop.test").info("Opened %s", "a\n2026-01-01 00:00:00,000 INFO forged\x1b[2J")
        try:
            raise ValueError("b\n2026-01-01 00:00:00,000 INFO forged")
        except ValueError:
            logging.getLogger("effnet_desktop.test").info("Failed", exc_info=True)
    finally:
        for handler in root.handlers:
            handler.close()
    text = (tmp_path / "app.log").read_text(encoding="utf-8")
    assert not any(line.startswith("2026-01-01") for line in text.splitlines())
    assert "\x1b" not in text
    assert "ValueError: b" in text
