"""What reaches a terminal, a log or a file of text: names of files and categories, made harmless.

Whoever names a file may put into it what commands a terminal, a line break that forges a line, marks that turn the
order of what is read, or bytes that are no text. `printable` shows each as �. Lines are printed with `say`; beneath it
and beneath whatever else prints, such as argparse and tqdm, lies a `Stream`, and the log has a formatter (`logs`).
"""

import errno
import io
import os
import re
import sys
from collections.abc import Callable
from typing import Any, TextIO

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# C0, DEL and C1; separators of lines and paragraphs; what overrides or isolates the direction of reading.
_CONTROLS = "\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
_UNPRINTABLE = re.compile(f"[{_CONTROLS}\ud800-\udfff]")
_COMMANDS = re.compile(r"(?![\n\r\t])" + _UNPRINTABLE.pattern)
_ESCAPED_BYTES = re.compile("[\udc80-\udcff]+")
ESCAPED_IN_JSON = re.compile(f"[{_CONTROLS}]")


def printable(value: object) -> str:
    """A text or a path on one line, without what a terminal, a log or a reader could take for something else."""
    return _UNPRINTABLE.sub(REPLACEMENT, as_unicode(str(value)))


def as_unicode(text: str) -> str:
    """A text that every encoding of Unicode can hold.

    Python stands for a byte of a file's name that it cannot decode by half a surrogate pair. Where only the locale was
    in the way, the bytes are UTF-8; each other one becomes �.
    """

    def decode(match: re.Match[str]) -> str:
        return bytes(ord(half) - 0xDC00 for half in match.group()).decode("utf-8", "replace")

    return re.sub("[\ud800-\udfff]", REPLACEMENT, _ESCAPED_BYTES.sub(decode, text))


def say(line: object = "", *, file: TextIO | None = None) -> None:
    """Prints one line, whatever is in it."""
    print(printable(line), file=file)


class Stream(io.TextIOBase):
    """Standard output or error: without commands to the terminal, and with errors that do not end the work.

    What cannot be written is lost, and `failure` says why. Only the first `BrokenPipeError` of an output is raised: who
    has read enough, such as head, wants no more work done.

    Args:
        stream: Where to write; None where the stream was closed when the program started.
        must_be_read: Whether the work is for those who read this.

    Attributes:
        failure: Why something was not written.
    """

    def __init__(self, stream: TextIO | None, *, must_be_read: bool) -> None:
        self._stream = stream
        self._must_be_read = must_be_read
        self.failure: OSError | None = None

    def write(self, text: str) -> int:
        """Writes a text, cleaned; line breaks, tabs and returns to the line's beginning pass."""
        if self._stream is not None:
            self._try(self._stream.write, _COMMANDS.sub(REPLACEMENT, as_unicode(text)))
        elif sys.platform != "win32":  # where a program with a window of its own has no output
            self.failure = OSError(errno.EBADF, os.strerror(errno.EBADF))
        return len(text)

    def flush(self) -> None:
        """Writes what is still kept back."""
        if self._stream is not None:
            self._try(self._stream.flush)

    def _try(self, write: Callable[..., object], *text: str) -> None:
        if self.failure is None:
            try:
                write(*text)
            except OSError as error:
                self.failure = error
                if isinstance(error, BrokenPipeError) and self._must_be_read:
                    raise

    def writable(self) -> bool:
        """It is."""
        return True

    def isatty(self) -> bool:
        """Whether a person reads it."""
        return self._stream is not None and self._stream.isatty()

    def fileno(self) -> int:
        """The descriptor."""
        if self._stream is None:
            raise io.UnsupportedOperation("fileno")
        return self._stream.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """How letters are written."""
        return "utf-8" if self._stream is None else self._stream.encoding

    def reconfigure(self, **options: Any) -> None:
        """See `io.TextIOWrapper.reconfigure`."""
        if isinstance(self._stream, io.TextIOWrapper):
            self._stream.reconfigure(**options)


def prepare_streams() -> None:
    """Puts a `Stream` in the place of the standard output and error, whatever they are."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:  # closed: the next file would be opened in its place, and get what is printed
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            # A console that lacks a letter shows a question mark; Windows' files and pipes get UTF-8.
            stream.reconfigure(encoding="utf-8" if sys.platform == "win32" else None, errors="replace")
    if not isinstance(sys.stdout, Stream):
        sys.stdout = Stream(sys.stdout, must_be_read=True)
    if not isinstance(sys.stderr, Stream):
        sys.stderr = Stream(sys.stderr, must_be_read=False)


def speak_utf8() -> None:
    """Prints in UTF-8 from now on, whatever the locale: JSON is."""
    if reconfigure := getattr(sys.stdout, "reconfigure", None):
        reconfigure(encoding="utf-8")


class Ended(KeyboardInterrupt):
    """A signal asks the program to end; whoever tidies up on Ctrl+C does so then.

    Attributes:
        status: The exit status.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = 128 + number


def output_failure() -> OSError | None:
    """Why some of what was printed got lost."""
    failure: OSError | None = getattr(sys.stdout, "failure", None)
    return failure
