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


def test_the_command_line_refuses_other_machines(tmp_path: Path) -> None:
    code = """
import socket, sys
from touchstone.cli import main
from touchstone.errors import NetworkRefused
main(["models", "list", "--json", "--home", sys.argv[1]])
try:
    socket.create_connection(("192.0.2.1", 80), 0.05)
except NetworkRefused:
    sys.exit(7)
"""
    command = [sys.executable, "-c", code, str(tmp_path / "home")]
    assert subprocess.run(command, capture_output=True, timeout=60).returncode == 7


def test_listing_models_opens_no_socket(tmp_path: Path) -> None:
    code = _COUNT.replace('"demo", "--json"', '"models", "list", "--json"')
    result = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "home")], capture_output=True, text=True, timeout=60
    )
    assert result.stderr.splitlines()[-1] == "0 []", result.stderr
