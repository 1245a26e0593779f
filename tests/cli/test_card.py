"""The report card through the real command line and engine, on a bundled judge."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ran
from tests.homes import write_rows

Run = Callable[..., Ran]
TOWNS = ("Lindow", "Marstead", "Oakford", "Pellham", "Quarley", "Ridgeby")


def text(town: str, good: bool) -> str:
    ending = "The market opens at 9 and closes at 12." if good else "Nothing else is known."
    return f"{town} lies on a river. It has an old market hall. {ending}"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Binary criteria, as the bundled judge knows them."""
    criteria = ("The response contains no exclamation marks.", "It mentions a number in digits.")
    return write_rows(
        tmp_path / "own.jsonl",
        [
            {
                "id": f"{town}-{good}-{place}",
                "prompt": f"Tell me about the town of {town}.",
                "response": text(town, good),
                "rubric": {"criteria": criterion},
                "score": 1 if good or not place else 0,
                "score_min": 0,
                "score_max": 1,
            }
            for town in TOWNS
            for good in (True, False)
            for place, criterion in enumerate(criteria)
        ],
    )


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    return write_rows(
        tmp_path / "pairs.jsonl",
        [
            {
                "id": f"pair-{town}",
                "prompt": f"Write about {town} [b]please[/b] <script>alert(1)</script>.",
                "response_a": text(town, number % 2 == 0),
                "response_b": text(town, number % 2 == 1),
                "label": "AB"[number % 2],
            }
            for number, town in enumerate(TOWNS)
        ],
    )


def tables(card: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {table["name"]: table for part in card["parts"] for table in part["tables"]}


def test_a_card_is_made_shown_again_and_listed(
    touchstone: Run, own: Path, pairs: Path, tmp_path: Path
) -> None:
    page = tmp_path / "card.html"
    ran = touchstone(
        "card", "--judge", "demo-judge", "--own", own, pairs, "--probed", "4", "--html", page, "--json",
        "--jury", "demo-weak",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    card = ran.json
    assert [(each["name"], each["home"], each["protocol"]) for each in card["sets"]] == [
        ("own", True, "criteria"),
        ("pairs", False, "pairwise"),
    ]
    assert len(card["sentences"]) == 5
    assert card["marks"] == ["demo model: not valid for your data"]
    found = tables(card)
    order = found["agreement"]["lines"][0]["figures"][4]
    assert order["n"] == 24
    assert order["value"] > 0.5
    probes = {line["name"]: line for line in found["probes:own"]["lines"]}
    assert {"white space", "heading", "all of style"} <= probes.keys()
    flips = probes["heading"]["figures"][0]
    assert 0 <= flips["low"] <= flips["value"] <= flips["high"] <= 1
    assert all(line["items"] for line in probes.values())
    assert "verdicts" in found["probes:own"]["notes"][-1]
    assert {line["name"] for line in found["damages:own"]["lines"]} >= {
        "shuffled",
        "cut off",
        "wrong numbers",
    }
    helps = {line["name"]: line for line in found["helps:own"]["lines"]}
    assert "no reference answers" in helps["reference"]["note"]
    assert helps["jury"]["figures"][2]["n"] == helps["rationale"]["figures"][2]["n"] > 0
    assert helps["examples"]["items"] > 0
    assert helps["rationale"]["figures"][3]["value"] > 0
    again = touchstone("card", "--show", card["card"])
    assert again.code == 0
    assert max(map(len, again.out.splitlines())) <= 100
    assert again.out.startswith("[demo model: not valid for your data]")
    assert "not measurable here: the name demo-judge tells no model family" in again.out
    html = page.read_text(encoding="utf-8")
    assert "Report card of demo-judge" in html
    assert "<script" not in html
    listed = touchstone("card", "--list", "--json").json
    assert [(each["card"], each["judge"]) for each in listed] == [(card["card"], "demo-judge")]


def test_a_second_card_is_answered_from_the_cache_and_says_the_same(touchstone: Run, pairs: Path) -> None:
    asked = ("card", "--judge", "demo-weak", pairs, "--probed", "4", "--only", "fairness", "--json")
    first, second = touchstone(*asked).json, touchstone(*asked).json
    assert first["counters"]["tokens_computed"] > 0
    assert second["counters"]["tokens_computed"] == 0
    assert second["parts"] == first["parts"]
    assert [part["name"] for part in first["parts"]] == ["fairness"]


def test_another_seed_probes_others(touchstone: Run, pairs: Path) -> None:
    asked = ("card", "--judge", "demo-weak", pairs, "--probed", "3", "--only", "aspects", "--json")
    assert touchstone(*asked).json["parts"] != touchstone(*asked, "--seed", "5").json["parts"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"prompt": "A?", "response": "B."}], "no response and no pair has a label"),
        ([{"prompt": "A?"}], "no response and no pair has a label"),
    ],
)
def test_data_without_labels_is_refused(
    touchstone: Run, tmp_path: Path, rows: list[dict[str, str]], told: str
) -> None:
    ran = touchstone("card", "--judge", "demo-judge", write_rows(tmp_path / "bare.jsonl", rows))
    assert ran.code == 2
    assert told in ran.err


