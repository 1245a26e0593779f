"""`touchstone rubrics audit` and `revise`, on the bundled judge and data: what was planted is found and mended."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ran
from touchstone.cli import main
from touchstone.runner.judging.marks import DEMO_DATA

Touchstone = Callable[..., Ran]
PLANTED = {
    "touchstone": 1,
    "level": "dataset",
    "criteria": [
        "The response stays on the topic of the prompt.",
        {"text": "The response repeats no [b]sentence[/b].", "guard": True},
        "The response has at least 55 words.",
        "The response is about what the prompt asks for.",
        "The response names the author and explains the plot.",
    ],
}


@pytest.fixture(scope="module")
def judged_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the bundled judge judged the bundled data by the planted rubric."""
    folder = tmp_path_factory.mktemp("audited")
    rubric = folder / "planted.json"
    rubric.write_text(json.dumps(PLANTED), encoding="utf-8")
    args = ["judge", str(DEMO_DATA), "--rubric", str(rubric), "--judge", "demo-judge", "--limit", "24"]
    assert main([*args, "--home", str(folder / "home"), "--allow-unscored", "1"]) == 0
    return folder / "home"


@pytest.fixture
def on_demo(
    judged_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Touchstone:
    monkeypatch.setenv("TOUCHSTONE_HOME", str(judged_home))

    def run(*args: str) -> Ran:
        capsys.readouterr()
        code = main(list(args))
        written = capsys.readouterr()
        return Ran(code, written.out, written.err)

    return run


def _found(audited: Any) -> set[tuple[str, tuple[int, ...], str]]:
    findings = [each["finding"] for each in audited["findings"]]
    return {(each["kind"], tuple(each["criteria"]), each["severity"]) for each in findings}


def test_planted_biases_are_found_by_the_real_engine(on_demo: Touchstone) -> None:
    ran = on_demo("rubrics", "audit", "latest", "--json")
    assert ran.code == 0, ran.err
    found = _found(ran.json)
    assert ("length", (3,), "harm") in found
    assert ("redundant", (1, 4), "harm") in found
    assert not [each for each in found if each[1] == (2,) and each[2] == "harm"]
    assert ran.json["power"]["correlation"] < 0.7
    assert {each["number"] for each in ran.json["criteria"]} == {1, 2, 3, 4, 5}


def test_a_rubric_is_audited_in_its_newest_run_and_the_text_tells_all(on_demo: Touchstone) -> None:
    run = on_demo("rubrics", "audit", "latest", "--json").json
    ran = on_demo("rubrics", "audit", run["rubrics"][0])
    assert ran.code == 0, ran.err
    assert "harm, length: 3. The response has at least 55 words." in ran.out
    assert "goes with length, given the labels" in ran.out
    assert "would have been found in 80 of 100" in " ".join(ran.out.split())
    assert "repeats no [b]sentence[/b]" in ran.out
    assert "Holm" in ran.err


def test_probes_and_meta_judges_are_asked_through_the_engine(on_demo: Touchstone) -> None:
    rubric = on_demo("rubrics", "audit", "latest", "--json").json["rubrics"][0]
    judge = ("judge", str(DEMO_DATA), "--rubric", rubric, "--judge", "demo-judge", "--limit", "12", "--json")
    run = on_demo(*judge, "--allow-unscored", "1").json["run"]
    probe = ("--probe", "--probed", "10")
    asked = (
        "rubrics",
        "audit",
        run,
        *probe,
        "--meta-judge",
        "demo-judge",
        "--second",
        "demo-judge",
        "--json",
    )
    ran = on_demo(*asked)
    assert ran.code == 0, ran.err
    length = next(each for each in ran.json["criteria"] if each["number"] == 3)
    shown = {figure["name"]: figure for figure in length["figures"]}
    assert shown["padding_after"]["value"] > shown["padding_before"]["value"]
    assert shown["padding_change"]["value"] > 0
    meta = {figure["name"]: figure for figure in ran.json["meta_judge"]["figures"]}
    assert 0 <= meta["meta_more"]["value"] <= 1
    assert meta["meta_kappa"]["n"] > 0
    assert on_demo(*asked).json == ran.json
    on_demo("runs", "delete", run, "--yes")


class _Terminal(io.StringIO):
    """Somebody at a terminal, and what they type."""

    def isatty(self) -> bool:
        return True


def test_revision_is_proposed_and_applied_step_by_step(
    on_demo: Touchstone, monkeypatch: pytest.MonkeyPatch
) -> None:
    (proposed,) = on_demo("rubrics", "revise", "latest", "--generator", "demo-generator", "--json").json
    kinds = {each["number"]: each["kind"] for each in proposed["proposals"]}
    assert kinds[3] == "drop"
    assert kinds[5] == "split"
    assert 2 not in kinds
    assert not proposed["versions"]
    ran = on_demo("rubrics", "revise", proposed["rubric"], "--generator", "demo-generator")
    assert "expected: agreement with people" in ran.out
    assert "--apply applies all of it" in ran.err
    for answer, changed in (("n\n", False), ("y\n", True)):
        with monkeypatch.context() as patched:
            patched.setattr("sys.stdin", _Terminal(answer))
            ran = on_demo("rubrics", "revise", proposed["rubric"])
        assert ("versions made" in ran.out) is changed
    (applied,) = on_demo("rubrics", "revise", proposed["rubric"], "--apply", "--json").json
    versions = applied["versions"]
    assert len(versions) == len(applied["proposals"]) == len(set(versions))
    parents = [on_demo("rubrics", "show", id, "--json").json["provenance"]["parent"] for id in versions]
    assert parents == [applied["rubric"], *versions[:-1]]
    told = on_demo("rubrics", "show", versions[-1], "--diff", applied["rubric"]).out
    assert "+ 5. The response explains the plot." in told
    assert "- 3. The response has at least 55 words." in told


def test_what_cannot_be_audited_is_refused_with_a_remedy(on_demo: Touchstone) -> None:
    assert on_demo("rubrics", "audit", "ffff").code == 2
    assert "add --meta-judge" in on_demo("rubrics", "audit", "latest", "--second", "demo-weak").err
    args = ("judge", str(DEMO_DATA), "--judge", "demo-judge", "--rubric", "none", "--limit", "2")
    holistic = on_demo(*args, "--protocol", "holistic", "--json").json["run"]
    ran = on_demo("rubrics", "audit", holistic)
    assert ran.code == 2
    assert "--protocol criteria" in ran.err
    ran = on_demo("rubrics", "revise", holistic)
    assert ran.code == 2
    assert "used no rubric" in ran.err
    on_demo("runs", "delete", holistic, "--yes")
