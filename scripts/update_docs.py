"""Writes docs/cli.md (the help of every command) and docs/keys.md (the keys of every screen).

`--check` changes nothing and fails if one is out of date.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from scripts.key_docs import keys_markdown
from touchstone.cli.root import root

DOCS = Path(__file__).resolve().parent.parent / "docs"
_HEAD = """# The command line

Written by scripts/update_docs.py from the commands themselves. Options common to all: `--home DIR`, `--json`.
Exit codes: 0 done, 1 failed, 2 wrong usage or input, 3 finished with more unscored verdicts than allowed,
130 interrupted (`touchstone runs resume` goes on).
"""


def commands(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    """(path, help text) of a command and of all below it."""
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from commands(below, click.Context(below, info_name=name, parent=context))


def cli_markdown() -> str:
    """The whole of docs/cli.md."""
    settings = {**root.context_settings, "terminal_width": 100, "max_content_width": 100}
    context = click.Context(root, info_name="touchstone", **settings)
    parts = [f"## {path}\n```\n{text}\n```\n" for path, text in commands(root, context)]
    return "\n".join([_HEAD, *parts])


PAGES = {DOCS / "cli.md": cli_markdown, DOCS / "keys.md": keys_markdown}
"""The pages that are written, each with what makes its text."""


def main() -> int:
    """Writes the files, or with --check compares them."""
    for page, make in PAGES.items():
        text = make()
        if "--check" not in sys.argv[1:]:
            page.write_text(text, encoding="utf-8")
        elif not page.is_file() or page.read_text(encoding="utf-8") != text:
            print(f"docs/{page.name} is out of date: python -m scripts.update_docs", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
