"""What `doctor` looks at: each finding says how it stands and, where something is amiss, what to do about it.

The engine is imported only inside its own findings, so that a broken native library is a finding too.
"""

import os
import platform
import shutil
import sqlite3
import struct
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing

import psutil

from touchstone import __version__
from touchstone.catalogue import is_present, load_catalogue
from touchstone.domain.base import Value
from touchstone.errors import InputError
from touchstone.paths import Home
from touchstone.store import open_store

GPU_BUILD = "install a GPU build of llama-cpp-python: see README.md, GPU"
_LOW_MEMORY = 4e9
_LOW_DISK = 5e9


class Finding(Value):
    """One thing that was looked at. `remedy` is empty where nothing needs doing."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def diagnose(home: Home) -> list[Finding]:
    """Everything, in the order in which it is read. Changes nothing but a trial file in the home folder."""
    checks: tuple[Callable[[], Finding], ...] = (
        _platform,
        _python,
        _llama,
        _gpu,
        lambda: _probe(home),
        _memory,
        lambda: _home(home),
        lambda: _database(home),
        lambda: _models(home),
        _terminal,
        _network,
    )
    return [check() for check in checks]


def _platform() -> Finding:
    known = platform.system() in ("Linux", "Darwin", "Windows")
    cores = f"{psutil.cpu_count(logical=False) or '?'} cores, {os.cpu_count()} threads"
    detail = f"{platform.system()} {platform.release()} on {platform.machine()}, {cores}"
    return Finding(
        name="platform",
        ok=known,
        detail=detail,
        remedy="" if known else "Linux, macOS, Windows are supported",
    )


def _python() -> Finding:
    bits = 8 * struct.calcsize("P")
    detail = f"Touchstone {__version__}, Python {platform.python_version()} ({bits} bits), {sys.executable}"
    return Finding(
        name="python", ok=bits == 64, detail=detail, remedy="" if bits == 64 else "use a 64-bit Python"
    )


def _llama() -> Finding:
    try:
        from touchstone.engine.llama import library_version

        return Finding(name="llama.cpp", ok=True, detail=" ".join(library_version().split()))
    except (ImportError, OSError, RuntimeError) as error:
        remedy = "install it again: pip install --force-reinstall --no-cache-dir llama-cpp-python"
        return Finding(name="llama.cpp", ok=False, detail=f"cannot be loaded: {error}", remedy=remedy)


def _gpu() -> Finding:
    try:
        from touchstone.engine.llama import gpu_memory

        free = gpu_memory()
    except (ImportError, OSError, RuntimeError):
        return Finding(
            name="gpu", ok=False, detail="unknown: llama.cpp cannot be loaded", remedy="see llama.cpp"
        )
    if free:
        return Finding(name="gpu", ok=True, detail=f"in use; {free / 1e9:.1f} GB of its memory are free")
    has_one = shutil.which("nvidia-smi") or (platform.system(), platform.machine()) == ("Darwin", "arm64")
    if free is None:
        detail = "this build of llama.cpp runs on the CPU only"
        return Finding(name="gpu", ok=not has_one, detail=detail, remedy=GPU_BUILD if has_one else "")
    remedy = "check the graphics driver" if has_one else ""
    return Finding(
        name="gpu", ok=not has_one, detail="this build supports GPUs, and none was found", remedy=remedy
    )


def _probe(home: Home) -> Finding:
    try:
        from touchstone.engine.probe import findings, machine

        works = findings(home.probe).get(machine())
    except (ImportError, OSError, RuntimeError):
        detail = "unknown: llama.cpp cannot be loaded"
        return Finding(name="crash probe", ok=False, detail=detail, remedy="see llama.cpp")
    detail = {
        None: "not run yet: it runs when a quantised model is first used",
        True: "extra buffer types (such as AMX) work here and are used",
        False: "extra buffer types crash on this CPU and stay off; only Q4_0 models are slower for it",
    }[works]
    return Finding(name="crash probe", ok=True, detail=detail)


def _memory() -> Finding:
    memory = psutil.virtual_memory()
    low = memory.available < _LOW_MEMORY
    detail = f"{memory.available / 1e9:.1f} of {memory.total / 1e9:.1f} GB are free"
    remedy = (
        "close other programs, or use a small model (laptop-8 in `touchstone models list`)" if low else ""
    )
    return Finding(name="memory", ok=not low, detail=detail, remedy=remedy)


def _home(home: Home) -> Finding:
    place = home.root
    while not place.exists():
        place = place.parent
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
        free = shutil.disk_usage(place).free
    except OSError as error:
        detail = f"{home.root} cannot be written: {error.strerror}"
        return Finding(name="home", ok=False, detail=detail, remedy="choose another folder with --home")
    new = "" if home.root.is_dir() else " (made when something is saved)"
    detail = f"{home.root}{new}, {free / 1e9:.0f} GB free on its disk"
    enough = free > _LOW_DISK
    return Finding(
        name="home", ok=enough, detail=detail, remedy="" if enough else "make room: models take gigabytes"
    )


def _database(home: Home) -> Finding:
    if not home.database.is_file():
        return Finding(name="database", ok=True, detail="none yet")
    try:
        with closing(open_store(home.database)) as store:
            version, runs = store.value("PRAGMA user_version"), store.count_runs()
    except (InputError, sqlite3.Error) as error:
        message, remedy = (error.message, error.remedy) if isinstance(error, InputError) else (str(error), "")
        return Finding(name="database", ok=False, detail=message, remedy=remedy or "restore it from a backup")
    size = home.database.stat().st_size / 1e6
    return Finding(name="database", ok=True, detail=f"schema {version}, {runs} runs, {size:.1f} MB")


def _models(home: Home) -> Finding:
    try:
        catalogue = load_catalogue(home)
        here = [name for name, entry in catalogue.entries.items() if is_present(entry, home)]
        absent = [name for name in dict.fromkeys(catalogue.defaults.values()) if name not in here]
    except InputError as error:
        return Finding(name="models", ok=False, detail=error.message, remedy=error.remedy)
    defaults = ", ".join(f"{role} {name}" for role, name in catalogue.defaults.items())
    detail = f"here: {', '.join(here) or 'none'}; defaults: {defaults}"
    remedy = f"get the default: touchstone models pull {absent[0]}" if absent else ""
    if absent and catalogue.get(absent[0]).is_demo:
        remedy = "the bundled models are missing: install touchstone-judge again"
    return Finding(name="models", ok=not absent, detail=detail, remedy=remedy)


def _terminal() -> Finding:
    encoding = (sys.stdout.encoding or "unknown").lower()
    kind = f"a terminal ({os.environ.get('TERM', 'TERM not set')})" if sys.stdout.isatty() else "no terminal"
    colours = "no colours (NO_COLOR is set)" if os.environ.get("NO_COLOR") else "colours allowed"
    utf8 = encoding.replace("-", "") == "utf8"
    remedy = "" if utf8 else "use a UTF-8 locale, or set PYTHONUTF8=1"
    return Finding(
        name="terminal", ok=utf8, detail=f"output goes to {kind}, {encoding}, {colours}", remedy=remedy
    )


def _network() -> Finding:
    detail = "connections to other machines are refused, except in `touchstone models pull`"
    return Finding(name="network", ok=True, detail=detail)
