"""Downloads against a real server that cuts, stalls, lies and refuses: nothing half-written is ever used."""

import errno
import hashlib
import io
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

import pytest
from misbehaving_server import PIECE, Answer, MisbehavingServer

from effnet_desktop.engine.errors import DownloadError, StorageError, Text
from effnet_desktop.engine.models import downloads
from effnet_desktop.engine.models.downloads import download
from effnet_desktop.engine.records.messages import Progress

CONTENT = random.Random(0).randbytes(40 * PIECE + 123)
OTHER_CONTENT = random.Random(1).randbytes(len(CONTENT))
HALF = 20 * PIECE


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "TICK", 0.01)
    monkeypatch.setattr(downloads, "BACK_OFF", 0.02)


@pytest.fixture
def visible_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits of many ticks."""
    monkeypatch.setattr(downloads, "BACK_OFF", 0.2)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "models" / "model.pth"


def part_of(target: Path) -> Path:
    return target.with_name("model.pth.part")


def leave_part(target: Path, content: bytes) -> None:
    target.parent.mkdir()
    part_of(target).write_bytes(content)


def start(url: str, target: Path, content: bytes = CONTENT) -> Generator[Progress, None, Path]:
    return download(url, target, sha256_prefix=sha256(content)[:8])


def finish(steps: Generator[Progress, None, Path]) -> list[Progress]:
    return list(steps)


def fetch(server: MisbehavingServer, target: Path, content: bytes = CONTENT) -> list[Progress]:
    """Downloads from `server` and makes sure of the result."""
    progress = []
    steps = start(server.url, target, content)
    while True:
        try:
            progress.append(next(steps))
        except StopIteration as end:
            result = end.value
            break
        assert not target.exists() or target.read_bytes() == content
    assert result == target
    assert os.listdir(target.parent) == ["model.pth"]
    assert target.read_bytes() == content
    return progress


def assert_nothing_left(target: Path) -> None:
    assert not target.parent.exists() or os.listdir(target.parent) == []


def next_until(steps: Generator[Progress, None, Path], holds: Callable[[Progress], bool]) -> Progress:
    deadline = time.monotonic() + 5
    for progress in steps:
        if holds(progress):
            return progress
        assert time.monotonic() < deadline, progress
    raise AssertionError("the download ended")


@contextmanager
def within(seconds: float) -> Iterator[None]:
    begin = time.monotonic()
    yield
    assert time.monotonic() - begin < seconds


# The plain case


def test_a_file_is_fetched(target: Path) -> None:
    with MisbehavingServer(CONTENT, Answer(pause=0.005)) as server:
        progress = fetch(server, target)
    assert progress[-1] == Progress(Text("Downloading {name}", name="model.pth"), len(CONTENT), len(CONTENT), "bytes")
    assert len({each.done for each in progress}) > 3
    assert [each.done for each in progress] == sorted(each.done for each in progress)
    assert server.requests[0].headers["accept-encoding"] == "identity"
    assert server.requests[0].range is None


def test_step_and_values_are_those_of_the_caller(target: Path) -> None:
    with MisbehavingServer(CONTENT) as server:
        steps = download(server.url, target, sha256_prefix=sha256(CONTENT), step=Text("Fetching {model}", model="B4"))
        last = finish(steps)[-1]
    assert last.step == Text("Fetching {model}", model="B4")


def test_the_hash_may_be_in_capitals(target: Path) -> None:
    with MisbehavingServer(CONTENT) as server:
        finish(download(server.url, target, sha256_prefix=sha256(CONTENT)[:16].upper()))
    assert target.read_bytes() == CONTENT


@pytest.mark.parametrize("prefix", ["", "1234567", "rwightman"])
def test_a_prefix_that_proves_nothing_is_refused(prefix: str, target: Path) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        next(download("http://127.0.0.1:9/", target, sha256_prefix=prefix))


def test_a_right_target_is_not_fetched_again(target: Path) -> None:
    with MisbehavingServer(CONTENT) as server:
        fetch(server, target)
        fetch(server, target)
    assert len(server.requests) == 1


def test_a_wrong_target_is_replaced_only_by_the_right_one(target: Path) -> None:
    target.parent.mkdir()
    target.write_bytes(OTHER_CONTENT)
    with MisbehavingServer(CONTENT, Answer(status=404)) as server:
        with pytest.raises(DownloadError):
            finish(start(server.url, target))
        assert target.read_bytes() == OTHER_CONTENT
        finish(start(server.url, target))
    assert target.read_bytes() == CONTENT


def test_a_file_of_unannounced_length_is_fetched(target: Path) -> None:
    with MisbehavingServer(CONTENT, Answer(chunked=True)) as server:
        assert fetch(server, target)[-1].total is None


# Resuming


@pytest.mark.usefixtures("visible_waits")
def test_after_a_cut_only_the_rest_is_fetched(target: Path) -> None:
    with MisbehavingServer(CONTENT, Answer(cut_after=HALF)) as server:
        progress = fetch(server, target)
    assert [request.range for request in server.requests] == [None, f"bytes={HALF}-"]
    assert server.sent == len(CONTENT)
    assert any(each.step.template == "No connection; trying again in {seconds} s" for each in progress)


def test_a_cut_answer_of_unannounced_length_is_resumed(target: Path) -> None:
    with MisbehavingServer(CONTENT, Answer(chunked=True, cut_after=HALF)) as server:
        fetch(server, target)
    assert server.sent == len(CONTENT)


def test_after_a_stall_only_the_rest_is_fetched(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "STALL_TIMEOUT", 0.5)
    with MisbehavingServer(CONTENT, Answer(stall_after=HALF)) as server, within(5):
        fetch(server, target)
    assert [request.range for request in server.requests] == [None, f"bytes={HALF}-"]
    assert server.sent == len(CONTENT)


def test_a_cancelled_download_is_resumed_by_the_next(target: Path) -> None:
    with MisbehavingServer(CONTENT, Answer(stall_after=HALF)) as server:
        steps = start(server.url, target)
        next_until(steps, lambda progress: progress.done == HALF)
        steps.close()
        assert os.listdir(target.parent) == ["model.pth.part"]
        fetch(server, target)
    assert server.requests[1].range == f"bytes={HALF}-"
    assert server.sent == len(CONTENT)


def test_a_failed_download_is_resumed_by_the_next(target: Path) -> None:
    with MisbehavingServer(CONTENT, Answer(cut_after=HALF), Answer(status=404)) as server:
        with pytest.raises(DownloadError):
            finish(start(server.url, target))
        assert part_of(target).read_bytes() == CONTENT[:HALF]
        fetch(server, target)
    assert server.requests[2].range == f"bytes={HALF}-"


def test_a_whole_part_needs_no_server(target: Path) -> None:
    leave_part(target, CONTENT)
    finish(start("http://127.0.0.1:9/nobody-listens", target))
    assert target.read_bytes() == CONTENT


def test_a_server_that_ignores_ranges_sends_the_whole(target: Path) -> None:
    with MisbehavingServer(CONTENT, Answer(cut_after=HALF), otherwise=Answer(ignore_range=True)) as server:
        fetch(server, target)
    assert [request.range for request in server.requests] == [None, f"bytes={HALF}-"]


@pytest.mark.parametrize("content_range", ["bytes 0-9/10", "bytes */10", "nonsense", ""])
def test_another_range_than_asked_for_starts_over(content_range: str, target: Path) -> None:
    leave_part(target, CONTENT[:HALF])
    with MisbehavingServer(CONTENT, Answer(headers={"Content-Range": content_range})) as server:
        fetch(server, target)
    assert [request.range for request in server.requests] == [f"bytes={HALF}-", None]


def test_a_later_range_than_asked_for_leaves_no_gap(target: Path) -> None:
    leave_part(target, CONTENT[:HALF])
    later = Answer(
        status=206,
        content=CONTENT[HALF + PIECE :],
        headers={"Content-Range": f"bytes {HALF + PIECE}-{len(CONTENT) - 1}/{len(CONTENT)}"},
    )
    with MisbehavingServer(CONTENT, later) as server:
        fetch(server, target)
    assert [request.range for request in server.requests] == [f"bytes={HALF}-", None]


def test_a_range_of_unknown_total_is_taken(target: Path) -> None:
    leave_part(target, CONTENT[:HALF])
    headers = {"Content-Range": f"bytes {HALF}-{len(CONTENT) - 1}/*"}
    with MisbehavingServer(CONTENT, Answer(headers=headers)) as server:
        fetch(server, target)
    assert len(server.requests) == 1


def test_a_server_may_send_less_than_the_range(target: Path) -> None:
    leave_part(target, CONTENT[:HALF])
    short = Answer(
        status=206,
        content=CONTENT[HALF : HALF + PIECE],
        headers={"Content-Range": f"bytes {HALF}-{HALF + PIECE - 1}/{len(CONTENT)}"},
    )
    with MisbehavingServer(CONTENT, short) as server:
        fetch(server, target)
    assert server.requests[1].range == f"bytes={HALF + PIECE}-"
    assert server.sent == len(CONTENT) - HALF


def test_a_part_that_is_too_long_starts_over(target: Path) -> None:
    leave_part(target, OTHER_CONTENT + b"more")
    with MisbehavingServer(CONTENT) as server:
        fetch(server, target)
    assert [request.range for request in server.requests] == [f"bytes={len(CONTENT) + 4}-", None]


@pytest.mark.usefixtures("visible_waits")
def test_a_file_that_changed_is_not_glued_to_an_old_part(target: Path) -> None:
    with MisbehavingServer(CONTENT, Answer(content=OTHER_CONTENT, cut_after=HALF)) as server:
        progress = fetch(server, target)
    assert [request.range for request in server.requests] == [None, f"bytes={HALF}-", None]
    assert any("starting over" in each.step.template for each in progress)


def test_starting_over_resumes_too(target: Path) -> None:
    leave_part(target, OTHER_CONTENT[:-1])
    with MisbehavingServer(CONTENT, Answer(), *[Answer(cut_after=PIECE)] * 6) as server:
        fetch(server, target)
    assert [request.range for request in server.requests] == [
        f"bytes={len(CONTENT) - 1}-",
        None,
        *(f"bytes={pieces * PIECE}-" for pieces in range(1, 7)),
    ]


# Wrong bytes


def test_a_corrupt_file_is_refused(target: Path) -> None:
    with (
        MisbehavingServer(CONTENT, otherwise=Answer(corrupt_at=HALF)) as server,
        pytest.raises(DownloadError, match="not the right model"),
    ):
        finish(start(server.url, target))
    assert len(server.requests) == 1
    assert_nothing_left(target)


def test_corrupt_parts_are_refused_after_one_more_try(target: Path) -> None:
    leave_part(target, OTHER_CONTENT[:HALF])
    with (
        MisbehavingServer(CONTENT, otherwise=Answer(corrupt_at=len(CONTENT) - 1)) as server,
        pytest.raises(DownloadError, match="not the right model"),
    ):
        finish(start(server.url, target))
    assert [request.range for request in server.requests] == [f"bytes={HALF}-", None]
    assert_nothing_left(target)


def test_starting_over_happens_once(target: Path) -> None:
    wrong = Answer(corrupt_at=len(CONTENT) - 1)
    cut = Answer(cut_after=HALF)
    with (
        MisbehavingServer(CONTENT, cut, wrong, cut, wrong, otherwise=cut) as server,
        pytest.raises(DownloadError, match="not the right model"),
    ):
        finish(start(server.url, target))
    assert len(server.requests) == 4
    assert_nothing_left(target)


def test_more_bytes_than_announced_are_refused(target: Path) -> None:
    endless = Answer(
        status=206,
        content=CONTENT,
        headers={"Content-Range": f"bytes 0-{len(CONTENT) - 1}/{len(CONTENT)}"},
        chunked=True,
        extra=bytes(1000 * PIECE),
        pause=0.0005,
    )
    with MisbehavingServer(CONTENT, otherwise=endless) as server:
        with pytest.raises(DownloadError, match="not the right model"):
            finish(start(server.url, target))
        assert server.sent < 900 * PIECE  # it was not read to its end
    assert_nothing_left(target)


def test_bytes_behind_the_announced_length_are_not_read(target: Path) -> None:
    with MisbehavingServer(CONTENT, otherwise=Answer(extra=b"more")) as server:
        fetch(server, target)


def test_a_length_announced_too_short_is_refused(target: Path) -> None:
    with (
        MisbehavingServer(CONTENT, otherwise=Answer(headers={"Content-Length": str(HALF)})) as server,
        pytest.raises(DownloadError, match="not the right model"),
    ):
        finish(start(server.url, target))
    assert_nothing_left(target)


def test_a_length_announced_too_long_does_no_harm(target: Path) -> None:
    with MisbehavingServer(CONTENT, Answer(headers={"Content-Length": str(2 * len(CONTENT))})) as server:
        fetch(server, target)
    assert len(server.requests) == 1


@pytest.mark.parametrize("answer", [Answer(chunked=True), Answer()], ids=["not announced", "announced"])
@pytest.mark.parametrize("has_part", [False, True])
def test_no_more_is_taken_than_the_file_can_have(target: Path, answer: Answer, has_part: bool) -> None:
    endless = CONTENT * 50
    if has_part:
        leave_part(target, CONTENT[:HALF])
    with MisbehavingServer(endless, otherwise=answer) as server:
        steps = download(server.url, target, sha256_prefix=sha256(CONTENT)[:8], at_most=len(CONTENT) + 1000)
        progress: list[Progress] = []
        with pytest.raises(DownloadError, match="not the right model"):
            progress.extend(steps)
    assert max(each.done for each in progress) <= len(CONTENT) + 1000
    assert_nothing_left(target)


def test_a_compressed_answer_is_not_taken_for_the_file(target: Path) -> None:
    with (
        MisbehavingServer(CONTENT, otherwise=Answer(compress=True)) as server,
        pytest.raises(DownloadError, match="not the right model"),
    ):
        finish(start(server.url, target))
    assert_nothing_left(target)


def test_a_login_page_does_not_replace_what_has_come(target: Path) -> None:
    leave_part(target, CONTENT[:HALF])
    page = Answer(status=200, content=b"<html>Log in</html>", headers={"Content-Type": "text/html; charset=utf-8"})
    with MisbehavingServer(CONTENT, page) as server:
        with pytest.raises(DownloadError, match="web page"):
            finish(start(server.url, target))
        assert part_of(target).read_bytes() == CONTENT[:HALF]
        fetch(server, target)
    assert server.requests[1].range == f"bytes={HALF}-"


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_the_target_is_right_or_absent(seed: int, target: Path) -> None:
    chance = random.Random(seed)

    def misbehave() -> Answer:
        place = chance.randrange(len(CONTENT))
        return chance.choice(
            [
                Answer(),
                Answer(cut_after=place),
                Answer(cut_after=place, chunked=True),
                Answer(corrupt_at=place),
                Answer(status=chance.choice([404, 429, 500, 503])),
                Answer(ignore_range=True, cut_after=place),
                Answer(content=OTHER_CONTENT, cut_after=place),
                Answer(headers={"Content-Range": "bytes 7-9/10"}),
                Answer(headers={"Content-Length": str(place)}),
            ]
        )

    with MisbehavingServer(CONTENT, *(misbehave() for _ in range(12))) as server:
        for _ in range(20):
            try:
                for _ in start(server.url, target):
                    assert not target.exists() or target.read_bytes() == CONTENT
                break
            except DownloadError:
                assert not target.exists()
    assert target.read_bytes() == CONTENT
    assert os.listdir(target.parent) == ["model.pth"]


# Answers that are not the file


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "refuses"),
        (403, "refuses"),
        (404, "does not have model.pth"),
        (407, "refuses"),
        (410, "does not have model.pth"),
    ],
)
def test_a_final_answer_is_not_asked_for_again(status: int, message: str, target: Path) -> None:
    with (
        MisbehavingServer(CONTENT, Answer(status=status)) as server,
        pytest.raises(DownloadError, match=rf"{message}.*\(error {status}\).*--weights-url.*models import FILE"),
    ):
        finish(start(server.url, target))
    assert len(server.requests) == 1
    assert_nothing_left(target)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_a_passing_fault_is_waited_for(status: int, target: Path) -> None:
    with MisbehavingServer(CONTENT, Answer(status=status), Answer(status=status)) as server:
        fetch(server, target)
    assert len(server.requests) == 3


def test_a_lasting_fault_is_reported(target: Path) -> None:
    with (
        MisbehavingServer(CONTENT, otherwise=Answer(status=503)) as server,
        pytest.raises(DownloadError, match=r"127\.0\.0\.1 cannot send model\.pth now \(error 503\)"),
    ):
        finish(start(server.url, target))
    assert len(server.requests) == downloads.TRIES
    assert_nothing_left(target)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it wanted to wait, instead of waiting."""
    noted: list[float] = []

    async def note(transfer: object, step: str, seconds: float) -> None:
        noted.append(seconds)

    monkeypatch.setattr(downloads._Transfer, "_wait", note)
    return noted


