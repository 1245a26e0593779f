"""`touchstone rubrics import` and `export`: rubrics in from files, and out, in Touchstone's form and in others'."""

from pathlib import Path
from typing import Any

import click

from touchstone.cli.common import Command, common_options, print_json, say, warn
from touchstone.errors import InputError
from touchstone.paths import Home
from touchstone.store import open_store

# Written out, so that help and completion need not import the forms; a test compares them.
FORM_NAMES = ("touchstone", "autorubric", "healthbench", "prometheus", "rubric", "lists", "markdown")
_SHOWN = 8


@click.command(
    "import",
    cls=Command,
    example="touchstone rubrics import rubrics.jsonl\n"
    "touchstone rubrics import mtbench.json alpacaeval.json --format lists",
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["auto", *FORM_NAMES]),
    default="auto",
    show_default=True,
    help="The form of the files; auto: what they look like.",
)
@click.option("--strict", is_flag=True, help="Save nothing where a file says what cannot be kept.")
@common_options
def import_rubrics(home: Home, as_json: bool, files: tuple[Path, ...], form: str, strict: bool) -> None:
    """Import the rubrics of files, in Touchstone's own form or another project's.

    JSON, JSON lines, YAML and Markdown are read. What does not come along is said.
    """
    from touchstone.runner.rubrics.exchange import import_files

    with open_store(home.database) as store:
        imported = import_files(store, files, form, strict=strict)
    for each in imported:
        for text in each.notes:
            warn(text)
    if as_json:
        told = [
            {
                "file": each.file,
                "format": each.form,
                "rubrics": len(each.ids),
                "criteria": each.criteria,
                "known": each.known,
                "notes": list(each.notes),
            }
            for each in imported
        ]
        print_json({"imported": [id for each in imported for id in each.ids], "files": told})
        return
    for each in imported:
        known = f", {each.known} known already" if each.known else ""
        say(f"{each.file} ({each.form}): {_count(len(each.ids), 'rubric')}, {each.criteria} criteria{known}")
        shown = ", ".join(each.ids[:_SHOWN])
        say(f"  {shown}" + (f" and {len(each.ids) - _SHOWN} more" if len(each.ids) > _SHOWN else ""))


@click.command(
    "export",
    cls=Command,
    example="touchstone rubrics export --run latest --out rubrics.jsonl\n"
    "touchstone rubrics export --imported-from mtbench.json --format healthbench --out rubrics.jsonl",
)
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--run", metavar="RUN", help="Those that a run made or used.")
@click.option(
    "--imported-from",
    "imported_from",
    metavar="FILE",
    multiple=True,
    help="Those that came from a file of this name; may be repeated.",
)
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Default: on stdout.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORM_NAMES),
    default="touchstone",
    show_default=True,
    help="The form of the file.",
)
@click.option("--strict", is_flag=True, help="Write nothing where the form cannot carry all of it.")
@common_options
def export(home: Home, as_json: bool, out: Path | None, form: str, strict: bool, **which: Any) -> None:
    """Export rubrics: those named, those of a run or of an imported file, or all.

    What the form cannot carry is said, on stderr and with --json.
    """
    from touchstone.files import writing
    from touchstone.files.rubric_forms import rubric_text
    from touchstone.runner.rubrics.exchange import rubrics_to_export

    if sum(bool(value) for value in which.values()) > 1:
        raise click.UsageError("Give either ids, or --run, or --imported-from.")
    with open_store(home.database) as store:
        found = rubrics_to_export(store, which["ids"], which["run"], which["imported_from"])
    text, lost = rubric_text(found, form, out.suffix.lower() if out else None)
    if lost and strict:
        raise InputError(
            f"nothing was written, since the form {form} would lose something: {'; '.join(lost)}",
            "leave --strict out, or choose --format touchstone",
        )
    for each in lost:
        warn(each)
    if out is not None:
        with writing(out) as file:
            file.write(text)
    told: dict[str, Any] = {"format": form, "rubrics": len(found), "lost": lost}
    if out is None:
        _say_text(text, form, told, as_json=as_json)
    elif as_json:
        print_json({"out": str(out), **told})
    else:
        say(f"{_count(len(found), 'rubric')} in {out}")


def _say_text(text: str, form: str, told: dict[str, Any], *, as_json: bool) -> None:
    """The file's text on stdout; with --json a list of rubrics in Touchstone's own form, or the text in an object."""
    import json

    if not as_json:
        say(text.rstrip("\n"))
    elif form == "touchstone":
        value = json.loads(text)
        print_json(value if isinstance(value, list) else [value])
    else:
        print_json({**told, "text": text})


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
