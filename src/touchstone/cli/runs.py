"""`touchstone runs`: list, show, resume, delete; `export` is in `runs_export`."""

import sys
from pathlib import Path

import click

from touchstone.cli.common import Group, common_options, note, print_json, say, shorten, table
from touchstone.cli.progress import follow, stopping
from touchstone.cli.results import (
    costs_text,
    counters_text,
    end_of_run,
    marked,
    number,
    system_rows,
    system_table,
)
from touchstone.cli.scratch import outcome_text, say_reasons, say_votes, verdict_table
from touchstone.domain.calibration import Calibration
from touchstone.domain.results import ResultLine
from touchstone.domain.run import RunInfo
from touchstone.errors import InputError
from touchstone.paths import Home
from touchstone.store import Store, open_store

run_argument = click.argument("run", metavar="RUN")


@click.group(
    cls=Group,
    lazy={
        "export": (
            "touchstone.cli.runs_export:export",
            "Export all result lines of a run, or its results in the form of another tool.",
        )
    },
)
def runs() -> None:
    """Stored runs. RUN is an id, the beginning of one, or `latest`."""


@runs.command("list", example="touchstone runs list --limit 10")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many.")
@common_options
def list_runs(home: Home, as_json: bool, limit: int) -> None:
    """List runs, the newest first."""
    with open_store(home.database) as store:
        found, count = store.list_runs(limit=limit), store.count_runs()
    if as_json:
        print_json([run.model_dump(mode="json") for run in found])
        return
    if not found:
        say("There are no runs yet. Start one: touchstone demo, or touchstone judge DATA")
        return
    headers = ["run", "state", "created", "data", "asked", "model", "verdicts", "unscored", "mark"]
    say(table(headers, [_row(run) for run in found], right=[6, 7]))
    if count > len(found):
        note(f"{count - len(found)} older runs: --limit {count}")


def _row(run: RunInfo) -> list[object]:
    spec = run.spec
    asked = (
        f"{spec.protocol}, {Path(spec.rubric or 'default').name}"
        if spec.kind == "judge"
        else f"rubrics, {spec.level}"
    )
    return [
        run.id,
        run.state,
        run.created[:16].replace("T", " "),
        Path(spec.data).name,
        asked,
        spec.judge or spec.generator,
        run.counters.get("verdicts", 0),
        run.counters.get("unscored", 0),
        "; ".join(run.marks) or "",
    ]


@runs.command("show", example="touchstone runs show latest --sample pandalm-0")
@run_argument
@click.option("--sample", metavar="ID", help="Show all verdicts of one sample.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many results.")
@common_options
def show(home: Home, as_json: bool, run: str, sample: str | None, limit: int) -> None:
    """Show a run: its settings, counters, scores by system, and its results."""
    from touchstone.files import line_to_json
    from touchstone.runner.results.calibration import applied_calibration, standing

    with open_store(home.database) as store:
        info = store.find_run(run)
        if sample is not None:
            _show_sample(store, info, sample, as_json=as_json)
            return
        count = store.count_lines(info.id, aggregates=True)
        shown = store.lines(info.id, aggregates=True, limit=limit)
        systems = system_rows(store, info) if count else []
        rubrics = store.run_rubrics(info.id)
        calibration, trusted = applied_calibration(store, info), standing(store, info)
    if as_json:
        results = [line_to_json(line, info.marks, calibration) for line in shown]
        values = info.model_dump(mode="json")
        print_json({**values, "systems": systems, "rubrics": rubrics, "results": results})
        return
    marked(info.marks)
    spec = info.spec
    say(f"run {info.id}, {info.state}, {info.created}: {spec.kind} of {spec.data}")
    hidden = {"kind", "data"} | (set() if spec.kind == "judge" else {"layout", "min_label_mass"})
    chosen = spec.model_dump(exclude=hidden)
    say(", ".join(f"{name} {value}" for name, value in chosen.items() if value not in (None, False, ())))
    say(f"{len(rubrics)} rubrics" + (f", layout {info.layout}" if info.layout else ""))
    say("\n".join(filter(None, [counters_text(info.counters), costs_text(info)])))
    if systems:
        say(trusted)
        say(f"\n{system_table(systems)}\n")
        rows = [_result_row(line, calibration) for line in shown]
        headers = ["sample", "response", "system", "result", "bounds"]
        say(table([*headers, *(["agreement"] if calibration is not None else [])], rows))
    if count > limit:
        note(f"{count - limit} more results: --limit {count}, or touchstone runs export {info.id}")


def _result_row(line: ResultLine, calibration: Calibration | None) -> list[object]:
    """A result; in a calibrated run with the probability that a person agrees, or that it abstains."""
    bounds = f"{number(line.bounds[0])} to {number(line.bounds[1])}" if line.bounds else ""
    row: list[object] = [
        line.sample_id,
        shorten(line.response_id, 40),
        line.system,
        outcome_text(line),
        bounds,
    ]
    if calibration is None:
        return row
    agreement = number(line.reliability)
    return [*row, f"{agreement}, abstains" if calibration.abstains(line.reliability) else agreement]


def _show_sample(store: Store, info: RunInfo, sample: str, *, as_json: bool) -> None:
    from touchstone.files import line_to_json
    from touchstone.runner.results.calibration import applied_calibration

    lines = store.lines(info.id, sample_id=sample)
    if not lines:
        raise InputError(f"run {info.id} has no sample {sample!r}", f"see: touchstone runs show {info.id}")
    if as_json:
        calibration = applied_calibration(store, info)
        print_json([line_to_json(line, info.marks, calibration) for line in lines])
        return
    rubrics = [store.rubric(id) for id in store.run_rubrics(info.id, sample_id=sample)]
    marked(info.marks)
    criteria = [criterion for rubric in rubrics for criterion in rubric.criteria]
    say(verdict_table(lines, criteria))
    say_reasons(lines, criteria)
    say_votes(store.voted_lines(info.id, sample), criteria)


@runs.command("resume", example="touchstone runs resume latest")
@run_argument
@common_options
def resume(home: Home, as_json: bool, run: str) -> int:
    """Go on with a run that was interrupted: only what is missing is computed."""
    from touchstone import runner

    with stopping() as stop:
        outcome = follow(runner.resume(home, run, stop))
    return end_of_run(home, outcome, as_json=as_json)


@runs.command("delete", example="touchstone runs delete 1f2e3d4c --yes")
@run_argument
@click.option("--yes", is_flag=True, help="Do not ask.")
@common_options
def delete(home: Home, as_json: bool, run: str, yes: bool) -> None:
    """Delete a run with its results and the labels given to it. Rubrics and cached answers stay."""
    from touchstone.runner.results.upkeep import delete_run, deletion

    with open_store(home.database) as store:
        info = store.find_run(run)
        if not yes:
            if not sys.stdin.isatty():
                raise InputError(f"run {info.id} is deleted for good", "confirm it with --yes")
            click.confirm(deletion(store, info)[0], abort=True, err=True)
        delete_run(store, info)
    if as_json:
        print_json({"deleted": info.id})
    else:
        say(f"deleted run {info.id}")
