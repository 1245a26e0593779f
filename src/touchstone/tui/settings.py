"""What the terminal UI remembers from one start to the next: the theme, in ui.toml of the home folder."""

import tomllib
from pathlib import Path


def saved_theme(file: Path) -> str | None:
    """The name of the theme that was chosen last; None where none was, or the file cannot be understood."""
    try:
        theme = tomllib.loads(file.read_text(encoding="utf-8")).get("theme")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
    return theme if isinstance(theme, str) else None


def save_theme(file: Path, name: str) -> None:
    """Remembers a theme by its name (letters, digits and hyphens). Raises OSError where that cannot be written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'theme = "{name}"\n', encoding="utf-8")
