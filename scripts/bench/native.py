"""llama.cpp's own tools, built from the source that llama-cpp-python is made of: llama-server and llama-bench."""

import importlib.metadata
import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

_OFF = (
    "BUILD_IS_DEV",
    "BUILD_UI",
    "USE_PREBUILT_UI",
    "OPENSSL",
    "BUILD_TESTS",
    "BUILD_EXAMPLES",
    "BUILD_APP",
)
_ON = ("BUILD_COMMON", "BUILD_TOOLS", "BUILD_SERVER")
PREFILLED, SEVERAL = 512, 3
"""The tokens that llama-bench decodes, and how often it repeats that."""


def build(folder: Path) -> Path:
    """The folder of the built tools; the first time downloads the source and compiles it (some minutes).

    RuntimeError: no compiler, or no source.
    """
    version = importlib.metadata.version("llama-cpp-python")
    binaries = folder / f"llama.cpp-{version}" / "bin"
    if all((binaries / tool).exists() for tool in ("llama-server", "llama-bench")):
        return binaries
    for tool in ("cmake", "ninja", "c++"):
        if not shutil.which(tool):
            raise RuntimeError(
                f"llama-server has to be built, and {tool} is missing: install it, or --no-server"
            )
    print(f"building llama-server and llama-bench of llama-cpp-python {version}", file=sys.stderr)
    source = _source(folder, version)
    flags = [*(f"-DLLAMA_{name}=OFF" for name in _OFF), *(f"-DLLAMA_{name}=ON" for name in _ON)]
    flags += ["-DCMAKE_BUILD_TYPE=Release", "-DGGML_NATIVE=ON", "-DBUILD_SHARED_LIBS=OFF"]
    _run("cmake", "-S", source, "-B", binaries.parent, "-G", "Ninja", *flags)
    _run("cmake", "--build", binaries.parent, "--target", "llama-server", "llama-bench")
    return binaries


def _source(folder: Path, version: str) -> Path:
    _run(
        sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "llama-cpp-python",
        f"llama-cpp-python=={version}", "--dest", folder,
    )  # fmt: skip
    with tarfile.open(folder / f"llama_cpp_python-{version}.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    return folder / f"llama_cpp_python-{version}" / "vendor" / "llama.cpp"


def _run(*command: str | Path) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(
            f"{' '.join(map(str, command[:3]))} failed:\n{(done.stdout + done.stderr)[-2000:]}"
        )


def prefill_rate(binaries: Path, model: Path, threads: int, depth: float, extra_buffers: bool) -> float:
    """Tokens per second that llama-bench decodes where 512 tokens have the mean position `depth`."""
    before = max(0, round(depth) - PREFILLED // 2)
    done = subprocess.run(
        [
            *(
                str(binaries / "llama-bench"),
                "-m",
                str(model),
                "-t",
                str(threads),
                "-p",
                str(PREFILLED),
                "-n",
                "0",
            ),
            *("-d", str(before), "-r", str(SEVERAL), "--repack", str(int(extra_buffers)), "-o", "json"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(json.loads(done.stdout)[0]["avg_ts"])
