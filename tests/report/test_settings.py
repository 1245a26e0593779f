import shlex
from pathlib import Path

import pytest

from tests.report.making import RUN, run_info, scored
from touchstone.cli.judge import judge
from touchstone.cli.report import report as report_cli
from touchstone.domain.rubric import Criterion
from touchstone.domain.run import RunSpec
from touchstone.report.settings import judge_command, report_command, rubrics_of, settings_of

SPECS: list[dict[str, object]] = [
    {},
    {"data": "/my data/it's; rm -rf ~/$(x).jsonl", "protocol": "pairwise", "rubric": "none"},
    {"limit": 3, "rationale": True, "approved_only": True, "layout": "trunk", "overlong": "truncate"},
    {"min_label_mass": 0.5, "allow_unscored": 1.0, "seed": 7, "generator": "g", "rubric": "0123abcd"},
]


@pytest.mark.parametrize("spec", SPECS)
def test_the_command_judges_by_the_same_spec(spec: dict[str, object]) -> None:
    run = run_info(spec=spec)
    program, command, *words = shlex.split(judge_command(run))
    assert (program, command) == ("touchstone", "judge")
    given = judge.make_context("judge", words, obj=None).params
    again = RunSpec(kind="judge", **{name: given[name] for name in given if name in RunSpec.model_fields})
    assert again == run.spec


def test_the_command_of_the_report_itself() -> None:
    made = report_command(["aa", "bb"], Path("my report.html"), baseline="old one", samples=3, seed=1)
    program, command, *words = shlex.split(made)
    given = report_cli.make_context(command, words, obj=None).params
    assert (program, command, given["runs"]) == ("touchstone", "report", ("aa", "bb"))
    assert (given["file"], given["baseline"]) == (Path("my report.html"), "old one")
    assert (given["samples"], given["seed"]) == (3, 1)
    assert report_command(["aa"], Path("r.html"), baseline=None, samples=None, seed=0) == (
        "touchstone report aa --html r.html"
    )


def test_settings_of_several_runs_stand_side_by_side() -> None:
    one = scored({"p-a": {Criterion(text="It is short."): 0.5}})
    two = scored(
        {"p-a": {Criterion(text="It is short."): 0.5}}, run=run_info(id="ffff", models={"judge": "c" * 64})
    )
    made = {setting.name: setting.values for setting in settings_of([one, two])}
    assert made["SHA-256 of the judge's weights"] == ("–", "c" * 64)
    assert made["SHA-256 of what was read of the data"] == ("d" * 64, "d" * 64)
    assert made["rationale"] == ("no", "no")
    assert made["verdicts"] == ("0", "0")
    rows, total = rubrics_of([one, two])
    assert (len(rows), total, rows[0].criteria, rows[0].source) == (1, 1, 1, "file")
    assert one.run.id == RUN
