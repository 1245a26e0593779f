"""What every command shares: common options, help with an example, tables, JSON and warnings."""

import difflib
import importlib
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import click

from touchstone.paths import find_home

F = TypeVar("F", bound=Callable[..., Any])


class Command(click.Command):
    """A command whose help ends with an example. `example` is one or more command lines."""

    def __init__(self, *args: Any, example: str = "", **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.example = example

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the example under the options."""
        if self.example:
            with formatter.section("Example"):
                for line in self.example.splitlines():
                    formatter.write(" " * formatter.current_indent + line + "\n")


class Group(click.Group):
    """A group of commands; an unknown one is answered with the nearest.

    `lazy` maps names to ("module:attribute", one line of help): such a command is imported when asked for,
    so that `touchstone --help` starts fast.
    """

    command_class = Command

    def __init__(self, *args: Any, lazy: dict[str, tuple[str, str]] | None = None, **settings: Any) -> None:
        settings.setdefault("no_args_is_help", True)
        super().__init__(*args, **settings)
        self.lazy = lazy or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, lazy ones in the order they were given."""
        return [*self.lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, imported now where it is a lazy one."""
        if name in self.lazy:
            module, attribute = self.lazy[name][0].split(":")
            loaded: click.Command = getattr(importlib.import_module(module), attribute)
            return loaded
        return super().get_command(ctx, name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that `args` name. Raises UsageError with the nearest name for an unknown one."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            near = difflib.get_close_matches(name, self.list_commands(ctx), n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"There is no command {name!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands with one line of help each, without importing lazy ones."""
        rows = []
        for name in self.list_commands(ctx):
            if name in self.lazy:
                rows.append((name, self.lazy[name][1]))
            elif command := self.get_command(ctx, name):
                rows.append((name, command.get_short_help_str(80)))
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def common_options(function: F) -> F:
    """Adds --home and --json: the command receives `home: Home` and `as_json: bool`."""
    home = click.option(
        "--home",
        metavar="DIR",
        callback=lambda ctx, _, value: find_home(value or ctx.obj),
        help="The folder of the database and models (default: TOUCHSTONE_HOME, else your user data folder).",
    )
    as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON value on stdout.")
    return home(as_json(function))


def say(text: str = "") -> None:
    """Prints a line of the result on stdout."""
    click.echo(text)


def warn(text: str) -> None:
    """Prints a warning on stderr."""
    click.echo(f"warning: {text}", err=True)


def note(text: str) -> None:
    """Prints a line about what is going on, on stderr."""
    click.echo(text, err=True)


def print_json(value: Any) -> None:
    """Prints the one JSON value of a command with --json on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def asks_on_terminal() -> bool:
    """Whether stderr is a terminal, so that a progress line can be redrawn on it."""
    return sys.stderr.isatty()


def width(text: str) -> int:
    """The columns a text takes on a terminal: wide East Asian characters take two, combining marks none."""
    columns = 0
    for char in text:
        if not unicodedata.combining(char):
            columns += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return columns


def shorten(text: str, columns: int) -> str:
    """One line of at most `columns` columns; what is cut is shown by an ellipsis."""
    line = " ".join(text.split())
    if width(line) <= columns:
        return line
    kept, used = "", 0
    for char in line:
        if used + width(char) > columns - 1:
            break
        kept, used = kept + char, used + width(char)
    return kept + "…"


def table(headers: Sequence[str], rows: Iterable[Sequence[object]], *, right: Iterable[int] = ()) -> str:
    """A plain table, columns two spaces apart. `right`: the columns to align right. None becomes a dash."""
    cells = [list(headers), *(["–" if cell is None else str(cell) for cell in row] for row in rows)]
    widths = [max(width(row[column]) for row in cells) for column in range(len(headers))]
    flush_right = set(right)
    lines = []
    for row in cells:
        line = ""
        for column, cell in enumerate(row):
            space = " " * (widths[column] - width(cell))
            line += (space + cell if column in flush_right else cell + space) + "  "
        lines.append(line.rstrip())
    return "\n".join(lines)
