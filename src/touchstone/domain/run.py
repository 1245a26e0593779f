"""A run: what it was asked to do (the spec), what it reports while it works (the events), and how it stands."""

from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field

from touchstone.domain.base import Value
from touchstone.domain.engine import Counters
from touchstone.domain.results import JudgeProtocol, ResultLine
from touchstone.domain.rubric import Rubric

RunState = Literal["running", "finished", "interrupted", "failed"]
Layout = Literal["leaf", "trunk"]
RubricGenLevel = Literal["instance", "dataset", "both"]

MAX_CANDIDATES = 64


class RunSpec(Value):
    """Everything that fixes a run's results, as the user chose it. Stored with the run; resuming reads it back.

    `rubric`: own|instance|dataset|both|none, a rubric id, or a file. `None` of `protocol` means a run that only
    generates rubrics. `base`: the model that the judge was tuned from is asked too, to calibrate the entropy.
    `escalate_to`: the judge of those verdicts whose reliability is under `escalate_below`, or among the lowest
    `escalate_share` (0..1) of all. `jury`: judges beside `judge`, whose probabilities are averaged with its own.
    `best_of`: how many candidates are drawn for each prompt, of which `meta_judge` chooses one in so many `meetings`.
    """

    kind: Literal["judge", "rubrics"]
    data: str
    limit: int | None = None
    protocol: JudgeProtocol | None = None
    rubric: str | None = None
    level: RubricGenLevel | None = None
    judge: str | None = None
    generator: str | None = None
    seed: int = 0
    rationale: bool = False
    approved_only: bool = False
    overlong: Literal["refuse", "truncate"] = "refuse"
    layout: Layout | Literal["auto"] = "auto"
    min_label_mass: float = 0.2
    allow_unscored: float = 0.05
    out: str | None = None
    base: bool = False
    escalate_to: str | None = None
    escalate_share: float | None = Field(default=None, ge=0, le=1)
    escalate_below: float | None = None
    jury: tuple[str, ...] = ()
    best_of: int | None = Field(default=None, ge=2, le=MAX_CANDIDATES)
    meta_judge: str | None = None
    meetings: int | None = Field(default=None, ge=1)


@dataclass(frozen=True, slots=True)
class Started:
    """The first event. `units` and `verdicts` are what is to be done.

    Of a resumed run `done` units were there already, and `counters` are theirs.
    """

    run: str
    units: int
    done: int
    verdicts: int
    marks: tuple[str, ...] = ()
    counters: Counters = field(default_factory=Counters)


@dataclass(frozen=True, slots=True)
class Phase:
    """A new phase of the work ("loading judge", "rubrics", "judging"): its units, and its verdicts where known."""

    name: str
    units: int = 0
    verdicts: int = 0


@dataclass(frozen=True, slots=True)
class UnitDone:
    """A unit was saved: its lines or rubrics, and the counters of the run so far.

    `read`: the verdicts that a further model has read in this phase, which are none of the run's own.
    """

    phase: str
    done: int
    units: int
    counters: Counters
    lines: tuple[ResultLine, ...] = ()
    rubrics: tuple[Rubric, ...] = ()
    read: int | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the user should know; goes to stderr or the screen's log."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event. `unscored_share` is of verdicts; `within_allowance` decides between exit codes 0 and 3."""

    run: str
    counters: Counters
    unscored_share: float
    within_allowance: bool
    summary: dict[str, float | int | str | None] = field(default_factory=dict)


CARD, REFINEMENT = "card", "refinement"
"""What the id of a report card, and that of a refinement, begins with where a run's would stand."""


def in_words(run: str) -> str:
    """What goes on under this id: a run, the making of a report card, or a refinement."""
    if run.startswith(REFINEMENT):
        return run
    return f"report {run}" if run.startswith(CARD) else f"run {run}"


Event = Started | Phase | UnitDone | Notice | Finished


def model_of(spec: RunSpec, role: str) -> str:
    """What the model of a role in a run is called; the base model's name is not part of a spec."""
    named = {"judge": spec.judge, "generator": spec.generator, "second": spec.escalate_to}
    named["meta-judge"] = spec.meta_judge
    named |= {f"jury-{number}": name for number, name in enumerate(spec.jury, start=2)}
    return named.get(role) or f"the {role} model"


class RunInfo(Value):
    """A run as the store lists it."""

    id: str
    spec: RunSpec
    state: RunState
    created: str
    finished: str | None = None
    counters: dict[str, int | float] = {}
    marks: tuple[str, ...] = ()
    models: dict[str, str] = {}
    """Role to model file hash."""
    costs: dict[str, dict[str, int | float]] = {}
    """Role to the counters of that model alone; its seconds are those in which it computed."""
    layout: Layout | None = None
    prompt_version: str | None = None
    calibration: int | None = None
    """The calibration whose probabilities the lines' reliability is; None: it is a rank."""
