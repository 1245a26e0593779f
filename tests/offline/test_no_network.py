"""The main job opens no socket at all: the demo runs in a process that counts them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

_COUNT = """
import sys
sockets = []
sys.addaudithook(lambda event, args: sockets.append(event) if event.startswith("socket.") else None)
from touchstone.cli import main
code = main(["demo", "--json", "--home", sys.argv[1]])
print(code, sockets, file=sys.stderr)
"""


@pytest.mark.long
def test_the_demo_opens_no_socket(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", _COUNT, str(tmp_path / "home")], capture_output=True, text=True, timeout=600
    )
    assert result.returncode == 0, result.stderr
    assert result.stderr.splitlines()[-1] == "0 []", result.stderr
    assert json.loads(result.stdout)["verdicts"] > 0


def test_listing_models_opens_no_socket(tmp_path: Path) -> None:
    code = _COUNT.replace('"demo", "--json"', '"models", "list", "--json"')
    result = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "home")], capture_output=True, text=True, timeout=60
    )
    assert result.stderr.splitlines()[-1] == "0 []", result.stderr
