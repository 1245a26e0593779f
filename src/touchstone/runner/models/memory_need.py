"""What a model needs of this machine's memory, and whether that is there: fits, tight, or does not fit."""

from dataclasses import dataclass
from typing import Literal

import psutil

from touchstone.engine import FileFacts, Plan, Room

Fit = Literal["fits", "tight", "does not fit"]

MARGIN, LEAST_MARGIN = 0.25, 1_000_000_000
"""What is added to the size of a file that is not here, for its context: a share of it, and at least these bytes."""

_UNLIMITED = 1 << 50


@dataclass(frozen=True, slots=True)
class Machine:
    """This machine's memory: what is free now, and what there would be with nothing else running."""

    free: Room
    whole: Room

    @classmethod
    def now(cls) -> "Machine":
        """The machine at this moment. Of a graphics card only what is free is known."""
        free = Room.now()
        return cls(free, Room(psutil.virtual_memory().total, free.gpu))

    @property
    def rooms(self) -> tuple[Room, Room, Room]:
        """What `planned_need` wants plans for: free, whole, and without any limit."""
        unlimited = Room(_UNLIMITED, None if self.free.gpu is None else _UNLIMITED)
        return self.free, self.whole, unlimited


@dataclass(frozen=True, slots=True)
class Need:
    """The bytes that a model takes with its context, how that fits, and in a sentence why."""

    bytes: int
    fit: Fit
    why: str
    n_ctx: int | None = None


def planned_need(facts: FileFacts, weights: int) -> Need:
    """The need of a file that is here, by the engine's own planning for `Machine.rooms`. `weights`: its bytes."""
    now, whole, unlimited = facts.plans
    full = unlimited.n_ctx if unlimited else 0
    if now is not None and now.n_ctx == full:
        return _need(now, weights, "fits", f"with its whole context of {full:,} tokens")
    if now is not None:
        return _need(now, weights, "tight", f"with a context of {now.n_ctx:,} tokens instead of {full:,}")
    if whole is not None:
        return _need(whole, weights, "tight", "only when other programs are closed")
    if unlimited is not None:
        return _need(unlimited, weights, "does not fit", "more than this machine has")
    return Need(weights, "does not fit", "its context cannot be planned")


def _need(plan: Plan, weights: int, fit: Fit, why: str) -> Need:
    return Need(weights + plan.bytes, fit, why, plan.n_ctx)


def estimated_need(size: int, machine: Machine) -> Need:
    """The need of a file that is not here: its size with a margin for the context."""
    bytes_ = size + max(int(size * MARGIN), LEAST_MARGIN)
    said = f"estimated: the file's size, and {MARGIN:.0%} more (at least 1 GB) for the context"
    if bytes_ <= max(machine.free.main, machine.free.gpu or 0):
        return Need(bytes_, "fits", said)
    if bytes_ <= max(machine.whole.main, machine.whole.gpu or 0):
        return Need(bytes_, "tight", f"{said}; only when other programs are closed")
    return Need(bytes_, "does not fit", said)
