"""Fairness and damages: what changed responses do to verdicts, beside a change that is none."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from touchstone.evaluation.card.contents import ALL_OF, Line, Table
from touchstone.evaluation.card.measuring import NOTHING_TURNS, always_the_same, share
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Numbers
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import mean

CONTROL, WHITE_SPACE = "control", "white space"
FLIPS, TOWARDS, AGAINST, SHIFT, BEYOND = (
    "flips",
    "towards it",
    "against it",
    "mean shift",
    "flips beyond noise",
)


@dataclass(frozen=True, slots=True)
class Shift:
    """One verdict before and after a change of the response that it is about.

    `before`, `after`: in 0..1, how good the changed response is in the verdict (of a pair, what it has of the win).
    `verdict` is the one before; `flipped`: after it there is another one. `key`: what the verdict is about, the same
    for every change.
    """

    key: Hashable
    group: str
    before: float
    after: float
    verdict: Hashable
    flipped: bool


@dataclass(frozen=True, slots=True)
class Probed:
    """The verdicts under one change. `left_out`: those for which it would be no fair test; `unscored`: those lost.

    `not_applied`: responses that the change does not fit.
    """

    name: str
    family: str
    told: str
    shifts: tuple[Shift, ...]
    left_out: int = 0
    unscored: int = 0
    not_applied: int = 0


def probe_table(set_name: str, probed: Sequence[Probed], seed: int) -> Table:
    """One line for each probe, and for each family of them, after that of the control."""
    control = {
        shift.key: float(shift.flipped) for each in probed if each.family == CONTROL for shift in each.shifts
    }
    lines = [_probe_line(each, control, seed) for each in probed if each.shifts]
    for family in dict.fromkeys(each.family for each in probed if each.family != CONTROL):
        members = [each for each in probed if each.family == family and each.shifts]
        if len(members) > 1:
            lines.append(_probe_line(_joined(family, members), control, seed))
    left_out, asked = sum(each.left_out for each in probed), sum(_asked(each) for each in probed)
    return Table(
        name=f"probes:{set_name}",
        title=f"Changes without merit, {set_name}",
        about="The share of verdicts that turn when the response is changed in a way that has no merit; towards or "
        "against the changed response; how far its probability or score moves; and the flips less those that white "
        "space alone brings in the same verdicts.",
        columns=(FLIPS, TOWARDS, AGAINST, SHIFT, BEYOND),
        lines=tuple(lines),
        drawn=4,
        notes=(
            *(
                (NOTHING_TURNS,)
                if always_the_same([s.verdict for each in probed for s in each.shifts])
                else ()
            ),
            f"left out, because the criterion (or the prompt, where there is no criterion) is about what a change "
            f"alters: {left_out} of {asked} verdicts",
        ),
        lacking=""
        if lines
        else "no verdict could be probed: each is about what the changes alter, or has no verdict",
    )


def _asked(each: Probed) -> int:
    return len(each.shifts) + each.left_out + each.unscored


def _joined(family: str, members: Sequence[Probed]) -> Probed:
    return Probed(
        f"{ALL_OF}{family}",
        family,
        f"all {len(members)} together",
        tuple(shift for each in members for shift in each.shifts),
        sum(each.left_out for each in members),
        sum(each.unscored for each in members),
        sum(each.not_applied for each in members),
    )


def _probe_line(probed: Probed, control: dict[Hashable, float], seed: int) -> Line:
    shifts = probed.shifts
    figures = Figures([shift.group for shift in shifts], seed)
    moved = np.array([shift.after - shift.before for shift in shifts])
    flipped = np.array([float(shift.flipped) for shift in shifts])
    both = [row for row, shift in enumerate(shifts) if shift.key in control]
    beyond: Figure | None = None
    if probed.family != CONTROL and both:
        noise = np.array([control[shifts[row].key] for row in both])
        beyond = figures.on(both).make("beyond", BEYOND, mean(flipped[both] - noise))
    return Line(
        name=probed.name,
        label=f"{probed.family}: {probed.name}",
        items=len(shifts),
        groups=figures.groups,
        figures=(
            share(figures, "flips", FLIPS, flipped),
            share(figures, "towards", TOWARDS, flipped * (moved > 0)),
            share(figures, "against", AGAINST, flipped * (moved < 0)),
            figures.make("shift", SHIFT, mean(moved)),
            beyond,
        ),
        note="; ".join(_told(probed)),
    )


def _told(probed: Probed) -> list[str]:
    said = [probed.told]
    if probed.left_out:
        said.append(f"{probed.left_out} left out")
    if probed.unscored:
        said.append(f"{probed.unscored} without a verdict before or after")
    if probed.not_applied:
        said.append(f"does not fit {probed.not_applied} responses")
    return said


def lost(shifts: Sequence[Shift]) -> Numbers:
    """By how much each verdict fell (0..1)."""
    return np.array([shift.before - shift.after for shift in shifts])