def test_wrong_usage_is_said(touchstone: Run, pairs: Path) -> None:
    for args, told in (
        (("card", "--judge", "demo-judge"), "needs labelled data"),
        (("card", "--judge", "demo-judge", pairs, "--own", pairs), "named twice"),
        (("card", "--judge", "nobody", pairs), "nobody"),
        (("card", "--judge", "demo-judge", "--jury", "demo-judge", pairs), "judges already"),
        (("card", "--show", "77"), "no card 77"),
        (("card", "--show", "1", pairs), "takes no files"),
    ):
        ran = touchstone(*args)
        assert ran.code == 2, ran.err
        assert told in ran.err
    assert json.loads(touchstone("card", "--list", "--json").out) == []


def test_a_judge_without_a_valid_verdict_gets_a_card_that_says_so(
    touchstone: Run, own: Path, pairs: Path
) -> None:
    """The tiny model's labels hold next to no probability."""
    ran = touchstone("card", "--judge", "tiny", own, pairs, "--probed", "2", "--json")
    assert ran.code == 0, ran.err
    card = ran.json
    assert [each["compared"] for each in card["sets"]] == [0, 0]
    assert "not measurable" in card["sentences"][0]
    found = tables(card)
    assert found["agreement"]["lacking"]
    assert found["probes:own"]["lacking"]
    assert found["damages:pairs"]["lacking"]
    assert touchstone("card", "--show", card["card"]).code == 0


def test_a_judge_with_a_format_of_its_own_is_asked_in_that(
    touchstone: Run, tiny_home: Path, own: Path, pairs: Path
) -> None:
    """PandaLM compares pairs and has no place for a rubric."""
    catalogue = tiny_home / "models.toml"
    text = catalogue.read_text(encoding="utf-8")
    model = next(line for line in text.splitlines() if line.startswith("path"))
    entry = f'\n[[models]]\nname = "panda"\n{model}\nn_ctx = 4096\nformat = "pandalm"\n'
    catalogue.write_text(text + entry, encoding="utf-8")
    ran = touchstone("card", "--judge", "panda", own, pairs, "--probed", "2", "--json")
    assert ran.code == 0, ran.err
    card = ran.json
    assert [(each["name"], each["protocol"]) for each in card["sets"]] == [
        ("own", "pairwise"),
        ("pairs", "pairwise"),
    ]
    assert "own format" in card["sets"][0]["note"]
    helps = {line["name"]: line for line in tables(card)["helps:pairs"]["lines"]}
    assert "own format" in helps["examples"]["note"]
    assert "own format" in helps["rationale"]["note"]


def test_what_helps_alone_is_measured_on_the_drawn_part(touchstone: Run, own: Path) -> None:
    ran = touchstone("card", "--judge", "demo-judge", own, "--probed", "2", "--only", "scalability", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["sets"][0]["labelled"] == 4
    assert [part["name"] for part in ran.json["parts"]] == ["scalability"]
    assert len(ran.json["sentences"]) == 1
