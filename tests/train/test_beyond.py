"""Outside their world: criteria are read back, IFEval's constraints are compared strictly, a set may fail alone."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from scripts.labelled_rows import drawn
from scripts.train.corpus.kinds import KINDS, Constraint, Kind
from scripts.train.corpus.sentences import new_world
from scripts.train.measuring import ifeval
from scripts.train.measuring.beyond import main
from scripts.train.measuring.wordings import Named, named, read
from tests.homes import answers, pairs, write_rows


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_wording_of_a_kind_is_read_back_with_its_values(kind: Kind) -> None:
    rng = random.Random(11)
    for _ in range(5):
        params = kind.draw(new_world("train", rng))
        values = {name: value for name, value in params.items() if name not in ("style", "nouns")}
        expected = named(kind.name, **values) if kind.name != "prompt topic" else Named(kind.name)
        assert read(Constraint(kind, params).canonical()) == expected
        for say in kind.says:
            text = f"The response {say.format(**kind.fields(params, rng))}"
            assert read(text if text.endswith(".") else f"{text}.") == expected


@pytest.mark.parametrize(
    ("criterion", "what"),
    [
        ("The response has at most 1200 words.", named("words", relation="at most", limit=1200)),
        ("The response has three bullet points or fewer", named("bullets", relation="at most", limit=3)),
        ("The response ends with 'Is that all?'.", named("ends", phrase="is that all")),
        ("The response mentions the word “Peace”.", named("contains", word="peace")),
        ("The response has many words.", None),
        ("The response has at most 3 to 5 sentences.", None),
        ("The answer has no commas.", None),
        ("The response has no commas and no digits.", None),
    ],
)
def test_criteria_are_read_to_the_letter(criterion: str, what: Named | None) -> None:
    assert read(criterion) == what


@pytest.mark.parametrize(
    ("given", "kind", "all_of"),
    [
        ({"id": "punctuation:no_comma"}, "no commas", [named("no commas")]),
        (
            {"id": "length_constraints:number_words", "relation": "less than", "num_words": 300},
            "words",
            [named("words", relation="at most", limit=299)],
        ),
        (
            {"id": "keywords:forbidden_words", "forbidden_words": ["rock", "Sand"]},
            "avoids",
            [named("avoids", word="rock"), named("avoids", word="sand")],
        ),
        (
            {"id": "keywords:frequency", "relation": "at least", "keyword": "war", "frequency": 8},
            "repeats",
            [named("repeats", word="war", limit=8)],
        ),
        (
            {"id": "keywords:frequency", "relation": "less than", "keyword": "war", "frequency": 3},
            None,
            [],
        ),
        ({"id": "detectable_format:number_highlighted_sections", "num_highlights": 3}, "highlight", []),
        ({"id": "detectable_content:postscript", "postscript_marker": "P.P.S"}, "postscript", []),
        ({"id": "startend:end_checker", "end_phrase": "Peace!"}, "ends", [named("ends", phrase="peace")]),
        ({"id": "language:response_language", "language": "kn"}, None, []),
    ],
)
def test_what_a_listed_constraint_wants(given: dict[str, Any], kind: str | None, all_of: list[Named]) -> None:
    assert ifeval.wanted(given) == ifeval.Wanted(kind, tuple(all_of))


def _found(
    constraints: list[dict[str, Any]], criteria: list[str], prompt: str = "Write."
) -> list[tuple[bool, bool]]:
    found, _ = ifeval.compare(prompt, "group", constraints, criteria)
    return [(each.same, each.same_kind) for each in found]


def test_a_constraint_counts_only_with_its_values() -> None:
    words = {"id": "length_constraints:number_words", "relation": "at least", "num_words": 300}
    assert _found([words], ["The response has at least 300 words."]) == [(True, True)]
    assert _found([words], ["The response has at most 300 words."]) == [(False, True)]
    assert _found([words], ["The response has at least 300 sentences."]) == [(False, False)]


def test_all_words_have_to_be_named_and_a_criterion_counts_once() -> None:
    both = {"id": "keywords:existence", "keywords": ["oak", "elm"]}
    other = {"id": "keywords:existence", "keywords": ["ash"]}
    oak, elm = "The response mentions the word 'oak'.", "The response mentions the word 'elm'."
    assert _found([both], [oak]) == [(False, True)]
    assert _found([other, both], [oak, elm]) == [(False, False), (True, True)]


def test_json_keys_must_come_from_the_prompt() -> None:
    given, criterion = (
        {"id": "detectable_format:json_format"},
        "The response is a JSON object with the keys name and age.",
    )
    assert _found([given], [criterion], "Answer in JSON with a name and an age.") == [(True, True)]
    assert _found([given], [criterion], "Answer in JSON.") == [(False, True)]


def test_shares_have_intervals_over_prompts() -> None:
    comma = {"id": "punctuation:no_comma"}
    named_it = ifeval.compare("One.", "a", [comma], ["The response has no commas."])
    missed = ifeval.compare("Two.", "b", [comma], ["The response has a title in double angle brackets."])
    report = ifeval.summary(named_it[0] + missed[0], named_it[1] + missed[1], seed=0)
    assert (report["listed"], report["taught"], report["sayable"]) == (2, 1.0, 1.0)
    assert (report["same"]["value"], report["same"]["low"], report["same"]["high"]) == (0.5, 0.0, 1.0)
    assert report["criteria listed"]["value"] == 0.5
    assert list(report["ids"]) == ["punctuation:no_comma"]


def test_rows_are_drawn_from_many_groups_and_always_the_same() -> None:
    rows = [{"id": f"{group}{number}", "group": group} for group in "abcd" for number in range(5)]
    few = drawn(rows, 6, seed="1")
    assert len(few) == 6
    assert {row["group"] for row in few[:4]} == set("abcd")
    assert few == drawn(rows, 6, seed="1")
    assert drawn(rows, None, seed="1") == rows


@pytest.mark.long
def test_the_command_measures_what_it_can_and_reports_the_rest(tmp_path: Path) -> None:
    for name in ("pairwise", "pointwise", "prompts"):
        (tmp_path / name).mkdir()
    grouped = [{**row, "group": row["prompt"]} for row in (*pairs(2), *answers(2))]
    write_rows(tmp_path / "pairwise" / "rivers.jsonl", grouped[:2])
    write_rows(tmp_path / "pointwise" / "numbers.jsonl", grouped[2:])
    (tmp_path / "pointwise" / "broken.jsonl").write_text("no JSON\n", "utf-8")
    listed = [{"id": "punctuation:no_comma"}]
    prompt = {"id": "p", "prompt": "Write about rivers. Avoid commas.", "group": "p", "constraints": listed}
    write_rows(tmp_path / "prompts" / "ifeval.jsonl", [prompt])
    main(["--data", str(tmp_path), "--limit", "3", "--out", str(tmp_path / "report")])
    report = json.loads((tmp_path / "report" / "beyond.json").read_text("utf-8"))
    ways = {
        each["set"]: [way["report"]["sections"][0] for way in each.get("ways", ())] for each in report["sets"]
    }
    assert [section["labelled"] for section in ways["rivers"]] == [2, 2, 2]
    assert len(ways["numbers"]) == 2
    assert report["ifeval"]["listed"] == 1
    written = (tmp_path / "report" / "beyond.md").read_text("utf-8")
    assert "| rivers | instance rubrics, pairwise |" in written
    assert "- broken: JSONDecodeError" in written
