"""The keys of the terminal UI as a page of documentation, read from its screens and widgets."""

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator

from textual.binding import Binding, BindingType
from textual.keys import format_key
from textual.screen import Screen
from textual.widget import Widget

from touchstone.tui import screens, widgets
from touchstone.tui.app import TouchstoneApp

_HEAD = """# The keys of the terminal UI

Written by scripts/update_docs.py from the screens themselves. `?` shows those that work where you are.
"""
_NAMES = {"question_mark": "?", "slash": "/", "escape": "Esc", "pageup": "PgUp", "pagedown": "PgDn"}
_ARROWS = {"up": "↑", "down": "↓", "left": "←", "right": "→"}


def keys_markdown() -> str:
    """The whole of docs/keys.md."""
    parts = [_HEAD, _section("Everywhere", "", TouchstoneApp.BINDINGS)]
    for package, base in ((screens, Screen), (widgets, Widget)):
        for kind in _classes(package.__path__, package.__name__, base):
            bindings = kind.__dict__.get("BINDINGS", [])
            if bindings:
                about = (importlib.import_module(kind.__module__).__doc__ or "").split("\n")[0]
                parts.append(_section(_title(kind.__name__), about, bindings))
    return "\n".join(parts)


def _classes(path: Iterable[str], name: str, base: type[object]) -> Iterator[type[object]]:
    """The package's own subclasses of `base`, module by module."""
    for module in pkgutil.iter_modules(path):
        loaded = importlib.import_module(f"{name}.{module.name}")
        for kind in vars(loaded).values():
            if isinstance(kind, type) and issubclass(kind, base) and kind.__module__ == loaded.__name__:
                yield kind


def _title(name: str) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.removesuffix("Screen")).lower()
    return words.capitalize()


def _section(title: str, about: str, bindings: list[BindingType]) -> str:
    rows = [
        f"| {_shown(binding.key)} | {binding.tooltip or binding.description} |"
        for binding in bindings
        if isinstance(binding, Binding) and binding.description
    ]
    return "\n".join([f"## {title}", *([about, ""] if about else []), "| key | |", "|---|---|", *rows, ""])


def _shown(keys: str) -> str:
    return " ".join(f"`{_named(key)}`" for key in keys.split(","))


def _named(key: str) -> str:
    *modifiers, last = key.split("+")
    last = (
        _NAMES.get(last) or _ARROWS.get(last) or (last if len(last) == 1 else format_key(last).capitalize())
    )
    return "+".join([*(modifier.capitalize() for modifier in modifiers), last])
