"""The libraries of the extra `adapters`, imported when they are needed."""

import importlib
from typing import Any

from touchstone.errors import InputError


def require(name: str) -> Any:
    """The library. InputError says how to install it."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise InputError(
            f"converting an adapter needs the library {name}, which is not installed",
            "pip install 'touchstone-judge[adapters]'",
        ) from None
