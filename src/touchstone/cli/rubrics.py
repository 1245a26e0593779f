"""`touchstone rubrics`: generate, edit, approve; the other commands are in modules of their own."""

import getpass
import json
from pathlib import Path
from typing import Any

import click

from touchstone.cli.common import Group, common_options, print_json, say
from touchstone.cli.options import best_of_options, limit_option, sampling_options
from touchstone.cli.progress import follow, stopping
from touchstone.cli.results import end_of_run
from touchstone.domain.rubric import Rubric
from touchstone.domain.run import RunSpec
from touchstone.errors import InputError
from touchstone.files import read_rubric, rubric_from_json, rubric_to_json
from touchstone.paths import Home
from touchstone.store import open_store

rubric_argument = click.argument("rubric", metavar="ID")


@click.group(
    cls=Group,
    lazy={
        "list": ("touchstone.cli.rubrics_read:list_rubrics", "List rubrics, the newest first."),
        "show": (
            "touchstone.cli.rubrics_read:show",
            "Show a rubric with its criteria and where it came from, or what changed from another one.",
        ),
        "import": (
            "touchstone.cli.rubrics_files:import_rubrics",
            "Import the rubrics of files, in Touchstone's own form or another project's.",
        ),
        "export": (
            "touchstone.cli.rubrics_files:export",
            "Export rubrics: those named, those of a run or of an imported file, or all.",
        ),
        "compare": (
            "touchstone.cli.rubrics_compare:compare",
            "Compare two sets of rubrics, paired by prompt; with a judge, which one it prefers.",
        ),
        "lint": (
            "touchstone.cli.rubrics_lint:lint",
            "Say what is amiss with rubrics, from their words and prompts alone.",
        ),
        "checks": (
            "touchstone.cli.rubrics_lint:checks",
            "Show which criteria code could decide, and let it.",
        ),
        "audit": (
            "touchstone.cli.rubrics_audit:audit",
            "The bias that rubrics bring: what each criterion's verdicts go with, repeat, and are worth.",
        ),
        "revise": (
            "touchstone.cli.rubrics_revise:revise",
            "Propose how to mend rubrics by what lint, audit and labels say, and apply it.",
        ),
    },
)
def rubrics() -> None:
    """Rubrics. ID is a rubric's id or the beginning of one."""


@rubrics.command(
    "generate",
    example="touchstone rubrics generate prompts.jsonl --level both --limit 100\n"
    "touchstone rubrics generate prompts.jsonl --best-of 8 --meta-judge qwen3.5-4b",
)
@click.argument("data")
@click.option(
    "--level",
    type=click.Choice(["instance", "dataset", "both"]),
    default="instance",
    show_default=True,
    help="One rubric for each prompt, one for the whole file, or both.",
)
@best_of_options
@sampling_options
@limit_option
@common_options
def generate(home: Home, as_json: bool, **options: Any) -> int:
    """Generate rubrics for the prompts in DATA."""
    from touchstone.runner import run_rubrics

    with stopping() as stop:
        outcome = follow(run_rubrics(home, RunSpec(kind="rubrics", **options), stop))
    return end_of_run(home, outcome, as_json=as_json)


@rubrics.command("edit", example="touchstone rubrics edit 1f2e3d --file better.json")
@rubric_argument
@click.option("--file", metavar="FILE", type=click.Path(path_type=Path), help="Take the new form from here.")
@common_options
def edit(home: Home, as_json: bool, rubric: str, file: Path | None) -> None:
    """Edit a rubric, in your editor (EDITOR) or from a file. That makes a new one; the old one stays."""
    from touchstone.runner.rubrics.edit import save_edited

    with open_store(home.database) as store:
        old = store.rubric(rubric)
        changed = read_rubric(file) if file else _in_editor(old)
        new = save_edited(store, old, changed)
    if new is None:
        say_or_json(as_json, {"id": old.id, "changed": False}, "nothing was changed")
        return
    say_or_json(as_json, {"id": new.id, "parent": old.id, "changed": True}, f"rubric {new.id}, from {old.id}")


def _in_editor(old: Rubric) -> Rubric:
    form = {name: value for name, value in rubric_to_json(old).items() if name != "provenance"}
    text = click.edit(json.dumps(form, ensure_ascii=False, indent=2), extension=".json")
    if text is None:
        return old
    try:
        value = json.loads(text)
    except ValueError as error:
        raise InputError(
            f"the edited text is not JSON: {error}", "edit it again; nothing was saved"
        ) from None
    return rubric_from_json(value, "the edited rubric")


@rubrics.command("approve", example="touchstone rubrics approve 1f2e3d --by 'Ada Lovelace'")
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--by", metavar="NAME", help="Who approves (default: your user name).")
@common_options
def approve(home: Home, as_json: bool, ids: tuple[str, ...], by: str | None) -> None:
    """Approve rubrics, so that `judge --approved-only` uses them."""
    who = by or getpass.getuser()
    with open_store(home.database) as store:
        found = [store.rubric(id).id for id in ids]
        for id in found:
            store.approve(id, who)
    say_or_json(as_json, {"approved": found, "by": who}, f"{who} approved {', '.join(found)}")


def say_or_json(as_json: bool, value: dict[str, Any], text: str) -> None:
    """Prints the value or the text."""
    if as_json:
        print_json(value)
    else:
        say(text)
