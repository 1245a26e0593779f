"""The meta-judge of an audit: the run's rubrics meet forms of themselves that are longer or shorter."""

import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from touchstone.domain.dataset import Sample
from touchstone.domain.meeting import Meeting
from touchstone.domain.rubric import Criterion, Rubric, RubricLevel
from touchstone.domain.run import Event, Phase
from touchstone.errors import InputError
from touchstone.runner.models.loading import load
from touchstone.runner.models.opening import OpenModel
from touchstone.runner.results.stored import StoredRun
from touchstone.runner.rubrics.tournament import (
    Entry,
    Terms,
    held_tournaments,
    is_missing_some,
    require_meta_judge,
)
from touchstone.store import Store

if TYPE_CHECKING:
    from touchstone.evaluation.audit.meta import Met

PROMPTS = 60
"""So many prompts' rubrics meet longer and shorter forms of themselves."""

_WORDS = "Taken as a whole and read with due care from beginning to end, it holds for it that: "
_AGAIN = "It is the case that: "


class MetaAudit:
    """Asks one meta-judge after the other about the same rubrics."""

    def __init__(self, store: Store, stored: StoredRun, stop: threading.Event) -> None:
        self._store, self._stop = store, stop
        self._entries = [
            (change, (sample, (rubric, changed)))
            for sample, rubric in _by_prompt(store, stored)
            for change, changed in _changed(rubric)
        ]
        if not self._entries:
            raise InputError(
                f"no prompt of run {stored.run.id} has a rubric that could be longer or shorter",
                "audit a run whose rubrics have two criteria or more",
            )
        self._outcomes: list[list[int | None]] = []

    def ask(self, model: OpenModel) -> Iterator[Event]:
        """Has the model compare each rubric with its changed forms. Raises InputError where it cannot."""
        require_meta_judge(model)
        terms, entries = Terms(model), [entry for _, entry in self._entries]
        needed = is_missing_some(self._store, terms, entries, self._stop)
        yield from load(model, self._store, "judge", self._stop, needed=needed, name="meta-judge")
        yield Phase(f"meetings by {model.entry.name}")
        outcomes = []
        for entry, tournament, answered in held_tournaments(self._store, terms, entries, self._stop):
            self._store.save_answers(answered.fresh)
            outcomes.append(_outcome(entry, tournament.meetings))
        self._outcomes.append(outcomes)

    @property
    def met(self) -> "list[Met]":
        """What came of all meetings, by the first meta-judge and a second one."""
        from touchstone.evaluation.audit.meta import Met

        first, second = self._outcomes[0], (self._outcomes[1:] or [[None] * len(self._entries)])[0]
        return [
            Met(change, sample.group, one, other)
            for (change, (sample, _)), one, other in zip(self._entries, first, second, strict=True)
        ]


def _by_prompt(store: Store, stored: StoredRun) -> list[tuple[Sample, Rubric]]:
    """The first prompts with the rubric that judged them; the instance-level one where there are two."""
    links = store.rubric_links(stored.run.id)
    rubrics = {rubric.id: rubric for rubric in stored.rubrics}
    found = []
    seen = set[str]()
    for sample in stored.dataset.samples:
        its = [rubrics[id] for id in sorted(links.get(sample.id, ())) if id in rubrics]
        if its and sample.group not in seen:
            seen.add(sample.group)
            found.append((sample, max(its, key=lambda rubric: rubric.level is RubricLevel.INSTANCE)))
    return found[:PROMPTS]


def _changed(rubric: Rubric) -> Iterator[tuple[str, Rubric]]:
    """The forms of a rubric that ask the same in more words or more often, and one that asks for less."""
    criteria = rubric.criteria
    if len(criteria) < 2:
        return
    half = len(criteria) // 2
    yield "wordier", _with(rubric, [_said(each, _WORDS) for each in criteria])
    yield "more", _with(rubric, [*criteria, *(_said(each, _AGAIN) for each in criteria[:half])])
    yield "fewer", _with(rubric, criteria[: len(criteria) - half])


def _said(criterion: Criterion, before: str) -> Criterion:
    return Criterion.model_validate({**criterion.model_dump(), "text": before + criterion.text})


def _with(rubric: Rubric, criteria: Sequence[Criterion]) -> Rubric:
    return Rubric(
        level=rubric.level, criteria=tuple(criteria), prompt=rubric.prompt, provenance=rubric.provenance
    )


def _outcome(entry: Entry, meetings: Sequence[Meeting]) -> int | None:
    """1 where the changed rubric won, -1 where it lost, 0 for a tie; None without a valid verdict."""
    (meeting,) = meetings
    outcome = meeting.outcome
    if outcome is None:
        return None
    changed = entry[1][1].id
    return int(outcome) if meeting.first == changed else -int(outcome)
