"""Touchstone from Python, for notebooks and test suites: the same runner, the same home, typed values.

    from touchstone import open_home

    touchstone = open_home()
    judged = touchstone.judge("Name a prime number.", ["7", "8"])

Errors are TouchstoneError (InputError for what the caller can mend). No socket is opened.
"""

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from touchstone import runner
from touchstone.domain.card import CardSpec
from touchstone.domain.engine import Counters
from touchstone.domain.results import JudgeProtocol, ResultLine, Vote
from touchstone.domain.rubric import Criterion, Rubric
from touchstone.domain.run import Event, Finished, Notice, RunInfo, RunSpec
from touchstone.errors import InputError, Interrupted, TouchstoneError
from touchstone.evaluation import AgreementReport, Comparison
from touchstone.evaluation.card.contents import Card
from touchstone.evaluation.reliability.cascade import Cascade
from touchstone.evaluation.reliability.fitting import CalibrationReport
from touchstone.evaluation.reliability.jury import JuryReport
from touchstone.paths import Home, find_home
from touchstone.runner import Judged
from touchstone.runner.card import make_card, show_card
from touchstone.runner.results import calibration
from touchstone.store import open_store

__all__ = [
    "AgreementReport",
    "CalibrationReport",
    "Card",
    "Cascade",
    "Comparison",
    "Counters",
    "Criterion",
    "InputError",
    "Interrupted",
    "Judged",
    "JuryReport",
    "ResultLine",
    "Rubric",
    "RunResult",
    "Touchstone",
    "TouchstoneError",
    "Vote",
    "open_home",
]


Spec = TypeVar("Spec", RunSpec, CardSpec)


@dataclass(frozen=True, slots=True)
class RunResult:
    """A finished run. `lines` are its verdicts and aggregates; `marks` say what they are not valid for."""

    run: str
    counters: Counters
    lines: tuple[ResultLine, ...]
    unscored_share: float
    marks: tuple[str, ...]
    notices: tuple[str, ...]

    @property
    def aggregates(self) -> tuple[ResultLine, ...]:
        """One line for each response or pair: its score or preference, or why it is unscored."""
        return tuple(line for line in self.lines if line.is_aggregate)


