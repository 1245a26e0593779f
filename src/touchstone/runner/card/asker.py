"""Asks a judge about a set, as one phase of a card: nothing is stored but the answers, which a second card reuses."""

import threading
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from touchstone.domain.dataset import Dataset, Sample
from touchstone.domain.engine import Counters
from touchstone.domain.results import ResultLine
from touchstone.domain.run import CARD, Event, Layout, Notice, Phase, RunInfo, RunSpec, UnitDone
from touchstone.evaluation.card.helps import Cost
from touchstone.judging import Example
from touchstone.runner.card.sets import CardSet
from touchstone.runner.judging.asking import Asking
from touchstone.runner.judging.choosing import choose
from touchstone.runner.judging.phase import judge_units
from touchstone.runner.judging.plan import judging_units
from touchstone.runner.models.opening import OpenModel
from touchstone.runner.rubrics.generated import Generated
from touchstone.runner.work import Work
from touchstone.store import Store


@dataclass(frozen=True, slots=True)
class Told:
    """What a judge said about a set, what that cost, and the layout it was asked in."""

    lines: tuple[ResultLine, ...]
    cost: Cost
    layout: Layout


class Asker:
    """Asks phase after phase, and counts them together."""

    def __init__(self, store: Store, stop: threading.Event) -> None:
        self._store, self._stop = store, stop
        self._noted: set[str] = set()
        self.counters = Counters()
        self.notices: list[str] = []

    def ask(
        self,
        name: str,
        model: OpenModel,
        each: CardSet,
        samples: Sequence[Sample] | None = None,
        *,
        examples: tuple[Example, ...] = (),
        reasoned: bool = False,
    ) -> Generator[Event, None, Told]:
        """The lines about the set, or about these `samples` of it. `name` is shown while it goes on."""
        dataset = each.dataset
        if samples is not None:
            dataset = dataset.model_copy(update={"samples": tuple(samples), "faults": ()})
        spec = RunSpec(
            kind="judge",
            data=dataset.path,
            protocol=each.protocol,
            rubric=each.rubric,
            judge=model.entry.name,
            layout=each.layout or "auto",
        )
        run = RunInfo(id=CARD, spec=spec, state="running", created="", counters=self.counters.as_dict())
        work = Work(self._store, run, self._stop)
        choice = partial(choose, spec=spec, given=None, generated=Generated(self._store.rubric))
        asking = Asking(spec, model, choice, examples=examples, reasoned=reasoned)
        yield from self._events(name, work, asking, dataset)
        self.counters = work.counted()
        cost = _cost(work.costs.get("judge", Counters()))
        return Told(tuple(work.lines), cost, work.run.layout or "leaf")

    def _events(
        self, name: str, work: Work, asking: Asking, dataset: Dataset
    ) -> Generator[Event, None, None]:
        parts = judging_units(dataset.samples, asking.spec.protocol or "criteria")
        for event in judge_units(work, asking, dataset, parts):
            if isinstance(event, Phase):
                yield replace(event, name=name) if event.units else event
            elif isinstance(event, UnitDone):
                yield replace(event, phase=name)
            elif isinstance(event, Notice) and event.text not in self._noted:
                self._noted.add(event.text)
                self.notices.append(event.text)
                yield event


def _cost(counters: Counters) -> Cost:
    fresh = max(0, counters.verdicts - counters.cached)
    tokens = counters.tokens_computed + counters.tokens_generated
    return Cost(counters.verdicts, fresh, tokens, counters.seconds)
