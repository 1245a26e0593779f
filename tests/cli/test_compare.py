from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ran
from tests.homes import answers, pairs, write_rows

Touchstone = Callable[..., Ran]
LOOSE = ("--rubric", "none", "--min-label-mass", "0", "--allow-unscored", "1")
HOLISTIC = ("--protocol", "holistic")


def _judged(touchstone: Touchstone, path: Path, rows: list[dict[str, Any]], *options: str) -> str:
    """The id of a run over the rows."""
    ran = touchstone("judge", write_rows(path, rows), *LOOSE, *options, "--json")
    assert ran.code == 0, ran.err
    return str(ran.json["run"])


def test_one_run_of_two_systems(touchstone: Touchstone, tmp_path: Path) -> None:
    _judged(touchstone, tmp_path / "answers.jsonl", answers(6), *HOLISTIC)
    ran = touchstone("compare", "latest")
    assert ran.code == 0
    assert "won-tied-lost" in ran.out
    assert "good" in ran.out
    assert "only 6 groups" in ran.err
    told = touchstone("compare", "latest", "--baseline", "bad", "--json").json
    (pair,) = told["pairs"]
    assert (pair["system"], pair["other"]) == ("good", "bad")
    assert pair["word"] in ("better", "worse", "cannot tell")
    assert pair["wins"] + pair["ties"] + pair["losses"] == 6
    assert told["summary"]
    assert told["baseline"] == "bad"


def test_two_runs_of_one_system_each_are_named_by_their_files(touchstone: Touchstone, tmp_path: Path) -> None:
    rows = [{key: row[key] for key in ("prompt", "response")} for row in answers(5)]
    first = _judged(touchstone, tmp_path / "alpha.jsonl", rows[0::2], *HOLISTIC)
    second = _judged(touchstone, tmp_path / "beta.jsonl", rows[1::2], *HOLISTIC)
    told = touchstone("compare", first, second, "--json").json
    assert {system["name"] for system in told["systems"]} == {"alpha", "beta"}
    assert told["prompts"] == 5
    assert told["runs"] == [first, second]


def test_pairwise_runs_give_strengths(touchstone: Touchstone, tmp_path: Path) -> None:
    _judged(touchstone, tmp_path / "answers.jsonl", answers(4), "--protocol", "pairwise")
    ran = touchstone("compare", "latest")
    assert ran.code == 0
    assert "strength" in ran.out
    assert "share of wins" in ran.out


def test_runs_that_were_not_judged_alike_are_refused(touchstone: Touchstone, tmp_path: Path) -> None:
    rows = answers(4)
    first = _judged(touchstone, tmp_path / "a.jsonl", rows)
    second = _judged(touchstone, tmp_path / "b.jsonl", rows, *HOLISTIC)
    ran = touchstone("compare", first, second)
    assert ran.code == 2
    assert "differ in protocol (criteria, holistic)" in ran.err
    assert "by one judge in one way" in ran.err


def test_prompts_judged_by_different_rubrics_are_refused(touchstone: Touchstone, tmp_path: Path) -> None:
    rubric = tmp_path / "rubric.json"
    rubric.write_text('{"touchstone": 1, "level": "dataset", "criteria": ["It is short."]}')
    rows = answers(3)
    first = _judged(touchstone, tmp_path / "a.jsonl", rows, "--layout", "leaf")
    second = _judged(touchstone, tmp_path / "b.jsonl", rows, "--rubric", str(rubric), "--layout", "leaf")
    ran = touchstone("compare", first, second)
    assert ran.code == 2
    assert "judged 3 prompts by different rubrics" in ran.err
    assert "Write one sentence about the number 0." in ran.err


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (answers(2, ("solo",)), "there is only one system: solo"),
        (pairs(2), "there is only one system: data"),
    ],
)
def test_fewer_than_two_systems_are_refused(
    touchstone: Touchstone, tmp_path: Path, rows: list[dict[str, Any]], message: str
) -> None:
    _judged(touchstone, tmp_path / "data.jsonl", rows)
    ran = touchstone("compare", "latest")
    assert ran.code == 2
    assert message in ran.err
    assert "give the rows a `system`" in ran.err


def test_an_unknown_run_or_system_is_named(touchstone: Touchstone, tmp_path: Path) -> None:
    _judged(touchstone, tmp_path / "a.jsonl", answers(2))
    assert touchstone("compare", "ffff").code == 2
    ran = touchstone("compare", "latest", "--baseline", "worse")
    assert ran.code == 2
    assert "there is no system 'worse'" in ran.err


def test_data_that_changed_since_is_said(touchstone: Touchstone, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    _judged(touchstone, path, answers(3), *HOLISTIC)
    write_rows(path, [{**row, "subset": "new"} for row in answers(3)])
    ran = touchstone("compare", "latest")
    assert ran.code == 0
    assert "has changed since run" in ran.err


def test_where_nothing_has_a_score_it_says_so(touchstone: Touchstone, tmp_path: Path) -> None:
    _judged(touchstone, tmp_path / "a.jsonl", answers(3), *HOLISTIC, "--min-label-mass", "1")
    ran = touchstone("compare", "latest")
    assert ran.code == 2
    assert "fewer than two systems have a score" in ran.err
