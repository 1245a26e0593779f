"""What the commands share: help, tables, streams, progress, start-up."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.update_docs import PAGES, cli_markdown
from tests.cli.conftest import Ran
from touchstone.cli.common import shorten, table, width
from touchstone.cli.progress import duration, progress_text
from touchstone.domain.engine import Counters
from touchstone.domain.run import Phase, UnitDone

Run = Callable[..., Ran]
HEAVY = (
    "huggingface_hub",
    "jinja2",
    "llama_cpp",
    "numpy",
    "psutil",
    "pyarrow",
    "pydantic",
    "scipy",
    "sklearn",
    "sqlite3",
    "textual",
    "touchstone.domain",
    "touchstone.engine",
    "touchstone.runner",
    "touchstone.store",
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_documented_help_and_keys_are_those_of_the_program(page: Path) -> None:
    assert page.read_text(encoding="utf-8") == PAGES[page]()


def test_every_command_has_an_example() -> None:
    sections = cli_markdown().split("## touchstone")[1:]
    commands = [section for section in sections if "Commands:" not in section]
    assert len(commands) > 15
    assert all("Example:" in section for section in commands)
    assert all(
        "--home" in section and "--json" in section for section in commands if "completion" not in section
    )


def imported(arguments: list[str], names: tuple[str, ...]) -> list[str]:
    """Which of the modules a process has imported when the command has ended."""
    code = f"import sys; from touchstone.cli import main; main({arguments}); "
    code += f"print(*(name for name in {names} if name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return ran.stdout.splitlines()[-1].split()


def test_help_imports_nothing_heavy() -> None:
    assert imported(["--help"], HEAVY) == []
    assert imported(["--version"], HEAVY) == []


def test_reading_what_is_stored_imports_no_model_code(tmp_path: Path) -> None:
    """A list of runs needs the store alone. (sqlite-utils imports NumPy where it finds it.)"""
    model_code = ("llama_cpp", "textual", "sklearn", "pyarrow", "scipy", "huggingface_hub", "jinja2")
    assert imported(["runs", "list", "--home", str(tmp_path)], model_code) == []


def test_without_a_terminal_and_a_command_there_is_help(touchstone: Run) -> None:
    ran = touchstone()
    assert ran.code == 0
    assert "Commands:" in ran.out
    assert touchstone("--version").out.startswith("touchstone")


def test_a_reader_that_leaves_is_no_error(tiny_home: Path) -> None:
    code = "import sys; from touchstone.cli import main; sys.exit(main(['judge', '--help']))"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(touchstone: Run, shell: str) -> None:
    ran = touchstone("completion", shell)
    assert ran.code == 0
    assert "_TOUCHSTONE_COMPLETE" in ran.out


def test_a_shell_is_told_the_commands() -> None:
    env = {
        **os.environ,
        "_TOUCHSTONE_COMPLETE": "bash_complete",
        "COMP_WORDS": "touchstone ru",
        "COMP_CWORD": "1",
    }
    code = "from touchstone.cli import main; main([])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)
    assert ran.stdout.split() == ["plain,rubrics", "plain,runs"]


@given(st.text(max_size=60), st.integers(1, 40))
def test_shortened_text_fits(text: str, columns: int) -> None:
    assert width(shorten(text, columns)) <= max(columns, 1)
    assert "\n" not in shorten(text, columns)


def test_tables_align_wide_characters() -> None:
    lines = table(["name", "n"], [("日本", 1), ("ab", 23), (None, 4)], right=[1]).splitlines()
    assert lines == ["name   n", "日本   1", "ab    23", "–      4"]


def test_progress_says_how_much_is_left() -> None:
    event = UnitDone("judging", 5, 20, Counters(verdicts=50, tokens_computed=1000))
    text = progress_text(event, Counters(), Phase("judging", 20, 200), 10.0, 0)
    assert text == "judging 50/200 verdicts, 5.0 verdicts/s, 100 tokens/s, 0:30 left"
    assert duration(3725) == "1:02:05"
