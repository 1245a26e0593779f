"""What is settled before a run is labelled blind: how many items there are to be, and under whose name."""

import getpass
from dataclasses import dataclass

from touchstone.domain.run import RunInfo
from touchstone.errors import InputError
from touchstone.runner.labels.blind import SIZE, require_finished
from touchstone.runner.results.stored import judging_run
from touchstone.store import Store


@dataclass(frozen=True, slots=True)
class LabelStart:
    """What is proposed. `size`: items; `drawn`: those that the run's sample has already, 0 before there is one.

    `annotator`: the user's name, empty where the system does not say it.
    """

    run: RunInfo
    size: int
    drawn: int
    annotator: str


def label_start(store: Store, ref: str) -> LabelStart:
    """How labelling the run would start. Raises InputError for a run that judged nothing or is not finished."""
    run = judging_run(store, ref)
    require_finished(run)
    plan = store.sample_plan(run.id)
    drawn = plan.size if plan else 0
    return LabelStart(run, drawn or SIZE, drawn, _user() or "")


def annotator_name(name: str | None) -> str:
    """The name that labels are kept under; without one the user's. Raises InputError for what is no name."""
    if name is None and (name := _user()) is None:
        raise InputError("the system does not say who you are", "give --annotator NAME")
    if not (stripped := name.strip()) or not stripped.isprintable():
        raise InputError(f"{stripped!r} is no name for an annotator", "give one of letters: --annotator NAME")
    return stripped


def _user() -> str | None:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return None
