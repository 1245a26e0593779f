"""What a report's results depend on: settings, hashes and rubrics, and the commands that give them again."""

import shlex
from collections.abc import Sequence
from pathlib import Path

from touchstone.domain.engine import Counters
from touchstone.domain.run import RunInfo, RunSpec
from touchstone.report.contents import RubricRow, Setting
from touchstone.report.material import RunData
from touchstone.report.text import NOTHING, number

SHOWN_RUBRICS = 20

_NOT_ASKED = ("kind", "data", "level", "out")
"""Fields of a spec that are no options of `touchstone judge`, or do not change what it finds."""


def settings_of(runs: Sequence[RunData]) -> tuple[Setting, ...]:
    """Each setting with its value in every run; what no run has is left out."""
    rows: dict[str, list[str]] = {}
    for place, data in enumerate(runs):
        for name, value in _values(data).items():
            rows.setdefault(name, [NOTHING] * len(runs))[place] = value
    return tuple(Setting(name=name, values=tuple(values)) for name, values in rows.items())


def _values(data: RunData) -> dict[str, str]:
    run, spec = data.run, data.run.spec
    values = {
        "state": run.state,
        "begun": run.created,
        "finished": run.finished or NOTHING,
        "data": spec.data,
        "SHA-256 of what was read of the data": data.digest,
        "rows": f"{data.dataset.rows:,}",
        "samples": f"{len(data.dataset.samples):,}",
    }
    values |= {f"SHA-256 of the {role}'s weights": hash for role, hash in run.models.items()}
    values |= {"layout in use": run.layout or NOTHING, "prompt version": run.prompt_version or NOTHING}
    calibrated = f"a probability: calibration {run.calibration}"
    values["reliability"] = "a rank" if run.calibration is None else calibrated
    for name in RunSpec.model_fields:
        value = getattr(spec, name)
        if name not in _NOT_ASKED and value not in (None, ()):
            values[name.replace("_", " ")] = _worded(value)
    for name in Counters().as_dict():
        counted = run.counters.get(name, 0)
        values[name.replace("_", " ")] = number(counted, 1) if name == "seconds" else f"{counted:,}"
    return values


def _worded(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def rubrics_of(runs: Sequence[RunData]) -> tuple[tuple[RubricRow, ...], int]:
    """(the first rubrics that the runs used, how many there are)."""
    every = {rubric.id: rubric for data in runs for rubric in data.rubrics}
    rows = []
    for rubric in list(every.values())[:SHOWN_RUBRICS]:
        told = rubric.provenance
        by = f" by {told.generator}" if told.generator else ""
        version = f", prompt version {told.prompt_version}" if told.prompt_version else ""
        hash = f", SHA-256 {told.generator_hash[:12]}…" if told.generator_hash else ""
        rows.append(
            RubricRow(
                id=rubric.id,
                level=rubric.level.value,
                criteria=len(rubric.criteria),
                source=f"{told.source}{by}{version}{hash}",
            )
        )
    return tuple(rows), len(every)


def judge_command(run: RunInfo) -> str:
    """The command that judges as the run did, quoted for a shell."""
    spec = run.spec
    words = ["touchstone", "judge", spec.data]
    for name, field in RunSpec.model_fields.items():
        value = getattr(spec, name)
        if name in _NOT_ASKED or value == field.default:
            continue
        option = f"--{name.replace('_', '-')}"
        values = value if isinstance(value, tuple) else (value,)
        words += [option] if value is True else [word for each in values for word in (option, str(each))]
    return shlex.join(words)


def report_command(
    runs: Sequence[str], file: Path, *, baseline: str | None, samples: int | None, seed: int
) -> str:
    """The command that makes the report again. `samples` is None where it was not chosen."""
    words = ["touchstone", "report", *runs, "--html", str(file)]
    words += ["--baseline", baseline] if baseline is not None else []
    words += ["--samples", str(samples)] if samples is not None else []
    words += ["--seed", str(seed)] if seed else []
    return shlex.join(words)