def test_waits_grow_and_end(target: Path, waits: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "BACK_OFF", 1.0)
    with MisbehavingServer(CONTENT, otherwise=Answer(status=500)) as server, pytest.raises(DownloadError):
        finish(start(server.url, target))
    assert len(waits) == downloads.TRIES - 1
    for wait, longest in zip(waits, [1, 2, 4, 8], strict=True):
        assert longest / 2 <= wait <= longest


@pytest.mark.parametrize(
    ("header", "shortest", "longest"),
    [
        ("7", 7, 7),
        ("3600", 60, 60),
        ("Fri, 31 Dec 2100 23:59:59 GMT", 60, 60),
        ("Fri, 31 Dec 2000 23:59:59 GMT", 0.5, 1),
        ("0", 0.5, 1),
        ("soon", 0.5, 1),
        ("Fri, 31 Dec 2100 23:59:59 -0000", 0.5, 1),  # of no time zone
    ],
)
def test_a_server_may_ask_for_a_pause(
    header: str,
    shortest: float,
    longest: float,
    target: Path,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(downloads, "BACK_OFF", 1.0)
    with MisbehavingServer(CONTENT, Answer(status=429, headers={"Retry-After": header})) as server:
        fetch(server, target)
    assert len(waits) == 1
    assert shortest <= waits[0] <= longest


def test_a_pause_is_kept(target: Path) -> None:
    with MisbehavingServer(CONTENT, Answer(status=503, headers={"Retry-After": "1"})) as server:
        begin = time.monotonic()
        progress = fetch(server, target)
    assert time.monotonic() - begin >= 1
    waiting = Progress(Text("The server is busy; trying again in {seconds} s", seconds=1), 0, None, "bytes")
    assert waiting in progress
    assert progress[-1].step.template == "Downloading {name}"


def test_a_try_that_brings_something_does_not_count(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "TRIES", 2)
    with MisbehavingServer(CONTENT, *[Answer(cut_after=4 * PIECE)] * 10) as server:
        fetch(server, target)
    assert len(server.requests) == 11
    assert server.sent == len(CONTENT)


def test_the_same_bytes_again_are_no_progress(target: Path) -> None:
    with (
        MisbehavingServer(CONTENT, otherwise=Answer(ignore_range=True, cut_after=HALF)) as server,
        pytest.raises(DownloadError, match="breaks off"),
    ):
        finish(start(server.url, target))
    assert len(server.requests) == downloads.TRIES
    assert part_of(target).read_bytes() == CONTENT[:HALF]


# Redirects, certificates, proxies


def test_a_redirect_is_followed_with_the_range(target: Path) -> None:
    leave_part(target, CONTENT[:HALF])
    with (
        MisbehavingServer(CONTENT) as other,
        MisbehavingServer(b"", Answer(status=302, headers={"Location": other.url})) as server,
    ):
        fetch(server, target)
    assert other.requests[0].range == f"bytes={HALF}-"


@pytest.mark.parametrize(
    ("location", "message"), [("/model.pth", "Exceeded maximum"), ("ftp://127.0.0.1/model.pth", "ftp")]
)
def test_a_redirect_that_leads_nowhere_is_refused(location: str, message: str, target: Path) -> None:
    with (
        MisbehavingServer(CONTENT, otherwise=Answer(status=302, headers={"Location": location})) as server,
        pytest.raises(DownloadError, match=message),
    ):
        finish(start(server.url, target))
    assert_nothing_left(target)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 with its key."""
    if sys.platform != "linux" or not shutil.which("openssl"):
        pytest.skip("needs openssl, and a trust store that SSL_CERT_FILE replaces")
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    subprocess.run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1"
        f" -addext subjectAltName=IP:127.0.0.1 -keyout {path} -out {path}.crt".split(),
        check=True,
        capture_output=True,
    )
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


def test_the_trust_store_of_the_system_decides(
    certificate: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with MisbehavingServer(CONTENT, certificate=certificate) as server:
        with pytest.raises(DownloadError, match=r"certificate of 127\.0\.0\.1 is not trusted"):
            finish(start(server.url, target))
        assert_nothing_left(target)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        fetch(server, target)
    assert len(server.requests) == 1


def test_a_redirect_that_cannot_be_read_is_a_fault_like_others(target: Path) -> None:
    broken = Answer(status=302, headers={"Location": "/elsewhere", "Content-Encoding": "gzip"})
    with MisbehavingServer(CONTENT, broken) as server:
        fetch(server, target)
    assert [request.path for request in server.requests] == ["/model.pth", "/model.pth"]


def test_encryption_is_never_given_up(certificate: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with (
        MisbehavingServer(CONTENT) as plain,
        MisbehavingServer(
            CONTENT,
            otherwise=Answer(status=302, headers={"Location": plain.url}),
            certificate=certificate,
        ) as server,
        pytest.raises(DownloadError, match="without encryption"),
    ):
        finish(start(server.url, target))
    assert (len(server.requests), len(plain.requests)) == (1, 0)


def test_encryption_may_begin_at_a_redirect(certificate: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with (
        MisbehavingServer(CONTENT, Answer(cut_after=HALF), certificate=certificate) as encrypted,
        MisbehavingServer(CONTENT, otherwise=Answer(status=302, headers={"Location": encrypted.url})) as server,
    ):
        fetch(server, target)
    assert (len(server.requests), len(encrypted.requests)) == (2, 2)


def test_the_proxy_of_the_environment_is_used(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with MisbehavingServer(CONTENT) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.server_port}")
        finish(start("http://weights.invalid/model.pth", target))
    assert [request.path for request in proxy.requests] == ["http://weights.invalid/model.pth"]
    assert target.read_bytes() == CONTENT


def test_a_proxy_of_an_unknown_kind_is_explained(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks://127.0.0.1:9")
    with pytest.raises(DownloadError, match=r"proxy .* cannot be used: .*socks"):
        finish(start("http://127.0.0.1:9/", target))


# No connection


def test_nobody_listening_is_explained(target: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # and does not listen
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/model.pth"
        with pytest.raises(DownloadError, match=r"127\.0\.0\.1.*cannot be reached.*proxy.*mirror.*models import FILE"):
            finish(start(url, target))
    assert_nothing_left(target)


def test_an_unknown_host_is_explained(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(DownloadError, match=r"address of weights\.invalid .* cannot be found.*proxy"):
        finish(start("http://weights.invalid/model.pth", target))


@pytest.mark.parametrize(
    "url", ["", "model.pth", "ftp://127.0.0.1/model.pth", "http://127.0.0.1:x/", "http://", "http://xn--/"]
)
def test_an_address_that_is_none_is_explained(url: str, target: Path) -> None:
    with pytest.raises(DownloadError, match="cannot be fetched"):
        finish(start(url, target))
    assert_nothing_left(target)


# Cancelling, and telling the truth meanwhile


def test_progress_goes_on_during_a_stall(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # the real constants
    with (
        MisbehavingServer(CONTENT, Answer(stall_after=HALF)) as server,
        closing(start(server.url, target)) as steps,
    ):
        next_until(steps, lambda progress: progress.done == HALF)
        gaps = []
        for _ in range(5):
            begin = time.monotonic()
            assert next(steps).done == HALF
            gaps.append(time.monotonic() - begin)
    assert median(gaps) < 0.2


def test_a_stalled_download_is_cancelled_at_once(target: Path) -> None:
    with MisbehavingServer(CONTENT, Answer(stall_after=HALF)) as server:
        steps = start(server.url, target)
        next_until(steps, lambda progress: progress.done == HALF)
        with within(0.5):
            steps.close()
    assert part_of(target).read_bytes() == CONTENT[:HALF]


def test_a_wait_is_cancelled_at_once(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "BACK_OFF", 60)
    with MisbehavingServer(CONTENT, Answer(status=500)) as server:
        steps = start(server.url, target)
        waiting = next_until(steps, lambda progress: "trying again" in progress.step.template)
        assert 30 <= waiting.step.values["seconds"] <= 60
        with within(0.5):
            steps.close()
    assert_nothing_left(target)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_connecting_is_cancelled_at_once(scheme: str, target: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # connects, but nobody greets
        steps = start(f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/model.pth", target)
        for _ in range(5):
            assert next(steps).step.template == "Downloading {name}"
        with within(0.5):
            steps.close()
    assert_nothing_left(target)


def test_connecting_in_vain_is_tried_again(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "CONNECT_TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/model.pth"
        with pytest.raises(DownloadError, match="cannot be reached"):
            finish(start(url, target))


def test_looking_up_a_host_is_cancelled_at_once(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, answered = threading.Event(), threading.Event()

    def think(*_: object, **__: object) -> None:
        asked.set()
        answered.wait(10)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", think)
    steps = start("http://weights.invalid/model.pth", target)
    next_until(steps, lambda _: asked.is_set())
    try:
        with within(0.5):
            steps.close()
    finally:
        answered.set()
    assert_nothing_left(target)


INTERRUPTED = """
import gc, logging, signal, sys
from pathlib import Path
from effnet_desktop.engine.models.downloads import download

logging.basicConfig(level=logging.WARNING)
url, target, digest, half = sys.argv[1:]
steps = download(url, Path(target), sha256_prefix=digest)
for progress in steps:
    if progress.done == int(half):
        break
signal.signal(signal.SIGALRM, signal.default_int_handler)
signal.setitimer(signal.ITIMER_REAL, 0.05)
try:
    list(steps)
except KeyboardInterrupt:
    gc.collect()  # asyncio logs a task that was left behind when it is deleted
    sys.exit(7)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGALRM")
def test_an_interrupt_leaves_nothing_running(target: Path) -> None:
    """In a process of its own, as Ctrl+C would find it: the test's own process is full of other libraries."""
    with MisbehavingServer(CONTENT, Answer(stall_after=HALF)) as server:
        arguments = [server.url, str(target), sha256(CONTENT)[:8], str(HALF)]
        process = subprocess.run(
            [sys.executable, "-c", INTERRUPTED, *arguments], capture_output=True, text=True, timeout=60, check=False
        )
        assert (process.returncode, process.stderr) == (7, "")
        assert os.listdir(target.parent) == ["model.pth.part"]
        fetch(server, target)


# The disk


def test_the_file_is_on_the_disk_before_it_gets_its_name(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda file: (done.append("fsync"), fsync(file)))
    monkeypatch.setattr(os, "replace", lambda old, new: (done.append("replace"), replace(old, new)))
    with MisbehavingServer(CONTENT) as server:
        fetch(server, target)
    assert done == ["fsync", "replace"]


def test_a_disk_too_small_is_known_beforehand(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free = len(CONTENT) + downloads.DISK_MARGIN
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free - 1))
    with MisbehavingServer(CONTENT) as server:
        with pytest.raises(StorageError, match=r"model\.pth needs 65 MB.* has 64 MB left"):
            finish(start(server.url, target))
        assert_nothing_left(target)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
        fetch(server, target)


