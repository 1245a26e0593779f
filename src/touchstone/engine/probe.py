"""The crash probe: whether llama.cpp's extra buffer types work on this CPU, found out in a child process.

On some virtual machines the CPU advertises AMX and the first decode of a quantised model dies there. So a child
decodes a few tokens with the extra buffers on; if a signal ends it, they stay off. The answer is kept for each
library build and CPU.
"""

import contextlib
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np

import touchstone
from touchstone.engine.context import Context
from touchstone.engine.llama import library_version
from touchstone.engine.weights import Model
from touchstone.errors import TouchstoneError

SECONDS = 120
"""How long the child may take. One that takes longer has at least not crashed."""

LARGE = 2 << 30
"""Bytes. Instead of a larger model a bundled one is tried, where there is one."""

BUNDLED = Path(touchstone.__file__).parent / "bundled"

_found: dict[str, bool] = {}


def extra_buffers_work(model: Path, file: Path | None) -> bool:
    """Whether a quantised model can be decoded with extra buffers here. `file` keeps the findings (JSON)."""
    key = machine()
    if key not in _found:
        kept = findings(file)
        if key not in kept:
            kept[key] = _try(model)
            _save(kept, file)
        _found[key] = kept[key]
    return _found[key]


def machine() -> str:
    """The library build and the CPU that a finding is for."""
    name = platform.processor() or platform.machine()
    with contextlib.suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), name)
    return f"{library_version()}; {name}"


def findings(file: Path | None) -> dict[str, bool]:
    """What is on record, by machine; nothing where the file is missing or unreadable."""
    if file is None:
        return {}
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): bool(works) for key, works in value.items()} if isinstance(value, dict) else {}


def _try(model: Path) -> bool:
    """Runs the child on a model that loads fast.

    Only a crash speaks against extra buffers; an error will be met again, and reported then.
    """
    bundled = sorted(BUNDLED.glob("*.gguf"), key=lambda path: path.stat().st_size)
    if bundled and model.exists() and model.stat().st_size > LARGE:
        model = bundled[0]
    command = [sys.executable, "-m", "touchstone.engine.probe", str(model)]
    try:
        child = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return True
    return child.returncode in (0, 1)


def _save(kept: dict[str, bool], file: Path | None) -> None:
    """Writes the findings; a home that cannot be written to only means another probe next time."""
    if file is None:
        return
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        draft.replace(file)


def main(path: str) -> int:
    """The child: decodes a few tokens. 0: it works; 1: the model cannot be loaded; otherwise it dies."""
    try:
        model = Model(Path(path), gpu_layers=0, extra_bufts=True)
        context = Context(model, cells=256, n_seq=1, n_batch=64, kv_type="f16", flash_attn=0, threads=2)
    except TouchstoneError:
        return 1
    tokens, zeros = np.arange(32, dtype=np.int32), np.zeros(32, np.int32)
    wanted = np.zeros(32, np.int8)
    wanted[-1] = 1
    context.decode(tokens % model.vocab.n_tokens, tokens, zeros, wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
