"""Rubrics in and out through the command line; judging by a file of any form; real rubrics where they are at hand."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.homes import answers, write_rows
from touchstone.cli.rubrics_files import FORM_NAMES
from touchstone.files.rubric_forms import FORMS

Run = Callable[..., Ran]
REAL = Path(__file__).parents[3] / "shared" / "data" / "rubrics"
WEIGHTED = [{"weight": 2, "requirement": "It is short."}, {"weight": -1, "requirement": "It insults."}]
LISTS = {
    "Write one sentence about the number 0.": "1. It is about zero.\n2. It is one sentence.",
    "Write one sentence about  the number 1.": "1. It is about one.",
}


def put(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value))
    return path


def test_the_names_of_the_forms_are_those_that_exist() -> None:
    assert tuple(FORMS) == FORM_NAMES


def test_files_of_several_forms_are_imported_at_once_and_exported_again(
    touchstone: Run, tmp_path: Path
) -> None:
    lists, weighted = put(tmp_path / "lists.json", LISTS), put(tmp_path / "weighted.json", WEIGHTED)
    told = touchstone("rubrics", "import", lists, weighted, "--json").json
    assert len(told["imported"]) == 3
    assert [(each["format"], each["rubrics"], each["criteria"], each["known"]) for each in told["files"]] == [
        ("lists", 2, 3, 0),
        ("rubric", 1, 2, 0),
    ]
    again = touchstone("rubrics", "import", lists)
    assert "2 rubrics, 3 criteria, 2 known already" in again.out
    listed = touchstone("rubrics", "list", "--imported-from", "lists.json", "--json").json
    assert {info["id"] for info in listed} == set(told["imported"][:2])
    out = tmp_path / "out.json"
    ran = touchstone("rubrics", "export", "--imported-from", lists, "--format", "lists", "--out", out)
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(out.read_text()) == LISTS
    ran = touchstone("rubrics", "export", "--imported-from", "weighted.json", "--format", "rubric")
    assert json.loads(ran.out) == WEIGHTED
    assert touchstone("rubrics", "export", "--imported-from", "wieghted.json").code == 2
    assert touchstone("rubrics", "export", "x", "--run", "latest").code == 2


def test_what_is_lost_is_told_and_refused_with_strict(touchstone: Run, tmp_path: Path) -> None:
    (id,) = touchstone("rubrics", "import", put(tmp_path / "r.json", WEIGHTED), "--json").json["imported"]
    out = tmp_path / "out.md"
    ran = touchstone("rubrics", "export", id, "--format", "lists")
    assert "warning: 2 criteria have weights, which this form cannot carry" in ran.err
    assert json.loads(ran.out) == {"": "1. It is short.\n2. It insults."}
    told = touchstone("rubrics", "export", id, "--format", "lists", "--json").json
    assert told["lost"] == ["2 criteria have weights, which this form cannot carry"]
    strict = touchstone(
        "rubrics", "export", id, "--format", "lists", "--strict", "--out", tmp_path / "o.json"
    )
    assert (strict.code, (tmp_path / "o.json").exists()) == (2, False)
    assert touchstone("rubrics", "export", id, "--format", "markdown", "--strict", "--out", out).code == 0
    assert "- It insults. (weight -1)" in out.read_text()


def test_what_does_not_come_along_is_told_and_refused_with_strict(touchstone: Run, tmp_path: Path) -> None:
    file = put(tmp_path / "r.json", {"guidelines": "Be strict.", "criteria": WEIGHTED})
    strict = touchstone("rubrics", "import", file, "--strict")
    assert (strict.code, touchstone("rubrics", "list", "--json").json) == (2, [])
    ran = touchstone("rubrics", "import", file)
    assert (ran.code, "guidelines" in ran.err) == (0, True)


def test_a_broken_file_leaves_nothing_of_the_good_one(touchstone: Run, tmp_path: Path) -> None:
    good, bad = put(tmp_path / "good.json", LISTS), put(tmp_path / "bad.json", [*WEIGHTED, {"weight": 1}])
    ran = touchstone("rubrics", "import", good, bad)
    assert ran.code == 2
    assert "bad.json, line 1, criterion 3: no requirement" in ran.err
    assert touchstone("rubrics", "list", "--json").json == []


def test_a_file_of_another_form_judges(touchstone: Run, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "data.jsonl", answers(2))
    file = tmp_path / "rubric.md"
    file.write_text("- It is short.\n- It is kind.\n")
    out = tmp_path / "out.jsonl"
    options = ("--rubric", file, "--min-label-mass", "0", "--allow-unscored", "1", "--out", out)
    assert touchstone("judge", data, *options).code == 0
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert len([line for line in lines if line["criterion_id"]]) == 8


def test_a_file_with_a_rubric_for_each_prompt_judges_each_prompt_by_its_own(
    touchstone: Run, tmp_path: Path
) -> None:
    data = write_rows(tmp_path / "data.jsonl", answers(3, ("x",)))
    file, out = put(tmp_path / "lists.json", LISTS), tmp_path / "out.jsonl"
    options = ("--rubric", file, "--min-label-mass", "0", "--allow-unscored", "1", "--out", out)
    ran = touchstone("judge", data, *options)
    assert ran.code == 0
    assert "1 of 3 samples have no rubric in the file that was named" in ran.err
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    counted = {f"p{n}-x": sum(line["sample_id"] == f"p{n}-x" for line in lines) for n in range(3)}
    assert counted == {"p0-x": 3, "p1-x": 2, "p2-x": 2}
    reasons = [line["unscored"] for line in lines if line["sample_id"] == "p2-x"]
    assert reasons == ["the file of rubrics has none for its prompt"] * 2
    assert "lists.json#" in touchstone("runs", "list").out
    assert touchstone("runs", "resume", "latest", "--allow-unscored", "1").code in (0, 2, 3)
    put(file, {**LISTS, "Another prompt.": "1. New."})
    changed = touchstone("runs", "resume", "latest")
    assert (changed.code, "has changed since the run began" in changed.err) == (2, True)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"Other.": "1. A.", "Another.": "1. B."}, "none of the 2 rubrics"),
        ({"": "1. A.", "Another.": "1. B."}, "rubric 1 has no prompt"),
        ({"A": "1. A.", "A ": "1. B."}, "rubric 2 is for the same prompt as another one"),
    ],
)
def test_a_file_of_rubrics_that_cannot_judge_the_data_is_refused(
    touchstone: Run, tmp_path: Path, value: object, message: str
) -> None:
    data = write_rows(tmp_path / "data.jsonl", answers(1))
    ran = touchstone("judge", data, "--rubric", put(tmp_path / "r.json", value))
    assert (ran.code, message in ran.err) == (2, True)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real rubrics are not at hand")
@pytest.mark.parametrize(("stage", "criteria"), [("base", 1737), ("tuned-round2", 1752)])
def test_the_real_rubrics_of_a_stage_come_in_and_go_out_unchanged(
    touchstone: Run, tmp_path: Path, stage: str, criteria: int
) -> None:
    files = sorted(REAL.glob(f"*-{stage}.json"))
    told = touchstone("rubrics", "import", *files, "--strict", "--json").json
    assert len(told["imported"]) == 357
    assert sum(each["criteria"] for each in told["files"]) == criteria
    chosen = [part for file in files for part in ("--imported-from", file.name)]
    for form in ("touchstone", "autorubric", "healthbench", "prometheus", "lists", "markdown"):
        out = tmp_path / f"out{FORMS[form].endings[0]}"
        assert touchstone("rubrics", "export", *chosen, "--format", form, "--strict", "--out", out).code == 0
        again = touchstone("rubrics", "import", out, "--strict", "--json").json
        assert set(again["imported"]) == set(told["imported"])
