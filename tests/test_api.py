"""The Python API: the documented example runs as it is written."""

import re
from pathlib import Path

import pytest

from tests.calibrated_runs import seed_calibratable, write_labelled
from tests.homes import answers, make_home, pairs, write_rows
from touchstone.api import InputError, open_home

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "python-api.md"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("api"))


def test_the_documented_example(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOUCHSTONE_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    write_rows(tmp_path / "answers.jsonl", answers())
    (example,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(example, str(DOCUMENT), "exec"), {})
    written = capsys.readouterr().out
    assert "p0" in written


def test_results_are_typed_values(home: Path, tmp_path: Path) -> None:
    touchstone = open_home(home)
    data = write_rows(tmp_path / "answers.jsonl", answers())
    result = touchstone.run(data, rubric="none", min_label_mass=0.0)
    assert result.counters.verdicts == len(result.aggregates) == 8
    assert touchstone.runs()[0].id == result.run
    assert tuple(touchstone.lines(result.run)) == result.lines
    assert touchstone.evaluate(result.run).sections


def test_a_run_is_calibrated_and_taken_back(home: Path, tmp_path: Path) -> None:
    touchstone = open_home(home)
    run = seed_calibratable(home, write_labelled(tmp_path / "labelled.jsonl"))
    report = touchstone.calibrate(run, agreement=0.8)
    assert report.guarantee is not None
    applied = touchstone.apply_calibration(run)
    assert applied.calibration is not None
    assert all(0 < (line.reliability or 0) < 1 for line in touchstone.lines(run))
    assert touchstone.take_back_calibration(run).calibration is None


def test_a_judge_gets_its_report_card(home: Path, tmp_path: Path) -> None:
    touchstone = open_home(home, judge="demo-weak")
    data = write_rows(tmp_path / "pairs.jsonl", pairs())
    card = touchstone.card(data, probed=2, parts=["generalisability"])
    assert [each.name for each in card.sets] == ["pairs"]
    agreement = card.table("agreement")
    assert agreement is not None
    assert agreement.lines[0].items == 3
    with pytest.raises(InputError, match="probes"):
        touchstone.card(data, probes=2)


def test_an_unknown_option_is_named(home: Path) -> None:
    with pytest.raises(InputError, match="rubrik"):
        open_home(home).run("x.jsonl", rubrik="none")


def test_further_judges_and_what_they_said(home: Path, tmp_path: Path) -> None:
    touchstone = open_home(home, judge="demo-weak")
    data = write_rows(tmp_path / "answers.jsonl", answers())
    options = {"protocol": "holistic", "rubric": "none", "min_label_mass": 0.0}
    escalated = touchstone.run(data, escalate_to="demo-judge", escalate_share=1.0, **options)
    assert all(votes["judge"].model == "demo-judge" for _, votes in touchstone.votes(escalated.run))
    cascade = touchstone.cascade(escalated.run)
    assert cascade is not None
    assert cascade.share == 1.0
    assert touchstone.jury(escalated.run) is None
    jury = touchstone.jury(touchstone.run(data, jury=["demo-judge"], **options).run)
    assert jury is not None
    assert jury.members == ("demo-weak", "demo-judge")
    with pytest.raises(InputError, match="escalate_share"):
        touchstone.run(data, escalate_to="demo-judge", escalate_share=2)