def test_the_rest_alone_must_fit_on_the_disk(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_part(target, CONTENT[:HALF])
    free = len(CONTENT) - HALF + downloads.DISK_MARGIN
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    with MisbehavingServer(CONTENT) as server:
        fetch(server, target)


def test_a_disk_that_fills_up_keeps_what_has_come(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = HALF + 1000

    class FileOnFullDisk(io.FileIO):
        def write(self, data: Any) -> int:
            left = room - os.fstat(self.fileno()).st_size
            if not left:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data[:left])  # as a real disk does: first a part, then the error

    with MisbehavingServer(CONTENT) as server:
        with monkeypatch.context() as patch:
            patch.setattr(Path, "open", lambda path, mode, buffering: FileOnFullDisk(path, mode))
            with pytest.raises(StorageError, match=r"disk of .*models is full\. Free some space"):
                finish(start(server.url, target))
        assert part_of(target).read_bytes() == CONTENT[:room]
        assert os.listdir(target.parent) == ["model.pth.part"]
        fetch(server, target)
    assert server.requests[1].range == f"bytes={room}-"


def test_a_disk_that_takes_little_at_a_time_gets_all(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class SlowFile(io.FileIO):
        def write(self, data: Any) -> int:
            return super().write(data[:1000])

    with MisbehavingServer(CONTENT) as server, monkeypatch.context() as patch:
        patch.setattr(Path, "open", lambda path, mode, buffering: SlowFile(path, mode))
        finish(start(server.url, target))
    assert target.read_bytes() == CONTENT


def test_a_folder_that_cannot_be_made_is_explained(target: Path) -> None:
    target.parent.write_text("not a folder")
    with pytest.raises(StorageError, match=r"folder .*models cannot be used: .*--data-dir"):
        finish(start("http://127.0.0.1:9/", target))


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user who may not write everywhere")
def test_a_folder_that_cannot_be_written_is_explained(target: Path) -> None:
    target.parent.mkdir(mode=0o500)  # may be looked into
    with pytest.raises(StorageError, match=r"folder .*models cannot be used: Permission denied"):
        finish(start("http://127.0.0.1:9/", target))


def test_a_target_that_cannot_be_replaced_keeps_the_part(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Access is denied")

    with MisbehavingServer(CONTENT) as server:
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", refuse)
            with pytest.raises(StorageError, match="Access is denied"):
                finish(start(server.url, target))
        assert part_of(target).read_bytes() == CONTENT
        fetch(server, target)
    assert len(server.requests) == 1


# Two at once


def test_two_downloads_of_one_file_take_turns(target: Path) -> None:
    with MisbehavingServer(CONTENT, Answer(pause=0.005)) as server:
        first, second = start(server.url, target), start(server.url, target)
        next_until(first, lambda progress: progress.done > 0)
        for _ in range(3):
            assert next(second).step.template == "{name} is being downloaded by another window"
        finish(first)
        finish(second)
    assert len(server.requests) == 1
    assert os.listdir(target.parent) == ["model.pth"]


def test_the_next_one_goes_on_where_a_cancelled_one_stopped(target: Path) -> None:
    with MisbehavingServer(CONTENT, Answer(stall_after=HALF)) as server:
        first, second = start(server.url, target), start(server.url, target)
        next_until(first, lambda progress: progress.done == HALF)
        next(second)
        first.close()
        finish(second)
    assert server.sent == len(CONTENT)
    assert os.listdir(target.parent) == ["model.pth"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes the lock with its holder")
def test_a_lock_that_was_just_removed_is_none(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    flock, lock_path = fcntl.flock, part_of(target).with_name("model.pth.part.lock")

    def remove_first(lock: int, operation: int) -> None:
        monkeypatch.setattr(fcntl, "flock", flock)
        lock_path.unlink()
        flock(lock, operation)

    monkeypatch.setattr(fcntl, "flock", remove_first)
    with (
        MisbehavingServer(CONTENT, Answer(stall_after=HALF)) as server,
        closing(start(server.url, target)) as first,
        closing(start(server.url, target)) as second,
    ):
        next_until(first, lambda progress: progress.done == HALF)
        assert "another window" in next(second).step.template
    assert os.listdir(target.parent) == ["model.pth.part"]


def test_a_killed_process_leaves_a_part_but_no_lock(target: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from effnet_desktop.engine.models.downloads import download\n"
        "for _ in download(sys.argv[1], Path(sys.argv[2]), sha256_prefix=sys.argv[3]): pass"
    )
    with MisbehavingServer(CONTENT, Answer(stall_after=HALF)) as server:
        other = subprocess.Popen([sys.executable, "-c", script, server.url, str(target), sha256(CONTENT)])
        try:
            deadline = time.monotonic() + 10
            while not (part_of(target).exists() and part_of(target).stat().st_size == HALF):
                assert time.monotonic() < deadline
                time.sleep(0.02)
            steps = start(server.url, target)
            assert "another window" in next(steps).step.template
        finally:
            other.kill()
            other.wait()
        finish(steps)
    assert target.read_bytes() == CONTENT
    assert os.listdir(target.parent) == ["model.pth"]
    assert server.sent == len(CONTENT)
