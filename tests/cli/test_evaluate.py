import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ran
from tests.homes import answers, write_rows

Run = Callable[..., Ran]
ANY_MASS = ("--min-label-mass", "0", "--allow-unscored", "1")
RUBRIC = {"criteria": "How clear is it?", "scores": {"1": "not", "2": "rather", "3": "very"}}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Scored responses of three systems, with a rubric of their own."""
    rows: list[dict[str, Any]] = answers(6, ("good", "fine", "bad"))
    scored = [{**row, "rubric": RUBRIC, "score": 1 + number % 3} for number, row in enumerate(rows)]
    return write_rows(tmp_path / "scored.jsonl", scored)


def judge(touchstone: Run, data: Path, *more: str) -> str:
    ran = touchstone("judge", data, "--json", *ANY_MASS, *more)
    assert ran.code == 0
    return str(ran.json["run"])


def test_the_table_is_in_parts_and_fits_100_columns(touchstone: Run, data: Path) -> None:
    run = judge(touchstone, data, "--rubric", "own")
    ran = touchstone("evaluate", run)
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert max(map(len, lines)) <= 100
    for heading in ("scores", "baselines", "by part"):
        assert heading in lines
    assert any(line.split()[:3] == ["Spearman,", "over", "all"] for line in lines)
    assert any(line.strip().startswith("3 systems: says little") for line in lines)
    assert "resamples of groups" in ran.err


def test_a_missing_baseline_is_told_with_the_command_that_makes_it(touchstone: Run, data: Path) -> None:
    run = judge(touchstone, data, "--limit", "9", "--rubric", "own")
    told = touchstone("evaluate", run).err
    (command,) = [line for line in told.splitlines() if line.startswith("to see it beside")]
    assert f"touchstone judge {data} --protocol criteria --rubric none --judge tiny --limit 9" in command
    assert "by the file's rubrics" not in told


def test_runs_without_a_rubric_and_by_the_files_own_are_taken_by_themselves(
    touchstone: Run, data: Path
) -> None:
    bare, own = judge(touchstone, data, "--rubric", "none"), judge(touchstone, data)
    judge(touchstone, data, "--rubric", "none", "--limit", "9")
    rubric = data.with_name("rubric.json")
    rubric.write_text(json.dumps({"touchstone": 1, "level": "dataset", "criteria": ["Is it short?"]}))
    other = judge(touchstone, data, "--rubric", str(rubric))
    found = touchstone("evaluate", other, "--json").json
    (section,) = found["sections"]
    assert {figure["name"].split(":")[1] for figure in section["beside"]} == {bare, own}
    assert f"beside it: run {bare}, which judged the same data without a rubric" in found["notes"]
    assert f"beside it: run {own}, which judged the same data by the file's rubrics" in found["notes"]
    assert f"run {bare} without a rubric" in touchstone("evaluate", other).out
    (section,) = touchstone("evaluate", own, "--json").json["sections"]
    assert {figure["name"].split(":")[1] for figure in section["beside"]} == {bare}


def test_a_named_run_stands_beside_alone(touchstone: Run, data: Path) -> None:
    bare, own = judge(touchstone, data, "--rubric", "none"), judge(touchstone, data)
    part = judge(touchstone, data, "--rubric", "own", "--limit", "9")
    found = touchstone("evaluate", own, "--beside", part, "--json").json
    this, other, difference = found["sections"][0]["beside"]
    assert [figure["n"] for figure in (this, other, difference)] == [9, 9, 9]
    assert other["name"] == f"other:{part}"
    assert bare not in json.dumps(found)


def test_runs_that_cannot_stand_beside_are_refused(touchstone: Run, data: Path, tmp_path: Path) -> None:
    run = judge(touchstone, data, "--rubric", "none")
    elsewhere = judge(touchstone, write_rows(tmp_path / "more.jsonl", answers(2)), "--rubric", "none")
    for other, reason in ((run, "cannot stand beside itself"), (elsewhere, "judged"), ("nothing", "no run")):
        ran = touchstone("evaluate", run, "--beside", other)
        assert ran.code == 2
        assert reason in ran.err
        assert "Traceback" not in ran.err
