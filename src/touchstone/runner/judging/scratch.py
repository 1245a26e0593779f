"""Judging a prompt and a few responses at once, without a file and without a stored run."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from touchstone.domain.base import content_hash
from touchstone.domain.dataset import Dataset, Response, Sample
from touchstone.domain.engine import Counters
from touchstone.domain.results import JudgeProtocol, ResultLine
from touchstone.domain.rubric import Criterion, Rubric
from touchstone.domain.run import Event, Layout, Notice, RunInfo, RunSpec, UnitDone
from touchstone.errors import InputError, TouchstoneError
from touchstone.paths import Home
from touchstone.rubrics import NO_RUBRIC
from touchstone.runner.judging.answers import Answered
from touchstone.runner.judging.marks import marks_for
from touchstone.runner.judging.run import judge_events
from touchstone.runner.judging.setup import Setup, prepare
from touchstone.runner.models.kept import KeptModels
from touchstone.runner.rubrics.run import rubric_events
from touchstone.runner.work import Work, Written
from touchstone.store import Links, Store, VotesAt, open_store

SCRATCH = "scratch"


@dataclass(frozen=True, slots=True)
class Judged:
    """What judging at once gave. `rubrics` judged it; `criteria` are theirs, named by id in the lines."""

    rubrics: tuple[Rubric, ...]
    criteria: tuple[Criterion, ...]
    lines: tuple[ResultLine, ...]
    counters: Counters
    marks: tuple[str, ...]
    notices: tuple[str, ...]

    @property
    def aggregates(self) -> tuple[ResultLine, ...]:
        """One line for each response or pair: its score or preference, or why it is unscored."""
        return tuple(line for line in self.lines if line.is_aggregate)


class ScratchWork(Work):
    """The work of one sample; it remembers which rubrics judge it."""

    used: tuple[str, ...] = ()

    def write(
        self,
        unit: str,
        answered: Answered | None,
        lines: Sequence[ResultLine],
        rubrics: Written,
        links: Links,
        votes: VotesAt,
    ) -> None:
        """Keeps what a unit gave, and which rubrics judge the sample."""
        super().write(unit, answered, lines, rubrics, links, votes)
        self.used = tuple(id for ids in links.values() for id in ids) or self.used


def judge_one(
    home: Home,
    prompt: str,
    responses: Sequence[str],
    *,
    rubric: str | Rubric | None = None,
    protocol: JudgeProtocol = "criteria",
    reference: str | None = None,
    judge: str | None = None,
    generator: str | None = None,
    rationale: bool = False,
    seed: int = 0,
    layout: Layout | Literal["auto"] = "auto",
    overlong: Literal["refuse", "truncate"] = "refuse",
    min_label_mass: float = 0.2,
    base: bool = False,
    jury: Sequence[str] = (),
    stop: threading.Event | None = None,
    kept: KeptModels | None = None,
    told: Callable[[Event], None] | None = None,
) -> Judged:
    """Judges the responses (ids "1", "2", ...) to the prompt; the rubric choice is as for a file.

    The rubric is saved. `base` and `jury` are as in RunSpec. `kept` lends models that stay loaded; `told` gets every
    event on the way. Raises InputError, and Interrupted after `stop`.
    """
    spec = RunSpec(
        kind="judge",
        data=SCRATCH,
        protocol=protocol,
        rubric=rubric.id if isinstance(rubric, Rubric) else rubric,
        judge=judge,
        generator=generator,
        seed=seed,
        rationale=rationale,
        overlong=overlong,
        layout=layout,
        min_label_mass=min_label_mass,
        base=base,
        jury=tuple(jury),
    )
    if not responses:
        raise InputError("there is no response to judge", "give at least one")
    with open_store(home.database) as store:
        if isinstance(rubric, Rubric):
            store.save_rubric(rubric)
        setup = prepare(home, store, spec, _dataset(prompt, responses, reference), kept)
        return _judge(home, store, setup, stop or threading.Event(), told)


def rubric_for_prompt(
    home: Home,
    prompt: str,
    *,
    reference: str | None = None,
    generator: str | None = None,
    seed: int = 0,
    stop: threading.Event | None = None,
    kept: KeptModels | None = None,
) -> Rubric:
    """The instance-level rubric of a prompt, generated and saved. Raises TouchstoneError where that fails.

    `kept` lends a model that stays loaded.
    """
    spec = RunSpec(kind="rubrics", data=SCRATCH, level="instance", generator=generator, seed=seed)
    dataset = _dataset(prompt, (), reference)
    with open_store(home.database) as store:
        setup = prepare(home, store, spec, dataset, kept)
        try:
            run = RunInfo(id=SCRATCH, spec=setup.spec, state="running", created="")
            events = rubric_events(Work(store, run, stop or threading.Event()), setup)
            rubrics = [r for event in events if isinstance(event, UnitDone) for r in event.rubrics]
        finally:
            setup.close()
    if not rubrics:
        raise TouchstoneError("the generator wrote no valid rubric", "try another generator")
    return rubrics[0]


def _judge(
    home: Home, store: Store, setup: Setup, stop: threading.Event, told: Callable[[Event], None] | None
) -> Judged:
    """Judges what was set up, and frees it."""
    notices: list[str] = []
    try:
        entries = [model.entry for model in setup.models.values()]
        run = RunInfo(
            id=SCRATCH,
            spec=setup.spec,
            state="running",
            created="",
            marks=marks_for(store, home.root / SCRATCH, entries),
        )
        work = ScratchWork(store, run, stop)
        for event in judge_events(work, setup):
            if told is not None:
                told(event)
            if isinstance(event, Notice):
                notices.append(event.text)
    finally:
        setup.close()
    rubrics = tuple(store.rubric(id) for id in work.used)
    criteria = {criterion.id: criterion for rubric in rubrics for criterion in rubric.criteria}
    if not criteria and setup.spec.protocol == "criteria":
        criteria = {NO_RUBRIC.id: NO_RUBRIC}
    return Judged(
        rubrics,
        tuple(criteria.values()),
        tuple(work.lines),
        work.counted(),
        work.run.marks,
        tuple(notices),
    )


def _dataset(prompt: str, responses: Sequence[str], reference: str | None) -> Dataset:
    if not prompt.strip():
        raise InputError("the prompt is empty", "give the prompt that was answered")
    if not all(text.strip() for text in responses):
        raise InputError("a response is empty", "leave it out, or give its text")
    sample = Sample(
        id="1",
        prompt=prompt,
        reference=reference,
        responses=tuple(Response(id=str(i), text=text) for i, text in enumerate(responses, start=1)),
        group=content_hash(prompt, 10),
    )
    digest = content_hash([prompt, list(responses), reference])
    return Dataset(path=SCRATCH, digest=digest, samples=(sample,), rows=len(responses))
