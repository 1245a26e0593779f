"""A hub on the loopback that serves files as the real one does: metadata, redirect, ranges, faults."""

import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPO, FILE = "owner/model-GGUF", "model-Q4_K_M.gguf"


class Hub(ThreadingHTTPServer):
    """Serves `content` as REPO/FILE, and `also` by names like REPO/FILE. `cut` closes that many downloads after
    `cut_after` bytes.

    `go_on`: unset, such a download hangs there instead.
    """

    daemon_threads = True

    def __init__(self, content: bytes, also: Mapping[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = content
        self.also = also
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
            self._send_file(self.server.also.get(self.path.removeprefix("/storage/"), self.server.content))
            return
        _, owner, repo, _, revision, *file = self.path.split("/")  # /owner/repo/resolve/revision/file
        name = "/".join([owner, repo, *file])
        names = {f"{REPO}/{FILE}", *self.server.also}
        if not any(each.startswith(f"{owner}/{repo}/") for each in names):
            self._refuse(404, "RepoNotFound")
        elif revision not in ("main", COMMIT):
            self._refuse(404, "RevisionNotFound")
        elif name not in names:
            self._refuse(404, "EntryNotFound")
        elif self.server.status != 200:
            self._refuse(self.server.status, "GatedRepo" if self.server.status == 403 else "")
        elif name.endswith(".json"):
            self._send_small(self.server.also[name])
        else:
            content = self.server.also.get(name)
            sha256 = self.server.sha256 if content is None else hashlib.sha256(content).hexdigest()
            self.send_response(302)
            self.send_header("X-Repo-Commit", COMMIT)
            self.send_header("X-Linked-ETag", f'"{sha256}"')
            self.send_header("X-Linked-Size", str(len(self.server.content if content is None else content)))
            # Another origin than the endpoint's, as the real hub's storage is.
            self.send_header("Location", f"http://localhost:{self.server.server_port}/storage/{name}")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def _refuse(self, status: int, code: str) -> None:
        self.send_response(status)
        if code:
            self.send_header("X-Error-Code", code)
            self.send_header("X-Error-Message", "refused")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send_small(self, content: bytes) -> None:
        """As the hub does with files that are no large ones: at once, and with another hash than SHA-256."""
        self.send_response(200)
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("ETag", f'"{hashlib.sha1(content).hexdigest()}"')
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def _send_file(self, content: bytes) -> None:
        asked = self.headers.get("Range")
        self.server.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").split("-")[0]) if asked else 0
        body = content[start:]
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(body)))
        if asked:
            total = len(content)
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
def running(content: bytes, also: Mapping[str, bytes] = {}) -> Iterator[Hub]:
    """A hub that runs inside the block."""
    hub = Hub(content, also)
    thread = threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hub
    finally:
        hub.go_on.set()
        hub.shutdown()
        thread.join()
        hub.server_close()
