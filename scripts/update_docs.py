"""Writes docs/cli.md: the help of every command. `--check` changes nothing and fails if it is out of date."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from touchstone.cli.root import root

TARGET = Path(__file__).resolve().parent.parent / "docs" / "cli.md"
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


def main() -> int:
    """Writes the file, or with --check compares it."""
    text = cli_markdown()
    if "--check" in sys.argv[1:]:
        if not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != text:
            print("docs/cli.md is out of date: run scripts/update_docs.py", file=sys.stderr)
            return 1
        return 0
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
