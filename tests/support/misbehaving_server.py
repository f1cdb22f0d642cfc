"""A real HTTP server on 127.0.0.1 that serves one file, and serves it as badly as a test wants."""

import gzip
import ssl
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PIECE = 4096  # bytes sent at a time


@dataclass(frozen=True)
class Answer:
    """How one request is answered; by default as it should be."""

    status: int | None = None  # with a few words in place of the file, unless there is `content`
    headers: dict[str, str] = field(default_factory=dict)  # added, or in place of the right ones
    content: bytes | None = None  # another file
    cut_after: int | None = None  # bytes of the body, then the connection is dropped
    stall_after: int | None = None  # bytes of the body, then silence until the server closes
    corrupt_at: int | None = None  # place in the file of a byte that is sent wrongly
    ignore_range: bool = False
    chunked: bool = False  # no Content-Length
    extra: bytes = b""  # sent behind the file, and not announced
    compress: bool = False  # without being asked
    pause: float = 0.0  # seconds after each piece


@dataclass
class Request:
    """What was asked, and how many bytes of the body were sent."""

    path: str
    headers: dict[str, str]
    sent: int = 0

    @property
    def range(self) -> str | None:
        return self.headers.get("range")


class MisbehavingServer(ThreadingHTTPServer):
    """Answers the first requests as `script` says, all later ones as `otherwise` says.

    It serves any path, also the absolute address that a client sends to its proxy.
    """

    daemon_threads = False  # closing waits for every thread

    def __init__(
        self,
        content: bytes,
        *script: Answer,
        otherwise: Answer | None = None,
        certificate: Path | None = None,
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = content
        self.script = deque(script)
        self.otherwise = otherwise or Answer()
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.server_port}/model.pth"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)

    @property
    def sent(self) -> int:
        return sum(request.sent for request in self.requests)

    def __enter__(self) -> "MisbehavingServer":
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()
        self.thread.join()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is nothing to report."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5
    server: MisbehavingServer

    def do_GET(self) -> None:
        request = Request(self.path, {name.lower(): value for name, value in self.headers.items()})
        self.server.requests.append(request)
        answer = self.server.script.popleft() if self.server.script else self.server.otherwise
        self.close_connection = True
        body = self._send_head(request, answer)
        self._send_body(body, request, answer)

    def _send_head(self, request: Request, answer: Answer) -> bytes:
        content = self.server.content if answer.content is None else answer.content
        if answer.corrupt_at is not None:
            content = (
                content[: answer.corrupt_at]
                + bytes([content[answer.corrupt_at] ^ 0xFF])
                + content[answer.corrupt_at + 1 :]
            )
        headers = {"Content-Type": "application/octet-stream", "Connection": "close"}
        status = 200
        if answer.status:
            status, content = answer.status, answer.content or b"an explanation"
        elif request.range and not answer.ignore_range:
            first = int(request.range.removeprefix("bytes=").removesuffix("-"))
            if first >= len(content):
                status, headers["Content-Range"], content = 416, f"bytes */{len(content)}", b""
            else:
                status, headers["Content-Range"] = 206, f"bytes {first}-{len(content) - 1}/{len(content)}"
                content = content[first:]
        if answer.compress or "gzip" in request.headers.get("accept-encoding", ""):
            content, headers["Content-Encoding"] = gzip.compress(content), "gzip"
        if answer.chunked:
            headers["Transfer-Encoding"] = "chunked"
        else:
            headers["Content-Length"] = str(len(content))
        self.send_response(status)
        for name, value in (headers | answer.headers).items():
            self.send_header(name, value)
        self.end_headers()
        return content + answer.extra

    def _send_body(self, body: bytes, request: Request, answer: Answer) -> None:
        stop = min(
            len(body) if answer.cut_after is None else answer.cut_after,
            len(body) if answer.stall_after is None else answer.stall_after,
        )
        for start in range(0, stop, PIECE):
            piece = body[start : min(start + PIECE, stop)]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if answer.chunked else piece)
            request.sent += len(piece)
            time.sleep(answer.pause)
        if answer.stall_after is not None:
            self.server.closing.wait(10)
        elif answer.chunked and answer.cut_after is None:
            self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: object) -> None:
        pass
