"""Fetches a file over HTTP(S), so that it is either whole and right, or not there.

`download` is a generator like every long verb. The transfer is one coroutine on an event loop of its own, which runs
only while the generator is asked for its next progress: it can be left at any moment, and needs no thread of ours.

Until the target is there, two files may lie beside it:
    NAME.part       What has come so far. The next try, or the next start, asks the server only for the rest.
    NAME.part.lock  Held by the one process that writes; others wait for it, and then find the target.

The SHA-256 decides what a part is worth, not the server's ETag; so a part begun at one mirror can be finished at
another. If the pieces do not make up the file, it is fetched once more from the start.
"""

import asyncio
import contextlib
import errno
import hashlib
import io
import logging
import math
import os
import random
import re
import shutil
import socket
import ssl
import time
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from effnet_desktop.engine.errors import DownloadError, StorageError, Text
from effnet_desktop.engine.models import locks
from effnet_desktop.engine.records.messages import Progress

if TYPE_CHECKING:
    import httpx
    from filelock import BaseFileLock


logger = logging.getLogger(__name__)

TICK = 0.1  # seconds between two reports of progress
CONNECT_TIMEOUT = 15.0  # seconds
STALL_TIMEOUT = 20.0  # seconds without a byte, after which we connect anew
TRIES = 5  # in a row that bring nothing new
BACK_OFF = 1.0  # seconds before the second try, doubled for each further one
LONGEST_RETRY_AFTER = 60.0  # seconds that a server can make us wait
DISK_MARGIN = 64 * 2**20  # bytes that stay free
READ_SIZE = 2**20  # bytes of a file that are hashed at a time

_RECONNECTING = "No connection; trying again in {seconds} s"
_SERVER_BUSY = "The server is busy; trying again in {seconds} s"
_STARTING_OVER = "The parts do not fit together; starting over in {seconds} s"
_OTHER_WAYS = (
    "Check the connection and the proxy, or name a mirror in the settings. "
    "You can also bring the file from another computer and import it on the Models page."
)
_OTHER_COMMANDS = "--weights-url BASE, or effnet-desktop models import FILE"


def download(
    url: str,
    target: Path,
    *,
    sha256_prefix: str,
    at_most: int | None = None,
    step: Text | None = None,
) -> Generator[Progress, None, Path]:
    """Fetches `url` into `target`, resuming what an earlier call left behind.

    A target that is right already is returned at once. Closing the generator cancels at once and keeps what has come.

    Args:
        url: An ``https://`` or ``http://`` address.
        target: The file; its folder is made. It appears only when it is whole.
        sha256_prefix: The first digits of the file's SHA-256, 8 at least: fewer could fit a half-written file.
        at_most: How many bytes the file has at the most, whatever the server announces or sends; None if nobody knows.
        step: Step of the progress while bytes come; None says that the file is being downloaded.

    Yields:
        How many bytes have come, several times a second, also while nothing comes.

    Returns:
        The target.

    Raises:
        DownloadError: The file could not be fetched, or is not the right one.
        StorageError: The disk is full or the folder cannot be written.
    """
    if not re.fullmatch("[0-9a-fA-F]{8,64}", sha256_prefix):
        raise ValueError(f"not the first 8 or more digits of a SHA-256: {sha256_prefix!r}")
    fetching = Progress(step or Text("Downloading {name}", name=target.name))
    transfer = _Transfer(url, target, sha256_prefix.lower(), at_most, fetching)
    loop = asyncio.new_event_loop()
    task = loop.create_task(transfer.run())
    try:
        while not task.done():
            loop.run_until_complete(asyncio.wait({task}, timeout=TICK))
            yield transfer.progress
        task.result()
        return target
    finally:
        task.cancel()
        loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()  # does not wait for a host name still being looked up, in a thread of asyncio's


class _TryAgain(Exception):
    """A fault that may pass.

    Args:
        error: What to raise if it does not.
        waiting: What to show until the next try, with a place for ``seconds``.
        seconds: How long to wait at least.
    """

    def __init__(self, error: DownloadError, waiting: str, seconds: float = 0.0) -> None:
        super().__init__(str(error))
        self.error = error
        self.waiting = waiting
        self.seconds = seconds


