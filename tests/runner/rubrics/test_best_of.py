"""Best of K on the bundled models: the strongest candidate is the prompt's rubric; a stopped run goes on."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.homes import write_rows
from touchstone.domain.engine import Request
from touchstone.domain.run import Event, Finished, Notice, RunSpec, UnitDone
from touchstone.errors import InputError, Interrupted
from touchstone.files import rubric_from_json, rubric_to_json
from touchstone.paths import Home
from touchstone.runner import resume, run_rubrics
from touchstone.store import open_store

PROMPTS = (
    "Give me a short speech about a family reunion. It is important to me that you close with a P.S., put "
    "*asterisks* around a phrase, offer your thanks, and give a total of six bullet points.",
    "I would like a card about the online shop. Do not forget to put the word spray earlier than the word bodyguard "
    "brewery, include a word that says sorry, and write numbers without any digits.",
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "prompts.jsonl", [{"prompt": prompt} for prompt in PROMPTS])


def spec(data: Path, **changes: object) -> RunSpec:
    fields = {"kind": "rubrics", "level": "instance", "data": str(data), "best_of": 6, "allow_unscored": 1.0}
    return RunSpec.model_validate({**fields, **changes})


def end(events: list[Event]) -> Finished:
    assert isinstance(events[-1], Finished)
    return events[-1]


def test_the_strongest_candidate_is_the_prompts_rubric_and_says_so(homes: Iterator[Home], data: Path) -> None:
    home = next(homes)
    events = list(run_rubrics(home, spec(data), threading.Event()))
    last = end(events)
    assert (last.summary["rubrics"], last.summary["failed"]) == (2, 0)
    meetings = int(last.summary["meetings"] or 0)
    assert meetings > 0
    first = next(event.text for event in events if isinstance(event, Notice))
    assert first.startswith("best of 6: 12 candidates to write for 2 prompts, then up to 30 meetings")
    with open_store(home.database) as store:
        won = [store.rubric(id) for id in store.run_rubrics(last.run)]
        for rubric in won:
            told = rubric.provenance
            assert (told.best_of, told.meta_judge, told.temperature) == (6, "demo-judge", 0.8)
            assert told.seed in range(1, 7)
            assert rubric_from_json(rubric_to_json(rubric), "x").provenance == told
        assert any(store.meetings_of(rubric.id) for rubric in won)
        run = store.run(last.run)
        assert (run.spec.meta_judge, run.prompt_version) == ("demo-judge", "generator-1, meta-1")
        assert run.costs["meta-judge"]["verdicts"] == 2 * meetings


def test_a_run_that_was_stopped_gives_what_an_undisturbed_one_gives(
    homes: Iterator[Home], data: Path, asked: list[tuple[str, Request]]
) -> None:
    whole, stopped = next(homes), next(homes)
    undisturbed = end(list(run_rubrics(whole, spec(data, meetings=5), threading.Event())))
    meeting_questions = 2 * int(undisturbed.summary["meetings"] or 0)
    stop = threading.Event()
    events = run_rubrics(stopped, spec(data, meetings=5), stop)
    run = next(iter(events)).run  # type: ignore[union-attr]
    for event in events:
        if isinstance(event, UnitDone) and event.phase == "tournaments":
            break
    stop.set()
    with pytest.raises(Interrupted, match=run):
        next(events)
    asked.clear()
    again = end(list(resume(stopped, run, threading.Event())))
    assert 0 < len(asked) < meeting_questions
    assert all(request.writing is None for _, request in asked)
    assert again.summary == undisturbed.summary
    with open_store(whole.database) as one, open_store(stopped.database) as other:
        assert one.rubric_links(undisturbed.run) == other.rubric_links(run)


def test_with_both_levels_candidates_are_told_what_is_covered(homes: Iterator[Home], data: Path) -> None:
    home = next(homes)
    last = end(list(run_rubrics(home, spec(data, level="both"), threading.Event())))
    with open_store(home.database) as store:
        rubrics = [store.rubric(id) for id in store.run_rubrics(last.run)]
    assert [rubric.provenance.best_of for rubric in rubrics if rubric.level == "dataset"] == [None]
    assert {rubric.provenance.best_of for rubric in rubrics if rubric.level == "instance"} == {6}


def test_a_prompt_that_does_not_fit_fails_with_its_reason_and_the_others_go_on(
    homes: Iterator[Home], tmp_path: Path
) -> None:
    data = write_rows(tmp_path / "long.jsonl", [{"prompt": "word " * 9000}, {"prompt": PROMPTS[0]}])
    events = list(run_rubrics(next(homes), spec(data), threading.Event()))
    assert (end(events).summary["rubrics"], end(events).summary["failed"]) == (1, 1)
    assert any("4096" in event.text for event in events if isinstance(event, Notice))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"level": "dataset"}, "for no single one"),
        ({"meetings": 4}, "do not connect 6"),
        ({"best_of": None, "meta_judge": "demo-judge"}, "--meta-judge has nothing to do"),
        ({"best_of": None, "meetings": 3}, "--meetings has nothing to do"),
        ({"meta_judge": "no-such-model"}, "no-such-model"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_saved(
    homes: Iterator[Home], data: Path, changes: dict[str, object], message: str
) -> None:
    home = next(homes)
    with open_store(home.database) as store:
        before = store.count_runs()
        with pytest.raises(InputError, match=message):
            list(run_rubrics(home, spec(data, **changes), threading.Event()))
        assert store.count_runs() == before
