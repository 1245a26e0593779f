"""`touchstone calibrate`, and what the other commands say of a calibrated run."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.train.measuring.split import held_out
from tests.calibrated_runs import seed_calibratable, write_labelled
from tests.cli.conftest import Ran
from tests.homes import write_rows

Run = Callable[..., Ran]


@pytest.fixture
def run(tiny_home: Path, tmp_path: Path) -> str:
    return seed_calibratable(tiny_home, write_labelled(tmp_path / "data.jsonl"))


def test_what_the_bundled_judge_said_is_calibrated(touchstone: Run, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "held-out.jsonl", held_out(160, 1))
    asked = ("--rubric", "own", "--judge", "demo-judge", "--base")
    run = touchstone("judge", data, *asked, "--json").json["run"]
    found = touchstone("calibrate", run, "--agreement", "0.7", "--apply", "--json").json
    assert (found["unit"], found["labels"]) == ("criterion", 160)
    assert found["calibrator"]["features"] == ["entropy", "base_entropy"]
    assert found["applied"]["decided"] == 160
    lines = [json.loads(line) for line in touchstone("runs", "export", run).out.splitlines()]
    least = {line["response_id"]: line["reliability"] for line in lines if line["criterion_id"] is None}
    for response, value in least.items():
        own = [
            line["reliability"] for line in lines if line["criterion_id"] and line["response_id"] == response
        ]
        assert value == min(own)
        assert 0 < value < 1
    assert touchstone("calibrate", run, "--undo").code == 0


def test_the_figures_before_and_after_fit_100_columns(touchstone: Run, run: str) -> None:
    ran = touchstone("calibrate", run, "--agreement", "0.8")
    assert ran.code == 0
    assert max(map(len, ran.out.splitlines())) <= 100
    assert ran.out.startswith("[marked]\n")
    for text in ("150 labelled responses of 150 prompts", "kept as version 1: S = -H_judge + ", "× H_base"):
        assert text in ran.out
    for part in ("before", "after", "accuracy of"):
        assert f"\n{part}\n" in ran.out
    assert ran.out.count("calibration error (debiased)") == 2
    assert "people agree with at least 80 %" in ran.out
    assert f"touchstone calibrate {run} --use 1" in ran.err


def test_json_is_one_value_with_both_sides(touchstone: Run, run: str) -> None:
    found = touchstone("calibrate", run, "--json").json
    assert (found["version"], found["applied"], found["unit"], found["usable"]) == (1, None, "response", True)
    assert found["lambda"] == pytest.approx(found["calibrator"]["weights"][1])
    assert {figure["name"] for figure in found["before"]} == {figure["name"] for figure in found["after"]}
    assert len(found["coverage"]) == 20
    assert found["marks"] == ["marked"]


def test_apply_and_undo_are_seen_in_show_and_export(touchstone: Run, run: str, tmp_path: Path) -> None:
    plain = touchstone("runs", "export", run).out
    assert "abstains" not in plain
    assert "reliability is a rank" in touchstone("runs", "show", run).out
    ran = touchstone("calibrate", run, "--agreement", "0.8", "--apply")
    assert "of 150 abstain" in ran.out
    shown = touchstone("runs", "show", run, "--limit", "150").out
    assert "calibrated: version 1, 150 labels; under 0." in shown
    assert ", abstains" in shown
    lines = [json.loads(line) for line in touchstone("runs", "export", run).out.splitlines()]
    assert list(lines[0])[-2:] == ["abstains", "mark"]
    abstaining = sum(line["abstains"] for line in lines if line["criterion_id"] is None)
    assert f"{abstaining} of 150 abstain" in ran.out
    touchstone("runs", "export", run, "--out", tmp_path / "lines.csv")
    with (tmp_path / "lines.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert sum(row["abstains"] == "True" for row in rows) == 2 * abstaining
    sample = touchstone("runs", "show", run, "--sample", lines[0]["sample_id"], "--json").json
    assert [line["abstains"] for line in sample] == [lines[0]["abstains"]] * 2
    assert "is a rank again" in touchstone("calibrate", run, "--undo").out
    assert touchstone("runs", "export", run).out == plain


def test_versions_are_listed_with_what_makes_them_void(
    touchstone: Run, run: str, tiny_home: Path, tmp_path: Path
) -> None:
    assert "There is no calibration of this judge yet" in touchstone("calibrate", run, "--list").out
    touchstone("calibrate", run)
    touchstone("calibrate", run, "--agreement", "0.7", "--apply")
    listed = touchstone("calibrate", run, "--list").out.splitlines()
    assert [line.split()[0] for line in listed] == ["version", "2", "1"]
    assert listed[1].endswith("applied")
    other = seed_calibratable(tiny_home, write_labelled(tmp_path / "more.jsonl", 160))
    assert touchstone("calibrate", other, "--list").out.count("void: another dataset") == 2
    assert [each["void"] for each in touchstone("calibrate", other, "--list", "--json").json] == [
        ["the dataset"]
    ] * 2
    assert touchstone("calibrate", other, "--use", "2").code == 2


def test_what_cannot_be_calibrated_is_said_and_nothing_changes(
    touchstone: Run, tiny_home: Path, tmp_path: Path
) -> None:
    few = seed_calibratable(tiny_home, write_labelled(tmp_path / "few.jsonl", 20))
    ran = touchstone("calibrate", few, "--apply")
    assert ran.code == 2
    assert "too few: 30 more" in ran.err
    noise = seed_calibratable(tiny_home, write_labelled(tmp_path / "noise.jsonl"), skill=0.0)
    ran = touchstone("calibrate", noise)
    assert ran.code == 0
    assert "no usable signal: the AUROC's interval is not above 0.5. Nothing was kept." in ran.out
    ran = touchstone("calibrate", noise, "--apply")
    assert ran.code == 2
    assert "nothing was applied" in ran.err
    for options in (("--apply", "--undo"), ("--use", "1", "--list"), ("--agreement", "1"), ("--undo",)):
        ran = touchstone("calibrate", noise, *options)
        assert ran.code == 2, options
        assert "Traceback" not in ran.err
