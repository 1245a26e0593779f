"""`touchstone runs export`: a run's results as lines, as a table, or in the form of another evaluation tool."""

import json
from pathlib import Path
from typing import Any

import click

from touchstone.cli.common import Command, common_options, print_json, say, warn
from touchstone.paths import Home
from touchstone.store import open_store

_OTHERS = {"inspect": ".jsonl", "promptfoo": ".json"}
"""The forms of other tools, and what their files end in."""


@click.command(
    "export",
    cls=Command,
    example="touchstone runs export latest --out verdicts.csv\n"
    "touchstone runs export latest --format inspect --system gpt --out scores.jsonl\n"
    "touchstone runs export latest --format promptfoo --out eval.json",
)
@click.argument("run", metavar="RUN")
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Default: on stdout.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", *_OTHERS]),
    help="jsonl or csv: all lines (default: by the file's ending). inspect: what Inspect's precomputed_scores "
    "reads. promptfoo: what `promptfoo import` reads.",
)
@click.option("--system", metavar="NAME", help="With inspect or promptfoo: only the results of this system.")
@common_options
def export(home: Home, as_json: bool, run: str, out: Path | None, form: Any, system: str | None) -> None:
    """Export all result lines of a run, or its results in the form of another tool."""
    if form in _OTHERS:
        _export_for_others(home, run, out, form, system, as_json=as_json)
        return
    from touchstone.files import line_to_json
    from touchstone.runner.results.calibration import applied_calibration
    from touchstone.runner.results.upkeep import export_run

    if system is not None:
        raise click.UsageError("--system belongs to --format inspect or promptfoo.")
    if out is None and form == "csv":
        raise click.UsageError("CSV needs a file: --out FILE.csv")
    with open_store(home.database) as store:
        info = store.find_run(run)
        lines = store.lines(info.id) if out is None else []
        calibration = applied_calibration(store, info)
        written = export_run(store, info, out, form) if out is not None else 0
    if out is not None:
        if as_json:
            print_json({"run": info.id, "out": str(out), "lines": written})
        else:
            say(f"{written} lines in {out}")
    elif as_json:
        print_json([line_to_json(line, info.marks, calibration) for line in lines])
    else:
        for line in lines:
            say(json.dumps(line_to_json(line, info.marks, calibration), ensure_ascii=False))


def _export_for_others(
    home: Home, run: str, out: Path | None, form: Any, system: str | None, *, as_json: bool
) -> None:
    from touchstone.files import writing
    from touchstone.runner.results.exchange import results_text

    if out is not None and out.suffix.lower() != _OTHERS[form]:
        raise click.UsageError(f"A file of this form ends in {_OTHERS[form]}.")
    with open_store(home.database) as store:
        info = store.find_run(run)
        text, notices = results_text(store, info, form, system)
    for notice in notices:
        warn(notice)
    if out is not None:
        with writing(out) as file:
            file.write(text)
    if as_json:
        said = {"out": str(out)} if out is not None else {"text": text}
        print_json({"run": info.id, "format": form, **said, "notices": notices})
    elif out is not None:
        say(f"the results of run {info.id} in {out}")
    else:
        say(text.rstrip("\n"))
