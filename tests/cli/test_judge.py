"""`touchstone judge` end to end: the real engine on a tiny random model."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.homes import answers, pairs, write_rows

Run = Callable[..., Ran]
ANY_MASS = ("--min-label-mass", "0", "--allow-unscored", "1")
COUNTERS = (
    "verdicts",
    "unscored",
    "tokens_total",
    "tokens_distinct",
    "tokens_computed",
    "tokens_generated",
    "cached",
    "seconds",
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "answers.jsonl", answers())


def test_judges_a_file_and_answers_the_same_command_from_the_cache(touchstone: Run, data: Path) -> None:
    first = touchstone("judge", data, "--rubric", "none", "--json", *ANY_MASS)
    assert first.code == 0
    assert set(COUNTERS) <= set(first.json)
    assert first.json["verdicts"] == 8
    assert first.json["tokens_computed"] == first.json["tokens_distinct"] < first.json["tokens_total"]
    assert {row["system"] for row in first.json["systems"]} == {"good", "bad"}
    second = touchstone("judge", data, "--rubric", "none", "--json", *ANY_MASS)
    assert second.json["run"] != first.json["run"]
    assert second.json["cached"] == second.json["verdicts"] == 8
    assert second.json["tokens_computed"] == second.json["tokens_generated"] == 0
    lines = [touchstone("runs", "export", ran.json["run"]).out for ran in (first, second)]
    without_run = [[json.loads(line) | {"run": ""} for line in each.splitlines()] for each in lines]
    assert without_run[0] == without_run[1]


def test_instance_rubrics_are_written_once_and_judge_their_prompts(touchstone: Run, data: Path) -> None:
    first = touchstone("judge", data, "--rubric", "instance", "--limit", "4", "--json", *ANY_MASS)
    assert first.code == 0
    assert first.json["tokens_generated"] > 0
    second = touchstone("judge", data, "--rubric", "instance", "--limit", "4", "--json", *ANY_MASS)
    assert second.json["tokens_computed"] == second.json["tokens_generated"] == 0
    rubrics = touchstone("rubrics", "list", "--run", "latest", "--json").json
    assert len(rubrics) == 2
    assert {rubric["prompt"] for rubric in rubrics} == {row["prompt"] for row in answers(2)}
    sample = touchstone("runs", "show", "latest", "--json").json["results"][0]["sample_id"]
    shown = touchstone("runs", "show", "latest", "--sample", sample)
    assert shown.code == 0
    assert "SCORE" in shown.out


def test_pairs_are_judged_in_both_orders(touchstone: Run, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "pairs.jsonl", pairs())
    out = tmp_path / "lines.jsonl"
    ran = touchstone(
        "judge", data, "--protocol", "pairwise", "--rubric", "none", "--out", out, "--json", *ANY_MASS
    )
    assert ran.code == 0
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    verdicts = [line for line in lines if line["order"]]
    assert len(verdicts) == ran.json["verdicts"] == 6
    assert {line["order"] for line in verdicts} == {"ab", "ba"}
    assert all(sum(line["probabilities"].values()) == pytest.approx(1) for line in verdicts)
    agreement = touchstone("evaluate", "latest", "--json")
    assert agreement.code == 0
    assert agreement.json["sections"][0]["labelled"] == 3


def test_too_many_unscored_verdicts_end_with_exit_code_3(touchstone: Run, data: Path) -> None:
    ran = touchstone("judge", data, "--rubric", "none", "--min-label-mass", "1", "--json")
    assert ran.code == ran.json["exit_code"] == 3
    assert ran.json["unscored"] == ran.json["verdicts"]
    assert ran.json["summary"]["scored"] == 0


def test_estimate_judges_nothing(touchstone: Run, data: Path) -> None:
    told = touchstone("judge", data, "--rubric", "none", "--estimate", "--json").json
    assert told["verdicts"] == 8
    assert told["tokens_distinct"] < told["tokens_total"]
    assert told["memory_bytes"] > 0
    assert touchstone("runs", "list", "--json").json == []
    done = touchstone("judge", data, "--rubric", "none", "--json", *ANY_MASS).json
    assert (done["tokens_total"], done["tokens_distinct"]) == (told["tokens_total"], told["tokens_distinct"])
    after = touchstone("judge", data, "--rubric", "none", "--estimate", "--json").json
    assert (after["cached"], after["tokens_distinct"]) == (8, 0)


def test_one_response_is_judged_at_once(touchstone: Run) -> None:
    prompt = ("judge", "--prompt", "Name a prime number.", "--response", "7", "--response", "8")
    ran = touchstone(*prompt, "--rubric", "none", *ANY_MASS)
    assert ran.code == 0
    assert "SCORE" in ran.out
    as_json = touchstone(*prompt, "--rubric", "none", "--json", *ANY_MASS).json
    assert as_json["verdicts"] == 2
    assert as_json["tokens_computed"] == 0
    assert touchstone("runs", "list", "--json").json == []


def test_only_approved_rubrics_judge_when_that_is_asked(touchstone: Run, data: Path) -> None:
    args = ("judge", data, "--rubric", "instance", "--limit", "2", "--approved-only", *ANY_MASS)
    refused = touchstone(*args)
    assert refused.code == 2
    assert "touchstone rubrics approve" in refused.err
    ids = [rubric["id"] for rubric in touchstone("rubrics", "list", "--json").json]
    assert all(id in refused.err for id in ids)
    assert touchstone("rubrics", "approve", *ids, "--by", "Ada").code == 0
    assert touchstone(*args).code == 0


def test_the_rationale_is_kept_beside_the_direct_verdict(touchstone: Run, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "lines.csv"
    ran = touchstone(
        "judge", data, "--rubric", "none", "--limit", "1", "--rationale", "--out", out, "--json", *ANY_MASS
    )
    assert ran.json["verdicts"] == 2
    lines = touchstone("runs", "export", "latest", "--json").json
    assert [line["rationale"] is None for line in lines] == [True, False, True]
    assert len(out.read_text().splitlines()) >= 4
