"""Touchstone: a local, offline LLM-as-a-judge. `open_home` is the way in from Python (see touchstone.api)."""

import importlib
from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """`touchstone.open_home`, loaded when it is first asked for: the command line starts without it."""
    if name == "open_home":
        return importlib.import_module("touchstone.api").open_home
    raise AttributeError(f"module 'touchstone' has no attribute {name!r}")
