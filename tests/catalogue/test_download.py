"""Pulling a model from a hub on the loopback, each in a process of its own, as a user does it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalogue.hub import COMMIT, FILE, REPO, Hub, running
from touchstone.paths import Home

CONTENT = b"GGUF" + bytes(range(256)) * 90_000
"""Over two of the pieces of 10 MB in which the hub's library fetches."""
PLACE = Path("owner--model-GGUF") / FILE

_PULL = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from touchstone.catalogue import load_catalogue, pull
from touchstone.errors import TouchstoneError
from touchstone.offline import install_guard, network_allowed
from touchstone.paths import Home

install_guard()
home = Home(Path(sys.argv[1]))
seen = []
try:
    with network_allowed():
        entry = load_catalogue(home).get("far")
        pulled = pull(entry, home, lambda *progress: seen.append(progress))
    print(json.dumps(asdict(pulled) | {"seen": seen}, default=str))
except TouchstoneError as error:
    print(json.dumps({"error": error.message, "remedy": error.remedy, "code": error.exit_code}))
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    entry(home)
    return home


@pytest.fixture
def hub() -> Iterator[Hub]:
    with running(CONTENT) as hub:
        yield hub


def entry(home: Home, repo: str = REPO, file: str = FILE, **fields: str) -> None:
    home.root.mkdir(exist_ok=True)
    lines = {"name": "far", "repo": repo, "file": file, **fields}
    home.catalogue.write_text(
        "[[models]]\n" + "".join(f'{k} = "{v}"\n' for k, v in lines.items()), encoding="utf-8"
    )


def start(home: Home, endpoint: str) -> subprocess.Popen[str]:
    environment = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("HF_", "TRANSFORMERS_")) and not k.lower().endswith("_proxy")
    }
    environment |= {"HF_ENDPOINT": endpoint, "HF_HOME": str(home.root / "hf")}
    return subprocess.Popen(
        [sys.executable, "-c", _PULL, str(home.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


def pull(home: Home, endpoint: str) -> dict[str, object]:
    process = start(home, endpoint)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    result: dict[str, object] = json.loads(out)
    return result


def test_a_model_is_fetched_checked_and_found_again(home: Home, hub: Hub) -> None:
    result = pull(home, hub.endpoint)
    size = len(CONTENT)
    assert (result["path"], result["sha256"]) == (str(home.models / PLACE), hub.sha256)
    assert (result["size"], result["downloaded"]) == (size, size)
    seen = result["seen"]
    assert isinstance(seen, list)
    assert ["downloading", size, size] in seen
    assert seen[-1] == ["hashing", size, size]
    assert (home.models / PLACE).read_bytes() == CONTENT
    assert sorted(path.name for path in (home.models / PLACE).parent.iterdir()) == [FILE, f"{FILE}.sha256"]
    assert pull(home, hub.endpoint)["downloaded"] == 0
    assert hub.ranges == [None]


def test_a_cut_connection_is_taken_up_again(home: Home, hub: Hub) -> None:
    hub.cut, hub.cut_after = 1, 12_000_000
    assert pull(home, hub.endpoint)["sha256"] == hub.sha256
    assert len(hub.ranges) == 2
    assert hub.ranges[1] is not None


def test_a_killed_download_goes_on_where_it_stopped(home: Home, hub: Hub) -> None:
    hub.cut, hub.cut_after = 99, 12_000_000
    process = start(home, hub.endpoint)
    deadline = time.monotonic() + 30
    while not _kept(home) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    kept = _kept(home)
    assert 0 < kept < len(CONTENT)
    hub.cut = 0
    result = pull(home, hub.endpoint)
    assert result["downloaded"] == len(CONTENT) - kept
    assert hub.ranges[-1] == f"bytes={kept}-"
    assert (home.models / PLACE).read_bytes() == CONTENT


def _kept(home: Home) -> int:
    return sum(part.stat().st_size for part in home.models.glob("*/*.part"))


def test_a_damaged_file_is_refused_and_removed(home: Home, hub: Hub) -> None:
    hub.sha256 = "0" * 64
    result = pull(home, hub.endpoint)
    assert "damaged" in str(result["error"])
    assert result["code"] == 1
    assert not [path for path in (home.models / PLACE).parent.iterdir() if path.suffix != ".lock"]


def test_the_catalogues_hash_must_be_the_hubs(home: Home, hub: Hub) -> None:
    entry(home, sha256="1" * 64)
    assert "not the catalogue's" in str(pull(home, hub.endpoint)["error"])
    assert not home.models.exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"repo": "owner/other"}, "no repository owner/other"),
        ({"file": "other.gguf"}, f"no {REPO} other.gguf"),
        ({"revision": "v9"}, f"no {REPO} {FILE} at v9"),
        ({"revision": COMMIT}, ""),
    ],
)
def test_what_the_hub_does_not_have(home: Home, hub: Hub, fields: dict[str, str], message: str) -> None:
    entry(home, **fields)
    result = pull(home, hub.endpoint)
    assert message in str(result.get("error", ""))
    assert result.get("code", 2) == 2


@pytest.mark.parametrize(
    ("status", "message", "code"), [(403, "accepted its licence", 2), (500, "answered 500", 1)]
)
def test_a_hub_that_refuses(home: Home, hub: Hub, status: int, message: str, code: int) -> None:
    hub.status = status
    result = pull(home, hub.endpoint)
    assert message in str(result["error"])
    assert result["code"] == code


def test_no_network(home: Home, hub: Hub) -> None:
    endpoint = hub.endpoint
    hub.server_close()
    result = pull(home, endpoint)
    assert "cannot be reached" in str(result["error"])
    assert "models add" in str(result["remedy"])
