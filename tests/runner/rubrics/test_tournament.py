"""Tournaments by the bundled judge: better rubrics win, all is saved, and nothing is asked twice."""

import threading
from collections.abc import Iterator
from contextlib import closing
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.catalogue import load_catalogue
from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Request
from touchstone.domain.meeting import Meeting
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel
from touchstone.errors import InputError, Interrupted
from touchstone.paths import Home
from touchstone.runner.models.opening import OpenModel, open_model
from touchstone.runner.rubrics import tournament
from touchstone.runner.rubrics.tournament import TournamentDone, hold_tournaments, tournament_of
from touchstone.store import Store, open_store

PROMPT = "Write a note about Ada Hill. Mention the price, use exactly three sentences and do not use commas."
GOOD = (
    "The response mentions the price.",
    "The response has exactly three sentences.",
    "There are no commas.",
)
VAGUE = ("The response is good.", "The response is nice to read.")
HALF = (GOOD[0],)
SAMPLE = Sample(id="s", prompt=PROMPT, group="g")


def rubric(*texts: str) -> Rubric:
    return Rubric(
        level=RubricLevel.INSTANCE,
        criteria=tuple(Criterion(text=text) for text in texts),
        prompt=PROMPT,
        provenance=Provenance(source="imported"),
    )


RUBRICS = [rubric(*VAGUE), rubric(*GOOD), rubric(*HALF)]


@pytest.fixture
def store(homes: Iterator[Home]) -> Iterator[Store]:
    home = next(homes)
    with open_store(home.database) as opened:
        yield opened


@pytest.fixture
def judge(store: Store) -> Iterator[OpenModel]:
    home = Home(store.path.parent)
    with closing(open_model(home, store, load_catalogue(home), "demo-judge", "judge")) as model:
        yield model


def held(store: Store, judge: OpenModel, samples: int = 1, **how: int) -> list[TournamentDone]:
    entries = [(SAMPLE.model_copy(update={"id": f"s{n}"}), RUBRICS) for n in range(samples)]
    events = hold_tournaments(store, judge, entries, threading.Event(), **how)
    return [event for event in events if isinstance(event, TournamentDone)]


def test_the_rubric_that_asks_for_what_the_prompt_asks_for_wins_and_all_is_saved(
    store: Store, judge: OpenModel
) -> None:
    (done,) = held(store, judge)
    found = done.tournament
    assert found.best == RUBRICS[1].id
    assert len(found.meetings) == found.scored == 3
    assert sum(found.strengths) == pytest.approx(0, abs=1e-3)
    assert all(error > 0 for error in found.errors)
    assert (done.done, done.units, done.counters.verdicts) == (1, 1, 6)
    assert {m.first for m in store.meetings_of(found.best)} | {
        m.second for m in store.meetings_of(found.best)
    } == set(found.rubric_ids)
    fingerprint = found.meetings[0].fingerprint
    stored = {(each.first, each.second): each for each in store.meetings_around(found.best, fingerprint)}
    assert stored == {(each.first, each.second): each for each in found.meetings}


def test_equal_tournaments_are_asked_once_and_a_repeated_one_not_at_all(
    store: Store, judge: OpenModel, asked: list[tuple[str, Request]]
) -> None:
    first = [each.tournament for each in held(store, judge, samples=2)]
    assert len(asked) == 6
    again = held(store, judge, samples=2)
    assert len(asked) == 6
    assert [each.tournament for each in again] == first
    assert again[-1].counters.cached == 12


def test_after_a_stop_only_what_is_missing_is_asked(
    store: Store, judge: OpenModel, asked: list[tuple[str, Request]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tournament, "WINDOW_TARGETS", 1)
    stop = threading.Event()
    others = [rubric(*GOOD[1:]), rubric(*GOOD[:2]), rubric(*GOOD)]
    entries = [(SAMPLE, RUBRICS), (SAMPLE.model_copy(update={"id": "t"}), others)]
    stopped = hold_tournaments(store, judge, entries, stop)
    while not isinstance(next(stopped), TournamentDone):
        pass
    stop.set()
    with pytest.raises(Interrupted):
        next(stopped)
    asked.clear()
    events = hold_tournaments(store, judge, entries, threading.Event())
    ends = [event for event in events if isinstance(event, TournamentDone)]
    assert (len(asked), [end.counters.cached for end in ends]) == (6, [6, 6])


def test_fewer_meetings_are_held_but_not_too_few(store: Store, judge: OpenModel) -> None:
    (done,) = held(store, judge, meetings=2)
    assert len(done.tournament.meetings) == 2
    with pytest.raises(InputError, match="do not connect"):
        held(store, judge, meetings=1)


def test_a_rubric_without_opponents_is_the_best_and_equal_ones_go_to_the_first(
    store: Store, judge: OpenModel
) -> None:
    alone = list(hold_tournaments(store, judge, [(SAMPLE, RUBRICS[:1])], threading.Event()))[-1]
    assert isinstance(alone, TournamentDone)
    assert (alone.tournament.best, alone.tournament.strengths) == (RUBRICS[0].id, (0.0,))
    assert alone.tournament.order_agreement is None


def test_what_does_not_fit_is_unscored_with_its_reason(store: Store, judge: OpenModel) -> None:
    sample = SAMPLE.model_copy(update={"prompt": "word " * 9000})
    last = list(hold_tournaments(store, judge, [(sample, RUBRICS)], threading.Event()))[-1]
    assert isinstance(last, TournamentDone)
    found = last.tournament
    assert (found.scored, found.undecided, found.best) == (0, True, RUBRICS[0].id)
    assert all("4096" in (each.unscored or "") for each in found.meetings)


@given(st.lists(st.sampled_from([-1, 0, 1, None]), min_size=10, max_size=10))
def test_strengths_do_not_depend_on_the_order_and_of_equals_the_first_drawn_wins(
    outcomes: list[int | None],
) -> None:
    sides = {1: (0.8, 0.1), 0: (0.1, 0.1), -1: (0.1, 0.8)}
    ids = ["a", "b", "c", "d", "e"]
    meetings = []
    for (one, other), outcome in zip(combinations(ids, 2), outcomes, strict=True):
        a, b = sides[outcome or 0]
        said = None if outcome is None else {"A": a, "B": b, "tie": 1 - a - b}
        meetings.append(Meeting(first=one, second=other, model="j", fingerprint="f", ab=said, ba=said))
    found = tournament_of("s", ids, meetings)
    other_way = tournament_of("s", ids[::-1], meetings[::-1])
    assert found.strengths == pytest.approx(other_way.strengths[::-1], abs=2e-4)
    assert found.ranking[0] == found.strengths.index(max(found.strengths))
    if not any(outcomes):
        assert (found.undecided, found.best, set(found.strengths)) == (True, "a", {0.0})
