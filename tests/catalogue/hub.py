"""A hub on the loopback that serves one file as the real one does: metadata, redirect, ranges, faults."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPO, FILE = "owner/model-GGUF", "model-Q4_K_M.gguf"


class Hub(ThreadingHTTPServer):
    """Serves `content` as REPO/FILE. `cut` closes that many downloads after `cut_after` bytes.

    `go_on`: unset, such a download hangs there instead.
    """

    daemon_threads = True

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = content
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.status = 200
        self.cut = 0
        self.cut_after = 0
        self.go_on = threading.Event()
        self.go_on.set()
        self.ranges: list[str | None] = []

    @property
    def endpoint(self) -> str:
        """What HF_ENDPOINT is set to."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Hub

    def log_message(self, format: str, *args: Any) -> None:
        """Keeps quiet."""

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        if self.path.startswith("/storage/"):
            self._send_file()
        elif not self.path.startswith(f"/{REPO}/"):
            self._refuse(404, "RepoNotFound")
        elif self.path.split("/")[4] not in ("main", COMMIT):
            self._refuse(404, "RevisionNotFound")
        elif not self.path.endswith(f"/{FILE}"):
            self._refuse(404, "EntryNotFound")
        elif self.server.status != 200:
            self._refuse(self.server.status, "GatedRepo" if self.server.status == 403 else "")
        else:
            self.send_response(302)
            self.send_header("X-Repo-Commit", COMMIT)
            self.send_header("X-Linked-ETag", f'"{self.server.sha256}"')
            self.send_header("X-Linked-Size", str(len(self.server.content)))
            # Another origin than the endpoint's, as the real hub's storage is.
            self.send_header("Location", f"http://localhost:{self.server.server_port}/storage/{COMMIT}")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def _refuse(self, status: int, code: str) -> None:
        self.send_response(status)
        if code:
            self.send_header("X-Error-Code", code)
            self.send_header("X-Error-Message", "refused")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send_file(self) -> None:
        asked = self.headers.get("Range")
        self.server.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").split("-")[0]) if asked else 0
        body = self.server.content[start:]
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(body)))
        if asked:
            total = len(self.server.content)
            self.send_header("Content-Range", f"bytes {start}-{total - 1}/{total}")
        self.end_headers()
        if self.server.cut:
            self.server.cut -= 1
            self.wfile.write(body[: self.server.cut_after])
            self.wfile.flush()
            self.server.go_on.wait(60)
            self.connection.close()
            return
        self.wfile.write(body)


@contextmanager
def running(content: bytes) -> Iterator[Hub]:
    """A hub that runs inside the block."""
    hub = Hub(content)
    thread = threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hub
    finally:
        hub.go_on.set()
        hub.shutdown()
        thread.join()
        hub.server_close()
