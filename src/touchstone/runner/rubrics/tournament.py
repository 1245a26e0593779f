"""Tournaments held by a meta-judge: each prompt's rubrics meet in both orders, which is saved and then reported.

As in judging, only one window's questions are in memory.
"""

import contextlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from touchstone.domain.base import content_hash
from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Answer, Counters, Request
from touchstone.domain.meeting import Meeting
from touchstone.domain.rubric import Rubric
from touchstone.domain.run import Event, Phase, UnitDone
from touchstone.domain.tournament import Tournament
from touchstone.errors import InputError, Interrupted
from touchstone.rubrics.meta_prompts import meta_wording
from touchstone.rubrics.tournament import meeting_fingerprint, meeting_of, meeting_requests, schedule
from touchstone.runner.judging.answers import Answered, Batch
from touchstone.runner.judging.plan import WINDOW_TARGETS
from touchstone.runner.models.loading import load
from touchstone.runner.models.opening import OpenModel
from touchstone.store import Store

PHASE = "tournaments"

_DIGITS = 4
"""Of a strength: what the fit leaves of a difference between equals is no difference."""

Entry = tuple[Sample, Sequence[Rubric]]
"""A sample, and the different rubrics for its prompt that meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TournamentDone(UnitDone):
    """The tournament of a sample was held and saved; `counters` are of all that were held so far."""

    tournament: Tournament


@dataclass(frozen=True, slots=True)
class Terms:
    """Who holds tournaments, and how: every pair of rubrics meets, or as many as `meetings`, chosen by `seed`."""

    judge: OpenModel
    meetings: int | None = None
    seed: int = 0

    def pairs(self, rubrics: Sequence[Rubric]) -> list[tuple[Rubric, Rubric]]:
        """Who meets whom."""
        seed = int(content_hash([self.seed, [rubric.id for rubric in rubrics]], 8), 16)
        # Fewer rubrics than were asked for, since some were equal, need fewer meetings: never too few.
        return [(rubrics[a], rubrics[b]) for a, b in schedule(len(rubrics), self.meetings, seed)]

    def requests(self, entry: Entry) -> list[Request]:
        """All that the meta-judge is asked about an entry: two questions a meeting."""
        sample, rubrics = entry
        wording = meta_wording(self.judge.entry)
        return [
            request
            for first, second in self.pairs(rubrics)
            for request in meeting_requests(sample, first, second, wording)
        ]

    def result(self, entry: Entry, answered: Answered) -> Tournament:
        """The tournament that the answers to `requests` make."""
        sample, rubrics = entry
        name, wording = self.judge.entry.name, meta_wording(self.judge.entry)
        fingerprint = meeting_fingerprint(self.judge.fingerprint, wording, sample)
        answers = answered.answers
        meetings = [
            meeting_of(first, second, answers[2 * number : 2 * number + 2], name, fingerprint)
            for number, (first, second) in enumerate(self.pairs(rubrics))
        ]
        return tournament_of(sample.id, [rubric.id for rubric in rubrics], meetings)


def hold_tournaments(
    store: Store,
    judge: OpenModel,
    entries: Sequence[Entry],
    stop: threading.Event,
    *,
    meetings: int | None = None,
    seed: int = 0,
) -> Iterator[Event]:
    """Holds and saves the tournament of every entry, in order; what was asked before is answered from the cache.

    The last events are a TournamentDone for each entry. `meetings`: how many are held for each prompt (None: every
    pair meets). Raises InputError for too few of them or for a judge that cannot compare rubrics, and Interrupted
    within a second of `stop` being set.
    """
    require_meta_judge(judge)
    require_meetings(max((len(rubrics) for _, rubrics in entries), default=0), meetings)
    terms = Terms(judge, meetings, seed)
    needed = is_missing_some(store, terms, entries, stop)
    yield from load(judge, store, "judge", stop, needed=needed, name="meta-judge")
    yield Phase(PHASE, len(entries))
    counters = Counters()
    found = held_tournaments(store, terms, entries, stop)
    for held, ((_, rubrics), tournament, answered) in enumerate(found, start=1):
        store.save_meetings(tournament.meetings, rubrics, answered.fresh)
        counters.add(answered.counters)
        counters.verdicts += sum(isinstance(each, Answer) for each in answered.answers)
        total = Counters(**counters.as_dict())  # type: ignore[arg-type]
        yield TournamentDone(PHASE, held, len(entries), total, tournament=tournament)


def held_tournaments(
    store: Store, terms: Terms, entries: Iterable[Entry], stop: threading.Event
) -> Iterator[tuple[Entry, Tournament, Answered]]:
    """Each entry with its tournament and the answers it was read from, which the caller saves."""
    for window in _windows(terms, entries):
        batch = Batch(terms.judge, store, [requests for _, requests in window])
        with contextlib.closing(batch.answers(stop)) as answers:
            for (entry, _), answered in zip(window, answers, strict=True):
                yield entry, terms.result(entry, answered), answered


def is_missing_some(store: Store, terms: Terms, entries: Iterable[Entry], stop: threading.Event) -> bool:
    """Whether the meta-judge has anything to compute. Mostly the first window tells."""
    for window in _windows(terms, entries):
        if stop.is_set():
            raise Interrupted
        if Batch(terms.judge, store, [requests for _, requests in window]).missing:
            return True
    return False


def tournament_of(sample_id: str, rubric_ids: Sequence[str], meetings: Sequence[Meeting]) -> Tournament:
    """The strengths that come of meetings: each is one game, decided by the average of its two orders.

    A tie counts half for either side; a meeting without a valid verdict is left out.
    """
    # SciPy and what is built on it load slowly.
    from touchstone.evaluation.comparing.bradley_terry import strength_errors, strengths

    place = {id: number for number, id in enumerate(rubric_ids)}
    wins = np.zeros((len(place), len(place)))
    for meeting in meetings:
        if meeting.outcome is not None:
            first, second = place[meeting.first], place[meeting.second]
            wins[first, second] += (1 + meeting.outcome) / 2
            wins[second, first] += (1 - meeting.outcome) / 2
    found = strengths(wins)
    return Tournament(
        sample_id=sample_id,
        rubric_ids=tuple(rubric_ids),
        meetings=tuple(meetings),
        strengths=tuple(round(each, _DIGITS) + 0.0 for each in found.tolist()),
        errors=tuple(map(float, strength_errors(wins, found))),
    )


def require_meetings(candidates: int, meetings: int | None) -> None:
    """Raises InputError where so few meetings leave some candidates unconnected with the others."""
    if meetings is not None and meetings < candidates - 1:
        raise InputError(
            f"{meetings} meetings do not connect {candidates} candidates",
            f"hold at least {candidates - 1} for each prompt, or all {candidates * (candidates - 1) // 2}",
        )


def require_meta_judge(judge: OpenModel) -> None:
    """Raises InputError for a judge that is asked in a format of its own, which has no question about rubrics."""
    if judge.form is not None:
        raise InputError(
            f"{judge.entry.name} is asked in the format {judge.form.name}, which cannot compare rubrics",
            "choose another meta-judge: touchstone models list",
        )


def _windows(terms: Terms, entries: Iterable[Entry]) -> Iterator[list[tuple[Entry, list[Request]]]]:
    """Consecutive entries with their questions, so many that a window has WINDOW_TARGETS questions or more."""
    window: list[tuple[Entry, list[Request]]] = []
    for entry in entries:
        window.append((entry, terms.requests(entry)))
        if sum(len(requests) for _, requests in window) >= WINDOW_TARGETS:
            yield window
            window = []
    if window:
        yield window