class Touchstone:
    """A home folder, and the models it uses (None: the catalogue's defaults)."""

    def __init__(self, home: Home, judge: str | None = None, generator: str | None = None) -> None:
        self.home = home
        self.judge_model = judge
        self.generator_model = generator

    def generate_rubric(self, prompt: str, *, reference: str | None = None, seed: int = 0) -> Rubric:
        """The instance-level rubric of a prompt. The same request is answered from the home's database."""
        return runner.rubric_for_prompt(
            self.home, prompt, reference=reference, generator=self.generator_model, seed=seed
        )

    def judge(
        self,
        prompt: str,
        responses: Sequence[str],
        *,
        rubric: Rubric | str | None = None,
        protocol: JudgeProtocol = "criteria",
        reference: str | None = None,
        rationale: bool = False,
        base: bool = False,
        jury: Sequence[str] = (),
    ) -> Judged:
        """Judges responses (ids "1", "2", ...) by a rubric, its id or file, or one that is generated.

        `base`: the reliability is calibrated by the base model's entropy. `jury`: judges to average with.
        """
        return runner.judge_one(
            self.home,
            prompt,
            responses,
            rubric=rubric,
            protocol=protocol,
            reference=reference,
            rationale=rationale,
            base=base,
            jury=jury,
            judge=self.judge_model,
            generator=self.generator_model,
        )

    def run(
        self,
        data: str | os.PathLike[str],
        *,
        on_event: Callable[[Event], None] | None = None,
        stop: threading.Event | None = None,
        **options: Any,
    ) -> RunResult:
        """Judges a file. `options` are the fields of RunSpec (protocol, rubric, limit, seed, out, ...).

        Raises Interrupted after `stop`; `resume` then goes on.
        """
        models = {"judge": self.judge_model, "generator": self.generator_model}
        chosen = {"protocol": "criteria", **models, **options}
        spec = _valid(RunSpec, kind="judge", data=os.fspath(data), **chosen)
        return self._follow(runner.run_judge(self.home, spec, stop or threading.Event()), on_event)

    def resume(self, run: str = "latest", *, on_event: Callable[[Event], None] | None = None) -> RunResult:
        """Does what is missing of an interrupted run."""
        return self._follow(runner.resume(self.home, run, threading.Event()), on_event)

    def runs(self) -> list[RunInfo]:
        """All stored runs, the newest first."""
        with open_store(self.home.database) as store:
            return store.list_runs(limit=max(1, store.count_runs()))

    def lines(self, run: str = "latest") -> list[ResultLine]:
        """All lines of a stored run (an id, the beginning of one, or "latest")."""
        with open_store(self.home.database) as store:
            return store.lines(store.find_run(run).id)

    def votes(self, run: str = "latest") -> list[tuple[ResultLine, dict[str, Vote]]]:
        """A run's verdict lines, each with what single models said about it, by voter (see Vote)."""
        with open_store(self.home.database) as store:
            return store.voted_lines(store.find_run(run).id)

    def cascade(self, run: str = "latest", *, seed: int = 0) -> Cascade | None:
        """Accuracy and cost of a run with a second judge by the share escalated; None without one, or labels."""
        return runner.evaluate_run(self.home, run, seed=seed).cascade

    def jury(self, run: str = "latest", *, seed: int = 0) -> JuryReport | None:
        """How the members of a run's jury agree, and as how many independent votes they count."""
        return runner.evaluate_run(self.home, run, seed=seed).jury

    def evaluate(self, run: str = "latest", *, seed: int = 0) -> AgreementReport:
        """Agreement of a run with the labels in its data."""
        return runner.evaluate_run(self.home, run, seed=seed).report

    def calibrate(self, run: str = "latest", *, agreement: float = 0.9, seed: int = 0) -> CalibrationReport:
        """How probably people agree with a run's verdicts, fitted on its labels; kept as a version if it tells.

        `agreement`: what people are to agree with, at least, at or above the report's threshold.
        """
        return calibration.calibrate_run(self.home, run, agreement=agreement, seed=seed).report

    def apply_calibration(self, run: str = "latest", version: int | None = None) -> RunInfo:
        """Puts that probability in the place of the run's reliability. `version`: the newest that holds if None."""
        return calibration.apply_calibration(self.home, run, version).run

    def take_back_calibration(self, run: str = "latest") -> RunInfo:
        """Puts the run's rank back."""
        return calibration.take_back_calibration(self.home, run)

    def card(
        self,
        *data: str | os.PathLike[str],
        own: Iterable[str | os.PathLike[str]] = (),
        on_event: Callable[[Event], None] | None = None,
        stop: threading.Event | None = None,
        **options: Any,
    ) -> Card:
        """The judge's report card on labelled files; those in `own` are of the kind that it was tuned on.

        `options`: the other fields of CardSpec (limit, seed, probed, parts, jury). Raises Interrupted after `stop`;
        asked for again, it goes on where it was.
        """
        spec = _valid(
            CardSpec,
            judge=self.judge_model,
            data=tuple(map(os.fspath, data)),
            own=tuple(map(os.fspath, own)),
            **options,
        )
        made: int | None = None
        for event in make_card(self.home, spec, stop or threading.Event()):
            if on_event:
                on_event(event)
            if isinstance(event, Finished):
                made = int(event.summary["card"] or 0)
        assert made is not None
        return show_card(self.home, made).card

    def compare(self, *runs: str, baseline: str | None = None, seed: int = 0) -> Comparison:
        """The systems of one run or several, paired by prompt. Raises InputError for runs not judged alike."""
        return runner.compare_runs(self.home, runs or ("latest",), baseline=baseline, seed=seed).comparison

    def _follow(self, events: Iterable[Event], on_event: Callable[[Event], None] | None) -> RunResult:
        notices: list[str] = []
        end: Finished | None = None
        for event in events:
            if on_event:
                on_event(event)
            if isinstance(event, Notice):
                notices.append(event.text)
            elif isinstance(event, Finished):
                end = event
        assert end is not None
        with open_store(self.home.database) as store:
            lines, marks = tuple(store.lines(end.run)), store.run(end.run).marks
        return RunResult(end.run, end.counters, lines, end.unscored_share, marks, tuple(notices))


def _valid(form: type[Spec], **fields: Any) -> Spec:
    """The spec with these fields. Raises InputError, which names the one that is wrong."""
    try:
        return form(**fields)
    except ValidationError as error:
        first = error.errors()[0]
        known = ", ".join(form.model_fields)
        raise InputError(f"{first['loc'][0]}: {first['msg']}", f"the options are {known}") from None


def open_home(
    path: str | os.PathLike[str] | None = None, *, judge: str | None = None, generator: str | None = None
) -> Touchstone:
    """Opens a home folder (default: TOUCHSTONE_HOME, else the user data folder); it is made when needed.

    `judge`, `generator`: a name of the catalogue or the path of a .gguf file.
    """
    return Touchstone(find_home(path), judge, generator)
