"""`touchstone rubrics lint` and `checks`, and a run in which code decides some of the criteria."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.homes import write_rows

Run = Callable[..., Ran]
PROMPT = "Write about bees in at most 50 words. Do not use any commas."
CRITERIA = [
    "The response is about bees and uses a kind tone.",
    "The response has at most 50 words.",
    "Good style.",
]
SHORT = {"text": "It has at most 3 words.", "check": {"kind": "count", "of": "words", "at_most": 3}}
PLAIN = {"text": "No digits.", "check": {"kind": "regex", "pattern": r"\d", "negate": True}, "weight": 3}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "bees.json"
    path.write_text(json.dumps({"touchstone": 1, "prompt": PROMPT, "criteria": CRITERIA}))
    return path


@pytest.fixture
def rubric(touchstone: Run, file: Path) -> str:
    (id,) = touchstone("rubrics", "import", file, "--json").json["imported"]
    return str(id)


def test_lint_tells_what_is_amiss_with_a_file_and_what_code_could_decide(touchstone: Run, file: Path) -> None:
    told = touchstone("rubrics", "lint", file)
    assert told.code == 0
    assert "1: compound: asks for two things at once: “… and uses a …”" in told.out
    assert (
        "prompt: uncovered: no criterion is about what the prompt asks for: “Do not use any commas”"
        in told.out
    )
    assert "2: could be checked by code: at most 50 words" in told.out
    only = touchstone("rubrics", "lint", file, "--kind", "vague")
    assert "Good style." in only.out
    assert "compound" not in only.out


def test_lint_counts_kinds_for_all_that_is_named(touchstone: Run, file: Path, rubric: str) -> None:
    told = touchstone("rubrics", "lint", file, rubric[:6], "--json").json
    assert (told["rubrics"], told["criteria"]) == (1, 3)
    assert told["counts"]["vague"] == {"findings": 1, "criteria": 1, "rubrics": 1}
    (found,) = told["found"]
    assert found["findings"][0]["remedy"]
    assert found["offers"][0]["check"] == {"kind": "count", "of": "words", "at_most": 50}


def test_lint_refuses_what_it_cannot_find(touchstone: Run, tmp_path: Path) -> None:
    assert touchstone("rubrics", "lint", "nothing").code == 2
    assert touchstone("rubrics", "lint", tmp_path / "none.json").code == 2


def test_checks_are_shown_and_become_a_version_only_when_applied(touchstone: Run, rubric: str) -> None:
    shown = touchstone("rubrics", "checks", rubric)
    assert "by code: at most 50 words" in shown.out
    assert "nothing was changed" in shown.err
    assert len(touchstone("rubrics", "list", "--json").json) == 1
    new = touchstone("rubrics", "checks", rubric, "--apply", "--json").json["new"]
    told = touchstone("rubrics", "show", new, "--json").json
    assert [criterion.get("check") for criterion in told["criteria"]] == [
        None,
        {"kind": "count", "of": "words", "at_most": 50},
        None,
    ]
    assert told["provenance"]["parent"] == rubric
    assert "(checked by code: at most 50 words)" in touchstone("rubrics", "show", new).out
    assert "could be checked by code" in touchstone("rubrics", "show", rubric).out
    assert touchstone("rubrics", "checks", new, "--apply", "--json").json == {
        "id": new,
        "offers": [],
        "new": None,
    }


def rows(*criteria: object) -> list[dict[str, object]]:
    own = {"touchstone": 1, "criteria": list(criteria)}
    return [
        {"prompt": f"Say {word}.", "response": text, "rubric": own}
        for word, text in (("one", "One."), ("two", "I have 2 of them here."))
    ]


def test_a_run_whose_criteria_are_all_checks_asks_no_model(touchstone: Run, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "data.jsonl", rows(SHORT, PLAIN))
    out = tmp_path / "lines.csv"
    ran = touchstone("judge", data, "--out", out, "--json")
    assert ran.code == 0
    assert (ran.json["verdicts"], ran.json["tokens_total"], ran.json["summary"]["mean_score"]) == (0, 0, 0.5)
    assert "loading" not in ran.err
    with out.open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["checked"] for line in lines] == [
        *("1 word; at most 3", "the pattern does not match", ""),
        *("6 words; at most 3", "the pattern matches '2'", ""),
    ]
    assert {line["reliability"] for line in lines} == {""}
    estimate = touchstone("judge", data, "--estimate", "--json").json
    assert (estimate["verdicts"], estimate["tokens_total"]) == (0, 0)


@pytest.mark.parametrize(
    "further",
    [("--rationale",), ("--escalate-to", "demo-judge", "--escalate-share", "1"), ("--jury", "demo-judge")],
)
def test_checks_stay_what_they_are_whatever_else_is_asked(
    touchstone: Run, tmp_path: Path, further: tuple[str, ...]
) -> None:
    data = write_rows(tmp_path / "data.jsonl", rows("The response is kind.", SHORT, PLAIN))
    out = tmp_path / "lines.jsonl"
    judge = ("--judge", "demo-weak", "--allow-unscored", "1")
    ran = touchstone("judge", data, "--out", out, *judge, *further, "--json")
    assert ran.code == 0, ran.err
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    checked = [line for line in lines if "checked" in line]
    assert [line["score"] for line in checked] == [1.0, 1.0, 0.0, 0.0]
    assert {(line["label_mass"], line["entropy"], line["reliability"]) for line in checked} == {(None,) * 3}
    asked = [line for line in lines if line["criterion_id"] and "checked" not in line]
    assert ran.json["verdicts"] == len(asked)


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ({"kind": "count", "of": "words"}, "a count needs at_least or at_most"),
        ({"kind": "count", "of": "words", "at_mst": 3}, "did you mean 'at_most'?"),
        ({"kind": "cuont", "of": "words", "at_most": 3}, "did you mean 'count'?"),
        ({"of": "words"}, 'a check needs its "kind"'),
        (
            {"kind": "count", "of": "wrods", "at_most": 3},
            "criteria, 2, check, count, of: Input should be 'words'",
        ),
        ({"kind": "regex", "pattern": "("}, "not a regular expression"),
        ({"kind": "json_schema", "json_schema": {"type": "strin"}}, "$.type: 'strin' is not valid"),
        ({"kind": "json_schema", "json_schema": {"$ref": "http://x/y"}}, "nothing is fetched"),
    ],
)
def test_a_malformed_check_is_refused_with_its_place(
    touchstone: Run, tmp_path: Path, check: dict[str, object], said: str
) -> None:
    data = write_rows(tmp_path / "data.jsonl", rows("It is kind.", {"text": "It is short.", "check": check}))
    ran = touchstone("judge", data)
    assert ran.code == 2
    assert "line 1" in ran.err
    assert said in ran.err
    assert "Traceback" not in ran.err