class _Transfer:
    """The coroutine behind one download, and how far it has come."""

    def __init__(self, url: str, target: Path, sha256_prefix: str, at_most: int | None, fetching: Progress) -> None:
        self.url = url
        self.target = target
        self.part = target.with_name(target.name + ".part")
        self.sha256_prefix = sha256_prefix
        self.at_most = math.inf if at_most is None else at_most
        self.fetching = fetching
        self.values: dict[str, object] = {"name": target.name, "folder": target.parent}  # of our messages

        self.now = fetching  # what is being done; the numbers are below
        self.done = 0  # bytes in the part, each of them in `hash`
        self.total: int | None = None
        self.hash = hashlib.sha256()
        self.furthest = 0  # the most bytes that the part has had
        self.pieced = False  # the part may be put together from several answers
        self.started_over = False
        self.encrypted = False  # the last address asked was https

    @property
    def progress(self) -> Progress:
        return Progress(self.now.step, self.done, self.total, "bytes")

    async def run(self) -> None:
        if await self._has_target():
            return
        with self._storing():
            self.target.parent.mkdir(parents=True, exist_ok=True)
            lock = await self._lock()
        try:
            if not await self._has_target():
                await self._fetch()
        finally:
            locks.give_back(lock)

    async def _lock(self) -> "BaseFileLock":
        """Waits until nobody else writes."""
        while True:
            with contextlib.suppress(TimeoutError):
                return locks.take(self.part.with_name(self.part.name + ".lock"))
            self.now = Progress(Text("{name} is being downloaded by another window", name=self.target.name))
            await asyncio.sleep(TICK)

    async def _has_target(self) -> bool:
        with self._storing():
            if not self.target.is_file():
                return False
            with self.target.open("rb", buffering=0) as file:
                await self._hash_all(file)
        return self._is_right()

    async def _hash_all(self, file: io.FileIO) -> None:
        self.now = Progress(Text("Checking {name}", name=self.target.name))
        self.hash, self.done, self.total = hashlib.sha256(), 0, os.fstat(file.fileno()).st_size
        while chunk := file.read(READ_SIZE):
            self.hash.update(chunk)
            self.done += len(chunk)
            await asyncio.sleep(0)

    def _is_right(self) -> bool:
        return self.hash.hexdigest().startswith(self.sha256_prefix)

    async def _fetch(self) -> None:
        """Completes the part and gives it the target's name."""
        with self._storing():
            self.file = self.part.open("a+b", buffering=0)  # unbuffered, so that no write is left for close()
        try:
            with self._storing():
                self.file.seek(0)
                await self._hash_all(self.file)
            self.now, self.total, self.furthest = self.fetching, None, self.done
            await self._complete_part()
            with self._storing():
                os.fsync(self.file.fileno())
        finally:
            self.file.close()
            with contextlib.suppress(OSError):
                if self.part.stat().st_size == 0:
                    self.part.unlink()
        with self._storing():
            os.replace(self.part, self.target)

    async def _complete_part(self) -> None:
        """Asks for the rest until the part is the file, with pauses after faults."""
        async with self._open_client() as client:
            faults = 0
            while not self._is_right():
                try:
                    await self._request_rest(client)
                    if not self._is_right():
                        raise self._wrong()
                except _TryAgain as fault:
                    faults = 1 if self.done > self.furthest else faults + 1
                    self.furthest = max(self.furthest, self.done)
                    logger.info("%s: fault %d at byte %d: %s", self.target.name, faults, self.done, fault)
                    if faults == TRIES:
                        raise fault.error from fault
                    back_off = BACK_OFF * 2 ** (faults - 1) * random.uniform(0.5, 1)
                    await self._wait(fault.waiting, max(back_off, fault.seconds))

    async def _wait(self, step: str, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.now = Progress(Text(step, seconds=math.ceil(left)))
            await asyncio.sleep(min(left, TICK))
        self.now = self.fetching

    def _open_client(self) -> "httpx.AsyncClient":
        import httpx
        import truststore

        try:
            self.values["host"] = httpx.URL(self.url).host
        except (httpx.InvalidURL, ValueError) as error:
            raise self._bad_address(error) from error
        try:
            return httpx.AsyncClient(
                verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
                timeout=httpx.Timeout(STALL_TIMEOUT, connect=CONNECT_TIMEOUT),
                follow_redirects=True,
                event_hooks={"request": [self._stay_encrypted]},
            )
        except (ImportError, ValueError, httpx.InvalidURL) as error:  # such as a SOCKS proxy
            raise DownloadError(
                "The proxy that is set on this computer cannot be used: {reason}",
                "Set HTTP_PROXY and HTTPS_PROXY to an http:// address, or unset ALL_PROXY.",
                reason=error,
            ) from error

    async def _stay_encrypted(self, request: "httpx.Request") -> None:
        if self.encrypted and request.url.scheme != "https":
            raise self._error("{host} leads to an address without encryption.")
        self.encrypted = request.url.scheme == "https"

    async def _request_rest(self, client: "httpx.AsyncClient") -> None:
        """Asks for what is missing; returns when all that the server announced has come."""
        import httpx

        headers = {"Accept-Encoding": "identity"}  # ranges and hash are those of the plain file
        if self.done:
            headers["Range"] = f"bytes={self.done}-"
            self.pieced = True
        self.encrypted = False
        try:
            async with client.stream("GET", self.url, headers=headers) as response:
                await self._take(response)
        except (httpx.UnsupportedProtocol, httpx.TooManyRedirects) as error:
            raise self._bad_address(error) from error
        except (httpx.RequestError, ssl.SSLError) as error:
            raise self._explain(error) from error
        if self.total is not None and self.done < self.total:  # a server may send less than what was asked for
            raise _TryAgain(self._error("{host} does not send all of {name}."), _RECONNECTING)

    async def _take(self, response: "httpx.Response") -> None:
        """Adds an answer to the part."""
        if response.status_code == 416 and self.done:  # the part is longer than the file
            raise self._wrong()
        self._check_answer(response)
        if response.status_code == 206:
            numbers = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", ""))
            if not numbers or int(numbers[1]) != self.done:
                raise self._wrong()
            self.total = None if numbers[2] == "*" else int(numbers[2])
        else:  # the whole file, whatever was asked for
            self._empty_part()
            length = response.headers.get("Content-Length", "")
            self.total = int(length) if length.isdecimal() else None
        most = self.at_most if self.total is None else self.total
        if most > self.at_most:
            raise self._wrong()
        self._check_free_space()
        async for chunk in response.aiter_raw():
            if self.done + len(chunk) > most:
                raise self._wrong()
            self._write(chunk)

    def _check_answer(self, response: "httpx.Response") -> None:
        status = response.status_code
        if status in (408, 425, 429) or status >= 500:
            error = self._error("{host} cannot send {name} now (error {status}).", status=status)
            raise _TryAgain(error, _SERVER_BUSY, _retry_after(response.headers.get("Retry-After", "")))
        if status in (404, 410):
            raise self._error("{host} does not have {name} (error {status}).", status=status)
        if status not in (200, 206):
            raise self._error("{host} or the proxy refuses to send {name} (error {status}).", status=status)
        if response.headers.get("Content-Type", "").startswith("text/html"):  # must not take the place of the part
            raise DownloadError(
                "{host} sends a web page instead of {name}.",
                "Look in a browser whether the network wants you to log in.",
                **self.values,
            )

    def _wrong(self) -> Exception:
        """Empties a part that is not of this file; one from several answers is worth another try."""
        error = self._error("What {host} sends is not the right {name}, or is damaged.")
        try_again = self.pieced and not self.started_over
        self._empty_part()
        self.furthest = 0
        if not try_again:
            return error
        self.started_over = True
        return _TryAgain(error, _STARTING_OVER)

    def _explain(self, error: Exception) -> Exception:
        """What an error of the connection means to the user."""
        import httpx

        causes: list[BaseException] = [error]
        while cause := causes[-1].__cause__ or causes[-1].__context__:
            causes.append(cause)
        if any(isinstance(each, ssl.SSLCertVerificationError) for each in causes):
            return DownloadError(
                "The certificate of {host} is not trusted on this computer.",
                "Check the date and time. If your company inspects connections, its certificate must be installed.",
                **self.values,
            )
        if any(isinstance(each, socket.gaierror) for each in causes):
            message = "The address of {host} (or of the proxy) cannot be found."
        elif isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError):
            message = "{host} (or the proxy) cannot be reached."
        else:
            message = "The connection to {host} breaks off again and again."
        return _TryAgain(self._error(message), _RECONNECTING)

    def _bad_address(self, reason: Exception) -> DownloadError:
        return self._error(
            "{name} cannot be fetched from {url}: {reason}.", url=self.url, reason=str(reason).rstrip(".")
        )

    def _error(self, message: str, **values: object) -> DownloadError:
        return DownloadError(message, _OTHER_WAYS, _OTHER_COMMANDS, **self.values, **values)

    def _empty_part(self) -> None:
        with self._storing():
            self.file.truncate(0)
        self.hash, self.done, self.total, self.pieced = hashlib.sha256(), 0, None, False

    def _write(self, chunk: bytes) -> None:
        rest = memoryview(chunk)
        while rest:
            with self._storing():
                written = self.file.write(rest)
            self.hash.update(rest[:written])
            self.done += written
            rest = rest[written:]

    def _check_free_space(self) -> None:
        with self._storing():
            free = shutil.disk_usage(self.target.parent).free
        needed = (self.total or 0) - self.done + DISK_MARGIN
        if free < needed:
            raise StorageError(
                "{name} needs {needed} MB, but the disk of {folder} has {free} MB left.",
                "Free some space and start again.",
                needed=math.ceil(needed / 2**20),
                free=free // 2**20,
                **self.values,
            )

    @contextlib.contextmanager
    def _storing(self) -> Iterator[None]:
        """Explains what goes wrong with files."""
        try:
            yield
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise StorageError(
                    "The disk of {folder} is full.",
                    "Free some space and start again; what has come of {name} is kept.",
                    **self.values,
                ) from error
            raise StorageError(
                "The folder {folder} cannot be used: {reason}.",
                "Check its permissions, or choose another one.",
                "--data-dir DIR",
                reason=error.strerror or error,
                **self.values,
            ) from error


def _retry_after(header: str) -> float:
    """Seconds to wait, given as a number or a date."""
    try:
        date = None if header.isdecimal() else parsedate_to_datetime(header)
        seconds = (date - datetime.now(UTC)).total_seconds() if date else float(header)
    except (ValueError, TypeError):
        return 0.0
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)
