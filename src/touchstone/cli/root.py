"""The root command, and how its end becomes an exit code: errors in two lines, never a traceback."""

import contextlib
import importlib
import io
import os
import sys
import traceback
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from touchstone import __version__
from touchstone.cli.common import Group, print_json
from touchstone.errors import TouchstoneError
from touchstone.offline import install_guard
from touchstone.paths import find_home

COMMANDS = {
    "demo": ("touchstone.cli.demo:demo", "Run the main job on the bundled models and data."),
    "judge": ("touchstone.cli.judge:judge", "Judge the responses of a file, or one response at once."),
    "rubrics": ("touchstone.cli.rubrics:rubrics", "Generate, read, edit and approve rubrics."),
    "runs": ("touchstone.cli.runs:runs", "List, show, resume, delete and export runs."),
    "evaluate": ("touchstone.cli.evaluate:evaluate", "Agreement of a run with its labels."),
    "calibrate": ("touchstone.cli.calibrate:calibrate", "How probably people agree with a run's verdicts."),
    "compare": ("touchstone.cli.compare:compare", "Which system is better, by how much, how surely."),
    "report": ("touchstone.cli.report:report", "Runs as one self-contained HTML page."),
    "label": ("touchstone.cli.label:label", "Blind labels for a random sample of a run, and its pass rates."),
    "card": ("touchstone.cli.card:card", "How far to trust a judge, measured on your labelled files."),
    "refine": ("touchstone.cli.refine:refine", "Make a generator write better rubrics, by preferences."),
    "models": ("touchstone.cli.models:models", "The catalogue: list, check, verify, pull and add models."),
    "doctor": ("touchstone.cli.doctor:doctor", "What this machine can do, and what is amiss."),
    "completion": ("touchstone.cli.completion:completion", "Print the script for shell completion."),
}


@click.group(
    cls=Group,
    lazy=COMMANDS,
    invoke_without_command=True,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.option("--home", metavar="DIR", help="The folder of the database and models.")
@click.version_option(__version__, prog_name="touchstone")
@click.pass_context
def root(ctx: click.Context, home: str | None) -> None:
    """Judge responses of language models with generated rubrics, on this machine alone.

    Without a command, opens the terminal UI.
    """
    ctx.obj = home
    if ctx.invoked_subcommand is None:
        if not sys.stdout.isatty():
            click.echo(ctx.get_help())
            return
        # By name: the two faces do not import each other, and textual is loaded only here.
        importlib.import_module("touchstone.tui").run_tui(find_home(home))


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code. Errors become two lines on stderr."""
    args = list(sys.argv[1:] if arguments is None else arguments)
    _speak_utf8()
    install_guard()
    try:
        code = root.main(args, prog_name="touchstone", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "touchstone"
        return _fail(args, error.format_message(), f"See `{where} --help`.", error.exit_code)
    except click.ClickException as error:
        return _fail(args, error.format_message(), "", error.exit_code)
    except TouchstoneError as error:
        return _fail(args, error.message, error.remedy, error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _fail(args, "interrupted", "", 130)
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last resort: a user gets a line and a log, not a traceback
        log = _write_log(args)
        remedy = f"The details are in {log}; please report them." if log else ""
        return _fail(args, f"unexpected fault: {type(error).__name__}: {error}", remedy, 1)


def _fail(args: Sequence[str], message: str, remedy: str, code: int) -> int:
    """Says what went wrong, on stderr, and with --json also as the one JSON value on stdout."""
    lines = [f"error: {' '.join(message.split())}", *([" ".join(remedy.split())] if remedy else [])]
    click.echo("\n".join(lines), err=True)
    if "--json" in args:
        with contextlib.suppress(BrokenPipeError):
            print_json({"error": message, "remedy": remedy, "exit_code": code})
    return code


def _write_log(args: Sequence[str]) -> Path | None:
    """Writes the current exception's traceback into the home folder's log; None where that fails too."""
    home = None
    with contextlib.suppress(ValueError, IndexError):
        home = args[args.index("--home") + 1]
    path = find_home(home).root / "log" / f"{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"touchstone {__version__} {' '.join(args)}\n\n{traceback.format_exc()}", encoding="utf-8"
        )
    except OSError:
        return None
    return path


def _speak_utf8() -> None:
    """Makes the streams UTF-8, which a Windows console is not; what cannot be written is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
