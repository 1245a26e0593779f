"""`touchstone calibrate`: how probably people agree with a verdict, and a threshold with a guarantee."""

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from touchstone.cli.common import Command, common_options, note, print_json, say, table, warn
from touchstone.cli.figures import figure_lines
from touchstone.cli.results import marked, number
from touchstone.domain.calibration import Calibration
from touchstone.paths import Home

if TYPE_CHECKING:
    from touchstone.runner.results.calibration import Applied, Calibrated, Version

EXAMPLE = """touchstone calibrate latest
touchstone calibrate latest --agreement 0.85 --apply
touchstone calibrate 1f2e --list"""


@click.command(cls=Command, example=EXAMPLE)
@click.argument("run", metavar="RUN")
@click.option(
    "--agreement",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.9,
    show_default=True,
    help="The share of verdicts above the threshold that people are to agree with, at least.",
)
@click.option(
    "--apply", "apply", is_flag=True, help="Make it the run's reliability; under the threshold it abstains."
)
@click.option("--use", "version", type=int, metavar="VERSION", help="Apply a version that was kept before.")
@click.option("--undo", is_flag=True, help="Put the run's rank back.")
@click.option("--list", "listed", is_flag=True, help="List the versions that were kept for this judge.")
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of the bootstrap.")
@common_options
def calibrate(
    home: Home,
    as_json: bool,
    run: str,
    agreement: float,
    apply: bool,
    version: int | None,
    undo: bool,
    listed: bool,
    seed: int,
) -> None:
    """Fit how probably people agree with RUN's verdicts, by how sure the judge was of them.

    The labels are those in the run's data and the blind ones given to it; figures are of verdicts whose prompts had
    no part in the fit. A fit is kept as a version; nothing of the run changes until it is applied. It is void where
    the judge, its base model, the data, the rubrics or the way of asking is another one. RUN is an id, the beginning
    of one, or `latest`.
    """
    if sum((apply or version is not None, undo, listed)) > 1:
        raise click.UsageError("choose one of --apply (or --use), --undo and --list")
    if listed:
        _list(home, run, as_json=as_json)
    elif undo:
        _undo(home, run, as_json=as_json)
    elif version is not None:
        _use(home, run, version, as_json=as_json)
    else:
        _fit(home, run, agreement, seed, apply=apply, as_json=as_json)


def _fit(home: Home, ref: str, agreement: float, seed: int, *, apply: bool, as_json: bool) -> None:
    from touchstone.errors import InputError
    from touchstone.runner.results.calibration import apply_calibration, calibrate_run

    found = calibrate_run(home, ref, agreement=agreement, seed=seed)
    if apply and found.version is None:
        raise InputError(
            f"nothing was applied to run {found.run.id}: {found.report.reason}",
            "more labels, or another judge, may help",
        )
    for text in found.notices:
        warn(text)
    applied = None
    if apply and found.version is not None:
        applied = apply_calibration(home, found.run.id, found.version.id)
    if as_json:
        print_json(_as_json(found, applied))
        return
    marked(found.run.marks)
    for line in _report_lines(found):
        say(line)
    for text in found.report.notes:
        note(text)
    if applied is not None:
        say(f"\n{_applied_text(applied)}")
    elif found.version is not None:
        note(f"nothing of the run has changed: touchstone calibrate {found.run.id} --use {found.version.id}")


def _as_json(found: "Calibrated", applied: "Applied | None") -> dict[str, Any]:
    return {
        **found.report.model_dump(mode="json"),
        "version": found.version.id if found.version is not None else None,
        "lambda": found.version.weight if found.version is not None else None,
        "applied": None
        if applied is None
        else {"decided": applied.decided, "abstaining": applied.abstaining},
        "marks": list(found.run.marks),
        "notices": list(found.notices),
    }


def _report_lines(found: "Calibrated") -> Iterator[str]:
    report = found.report
    yield (
        f"run {report.run}: {report.labels:,} labelled {report.subject} of {report.groups:,} prompts,"
        f" {number(report.accuracy.value)} of them right"
    )
    if found.version is None:
        yield f"{report.reason}. Nothing was kept."
    else:
        yield f"kept as version {found.version.id}: {report.calibrator.words}"
    yield ""
    yield from figure_lines(report.rows())
    if report.guarantee is not None:
        yield ""
        yield from textwrap.wrap(report.guarantee.words, 100)


def _applied_text(applied: "Applied") -> str:
    text = f"applied version {applied.calibration.id} to run {applied.run.id}: its reliability is now the"
    text += " probability that a person agrees"
    if applied.abstaining is None:
        return f"{text}; without a threshold none abstains"
    return f"{text}; {applied.abstaining:,} of {applied.decided:,} abstain"


def _use(home: Home, ref: str, version: int, *, as_json: bool) -> None:
    from touchstone.runner.results.calibration import apply_calibration

    applied = apply_calibration(home, ref, version)
    if as_json:
        value = {"run": applied.run.id, "version": version, "decided": applied.decided}
        print_json({**value, "abstaining": applied.abstaining})
    else:
        say(_applied_text(applied))


def _undo(home: Home, ref: str, *, as_json: bool) -> None:
    from touchstone.runner.results.calibration import take_back_calibration

    run = take_back_calibration(home, ref)
    if as_json:
        print_json({"run": run.id, "version": None})
    else:
        say(f"the reliability of run {run.id} is a rank again")


def _list(home: Home, ref: str, *, as_json: bool) -> None:
    from touchstone.runner.results.calibration import calibration_versions

    run, versions = calibration_versions(home, ref)
    if as_json:
        print_json(
            [{**each.calibration.model_dump(mode="json"), "void": list(each.void)} for each in versions]
        )
        return
    if not versions:
        say(f"There is no calibration of this judge yet. Fit one: touchstone calibrate {run.id}")
        return
    headers = ["version", "run", "created", "labels", "error", "before", "skill", "threshold", "holds"]
    rows = [_row(each, run.calibration) for each in versions]
    say(table(headers, rows, right=[0, 3, 4, 5, 6, 7]))


def _row(version: "Version", applied: int | None) -> list[object]:
    made = version.calibration
    void = ", ".join(name.removeprefix("the ") for name in version.void)
    return [
        made.id,
        made.run,
        made.created[:16].replace("T", " "),
        made.labels,
        _figure(made, "calibration_error"),
        _figure(made, "before_calibration_error"),
        _figure(made, "brier_skill"),
        number(made.guarantee.threshold),
        f"void: another {void}" if void else "applied" if made.id == applied else "yes",
    ]


def _figure(made: Calibration, name: str) -> str | None:
    return number(made.figures[name].value) if name in made.figures else None
