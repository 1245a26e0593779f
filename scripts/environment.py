"""Makes and updates the project's environment in .venv: standard library only, so that any Python can run it.

Run again it does nothing unless pyproject.toml or the Python changed. llama-cpp-python is compiled from source the
first time: 4 to 8 minutes on two cores, with a C++ compiler and nothing else needed (CMake comes with the build).
"""

import hashlib
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "touchstone-stamp.json"
OLDEST_PYTHON = (3, 11)


def tool(name: str) -> str:
    """The path of a program inside the environment."""
    return str(BIN / (f"{name}.exe" if os.name == "nt" else name))


def _wanted(groups: list[str]) -> dict[str, object]:
    project = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    return {"project": project, "python": sys.version, "groups": groups}


def _installed() -> dict[str, object]:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def prepare(*groups: str) -> None:
    """Makes .venv hold the project (editable) and the named dependency groups; exits with a message if it cannot."""
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(
            f"Touchstone needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable})."
        )
    before = _installed()
    known = before.get("groups")
    have = [str(name) for name in known] if isinstance(known, list) else []
    wanted = _wanted(sorted({*have, *groups}))
    if before == wanted:
        return
    print(
        "Preparing .venv; the first time llama.cpp is compiled (4 to 8 minutes on two cores) ...",
        file=sys.stderr,
    )
    if not (BIN / ("python.exe" if os.name == "nt" else "python")).exists():
        venv.create(VENV, with_pip=True)
    pip = [tool("python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    group_options = [option for name in sorted({*have, *groups}) for option in ("--group", name)]
    for command in ([*pip, "--upgrade", "pip>=25.1"], [*pip, "--editable", ".", *group_options]):
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            sys.exit(
                "The installation failed; what pip printed above says why. Run it again when that is mended."
            )
    STAMP.write_text(json.dumps(wanted), encoding="utf-8")
