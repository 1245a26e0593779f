"""A home folder whose models are tiny and random: everything around the verdicts is real."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.tiny_gguf import build
from touchstone.catalogue import load_catalogue
from touchstone.paths import Home
from touchstone.runner.models.check import ensure_checked
from touchstone.runner.models.opening import open_model
from touchstone.store import open_store

MODELS = """[defaults]
judge = "tiny"
generator = "tiny"

[[models]]
name = "tiny"
path = "{path}"
n_ctx = 4096
"""


def build_model(folder: Path) -> Path:
    """The tiny model's file, made in the folder."""
    path = folder / "tiny.gguf"
    build(path, vocab="bpe")
    return path


def write_home(root: Path, model: Path) -> Path:
    """A home in `root` with the model as the default judge and generator."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "models.toml").write_text(MODELS.format(path=model.as_posix()), encoding="utf-8")
    return root


def make_home(root: Path) -> Path:
    """A home with a tiny model in it, whose checks at first use are done."""
    home = Home(write_home(root, build_model(root)))
    with open_store(home.database) as store:
        opened = open_model(home, store, load_catalogue(home), None, "judge")
        opened.engine()
        ensure_checked(opened, store, "judge")
        ensure_checked(opened, store, "generator")
        opened.close()
    return root


def copy_home(home: Path, target: Path) -> Path:
    """A home like another one, with its checks and without its runs; the model's file is shared."""
    target.mkdir()
    for name in ("models.toml", "probe.json", "touchstone.db"):
        if (home / name).is_file():
            shutil.copy(home / name, target / name)
    return target


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """A JSON lines file."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def answers(prompts: int = 4, systems: tuple[str, ...] = ("good", "bad")) -> list[dict[str, Any]]:
    """Rows of prompts with one response of each system and a gold score."""
    return [
        {
            "id": f"p{number}-{system}",
            "prompt": f"Write one sentence about the number {number}.",
            "response": f"The {system} answer to prompt {number} is this sentence.",
            "system": system,
            "score": 1.0 if system == "good" else 0.0,
        }
        for number in range(prompts)
        for system in systems
    ]


def pairs(count: int = 3) -> list[dict[str, Any]]:
    """Rows of labelled pairs."""
    return [
        {
            "id": f"pair-{number}",
            "prompt": f"Name a river in country {number}.",
            "response_a": f"River {number}.",
            "response_b": "I do not know.",
            "label": "A",
        }
        for number in range(count)
    ]
