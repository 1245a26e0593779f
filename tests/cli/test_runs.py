"""`touchstone runs show` on runs whose lines are known: what it says of systems and pairs, and how many it shows."""

import json
from pathlib import Path

import pytest

from tests.store.conftest import line
from touchstone.cli import main
from touchstone.domain.results import JudgeProtocol, ResultLine
from touchstone.domain.run import RunSpec
from touchstone.paths import Home
from touchstone.store import open_store


def shown(
    home: Path,
    capsys: pytest.CaptureFixture[str],
    protocol: JudgeProtocol,
    lines: list[ResultLine],
    *more: str,
) -> str:
    """What `runs show` prints of a run with those lines."""
    with open_store(Home(home).database) as store:
        spec = RunSpec(kind="judge", data="d.jsonl", protocol=protocol, judge="demo-judge")
        run = store.create_run(spec, dataset_digest="digest", marks=(), models={})
        saved = [each.model_copy(update={"run": run.id}) for each in lines]
        store.save_unit(run.id, "judging-1", saved)
    assert main(["runs", "show", "latest", "--home", str(home), *more]) == 0
    return capsys.readouterr().out


def test_systems_are_those_of_all_results_however_few_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    systems = ("a", "b", "b")
    lines = [line("", f"s{n}", None, system=system, score=0.5 * n) for n, system in enumerate(systems)]
    said = json.loads(shown(tmp_path, capsys, "criteria", lines, "--limit", "1", "--json"))
    assert [each["sample_id"] for each in said["results"]] == ["s0"]
    assert said["systems"] == [
        {"system": "b", "responses": 2, "scored": 2, "mean_score": 0.75},
        {"system": "a", "responses": 1, "scored": 1, "mean_score": 0.0},
    ]


def test_of_pairs_the_preferences_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [line("", "s", None, protocol="pairwise", preference=each) for each in ("A", "A", "tie")]
    said = json.loads(shown(tmp_path, capsys, "pairwise", lines, "--json"))
    assert [(each["preference"], each["pairs"]) for each in said["systems"]] == [
        ("A", 2),
        ("B", 0),
        ("tie", 1),
    ]
    assert sum(each["share"] for each in said["systems"]) == pytest.approx(1)


def test_a_run_without_results_has_no_systems(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(shown(tmp_path, capsys, "pairwise", [], "--json"))["systems"] == []
