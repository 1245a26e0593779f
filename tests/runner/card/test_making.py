"""A card is made window by window: stopped cleanly, gone on with, and the same in the end."""

import threading
from pathlib import Path
from typing import Any

import pytest

from tests.homes import write_rows
from touchstone.domain.card import CardSpec
from touchstone.domain.run import Finished, UnitDone
from touchstone.errors import Interrupted
from touchstone.files import read_dataset
from touchstone.paths import Home
from touchstone.runner.card import make_card, show_card
from touchstone.runner.card.sets import CardSet, part_of, read_sets, with_criteria_apart

RUBRIC = {"scores": {str(level): "" for level in range(10, 61, 10)}}
"""Levels of two digits, which the bundled judge never gives."""


def pairs(path: Path, count: int = 6) -> Path:
    return write_rows(
        path,
        [
            {
                "id": f"pair-{number}",
                "prompt": f"Name a river in country {number}.",
                "response_a": f"The river is called Number {number}. It is long.",
                "response_b": "I do not know any river.",
                "label": "AB"[number % 2],
            }
            for number in range(count)
        ],
    )


def several(path: Path, prompts: int = 4) -> Path:
    """Responses that were scored on two criteria each."""
    return write_rows(
        path,
        [
            {
                "id": f"r{number}-{name}",
                "prompt": f"Write about the number {number}.",
                "response": f"Number {number} is a number.",
                "score": 10 + 10 * (number % 3),
                "score_min": 10,
                "score_max": 60,
                "rubric": {**RUBRIC, "criteria": f"How {name} is it?"},
            }
            for number in range(prompts)
            for name in ("clear", "funny")
        ],
    )


def test_a_card_that_was_stopped_goes_on_where_it_was(home: Home, tmp_path: Path) -> None:
    spec = CardSpec(judge="demo-weak", data=(str(pairs(tmp_path / "pairs.jsonl")),), probed=3)
    stop = threading.Event()

    def stop_on_the_way() -> None:
        for event in make_card(home, spec, stop):
            if isinstance(event, UnitDone) and "changed" in event.phase:
                stop.set()

    with pytest.raises(Interrupted, match="its answers are kept"):
        stop_on_the_way()
    ends = [event for event in make_card(home, spec, threading.Event()) if isinstance(event, Finished)]
    assert ends[0].counters.cached > 0
    first = show_card(home, int(ends[0].summary["card"] or 0)).card
    assert first.counters["tokens_computed"] > 0
    other = Home(tmp_path / "other")
    for event in make_card(other, spec, threading.Event()):
        if isinstance(event, Finished):
            undisturbed = show_card(other, int(event.summary["card"] or 0)).card
    assert undisturbed.sentences == first.sentences
    assert [part.tables for part in undisturbed.parts if part.name != "scalability"] == [
        part.tables for part in first.parts if part.name != "scalability"
    ]


def test_progress_counts_on_from_one_phase_to_the_next(home: Home, tmp_path: Path) -> None:
    spec = CardSpec(judge="demo-weak", data=(str(pairs(tmp_path / "pairs.jsonl", 3)),), probed=2)
    verdicts = [
        event.counters.verdicts
        for event in make_card(home, spec, threading.Event())
        if isinstance(event, UnitDone)
    ]
    assert verdicts == sorted(verdicts)


def test_a_rubric_that_gives_no_verdicts_is_given_up_for_one_verdict_a_criterion(
    home: Home, tmp_path: Path
) -> None:
    data = str(several(tmp_path / "several.jsonl"))
    made = _card(home, CardSpec(judge="demo-judge", data=(data,), probed=2, parts=("aspects",)))
    assert made["sets"][0]["protocol"] == "holistic"
    assert "judged from 1 to 5 instead" in made["sets"][0]["note"]
    assert made["sets"][0]["labelled"] == 8


def _card(home: Home, spec: CardSpec) -> dict[str, Any]:
    for event in make_card(home, spec, threading.Event()):
        if isinstance(event, Finished):
            return show_card(home, int(event.summary["card"] or 0)).card.model_dump(mode="json")
    raise AssertionError("no card was made")


def test_criteria_apart_keep_their_own_labels(tmp_path: Path) -> None:
    dataset = with_criteria_apart(read_dataset(several(tmp_path / "several.jsonl")))
    for sample in dataset.samples:
        assert len(sample.responses) == 2
        for response in sample.responses:
            assert response.rubric is not None
            (criterion,) = response.rubric.criteria
            assert [label.criterion_id for label in response.labels] == [criterion.id]


def test_the_part_is_drawn_by_the_seed_from_as_many_prompts_as_there_are(tmp_path: Path) -> None:
    rows = [
        {"id": f"{prompt}-{n}", "prompt": f"Prompt {prompt}", "response": f"Text {n}", "score": n % 2}
        for prompt in range(8)
        for n in range(4)
    ]
    (each,) = read_sets(CardSpec(data=(str(write_rows(tmp_path / "rows.jsonl", rows)),)))
    drawn = part_of(each, 8, 0)
    assert [len(sample.responses) for sample in drawn] == [1] * 8
    assert part_of(each, 8, 0) == drawn
    assert part_of(each, 8, 1) != drawn
    assert sum(len(sample.responses) for sample in part_of(each, 100, 0)) == 32


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        pairs(tmp_path / folder / "set.jsonl", 2)
    sets: list[CardSet] = read_sets(
        CardSpec(data=(str(tmp_path / "one" / "set.jsonl"),), own=(str(tmp_path / "two" / "set.jsonl"),))
    )
    assert [(each.name, each.home) for each in sets] == [("two/set.jsonl", True), ("one/set.jsonl", False)]
