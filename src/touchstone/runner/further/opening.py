"""The models that a run asks beside its judge: the base model, the judge to escalate to, the members of a jury."""

import math
from dataclasses import dataclass
from pathlib import Path

from touchstone.catalogue import Catalogue
from touchstone.domain.run import RunSpec
from touchstone.errors import InputError
from touchstone.paths import Home
from touchstone.runner.models.kept import KeptModels
from touchstone.runner.models.opening import OpenModel, open_base, open_model
from touchstone.store import Store

BASE, SECOND = "base", "second"
"""The roles of the base model and of the judge to escalate to."""


@dataclass(slots=True)
class Further:
    """The models beside the judge, opened. `jury` is without the judge itself."""

    base: OpenModel | None = None
    second: OpenModel | None = None
    jury: tuple[OpenModel, ...] = ()

    @property
    def by_role(self) -> dict[str, OpenModel]:
        """The models by their role in the run."""
        members = {jury_role(number): model for number, model in enumerate(self.jury, start=2)}
        named = {BASE: self.base, SECOND: self.second}
        return {role: model for role, model in named.items() if model is not None} | members


def jury_role(number: int) -> str:
    """The role, and the voter's name, of a jury's member; the judge itself is number 1."""
    return f"jury-{number}"


def check_further(spec: RunSpec) -> None:
    """Raises InputError where what the spec asks of further models makes no sense together."""
    chosen = [value for value in (spec.escalate_share, spec.escalate_below) if value is not None]
    if spec.escalate_to is None and chosen:
        raise InputError("nothing to escalate to", "name the second judge: --escalate-to NAME")
    if spec.escalate_to is not None and len(chosen) != 1:
        raise InputError(
            f"what is to be escalated to {spec.escalate_to}?",
            "give either --escalate-share (0 to 1) or --escalate-below (a reliability)",
        )
    if spec.jury and (spec.escalate_to or spec.base):
        other = "--escalate-to" if spec.escalate_to else "--base"
        raise InputError(
            f"--jury and {other} do not go together", "every member of a jury judges everything by itself"
        )
    below = spec.escalate_below
    if below is not None and not math.isfinite(below):
        raise InputError(f"--escalate-below {below}: not a number", "give a reliability, such as -0.5")


def open_further(
    home: Home, store: Store, catalogue: Catalogue, spec: RunSpec, judge: OpenModel, kept: KeptModels | None
) -> Further:
    """Opens what the spec names beside the judge. Raises InputError; nothing stays open then."""
    further = Further()
    try:
        if spec.base:
            further.base = open_base(home, store, catalogue, judge, kept)
        if spec.escalate_to is not None:
            further.second = open_model(
                home, store, catalogue, spec.escalate_to, "judge", spec.overlong, kept
            )
            _require_others(further.second, [judge], "--escalate-to")
        for name in spec.jury:
            member = open_model(home, store, catalogue, name, "judge", spec.overlong, kept)
            others = [judge, *further.jury]
            further.jury += (member,)
            _require_others(member, others, "--jury")
    except BaseException:
        for model in further.by_role.values():
            model.close()
        raise
    return further


def _require_others(model: OpenModel, others: list[OpenModel], option: str) -> None:
    if any(model.settings == other.settings for other in others):
        raise InputError(
            f"{option} {model.entry.name}: this model judges already",
            "name another one: touchstone models list",
        )


def named_for_good(spec: RunSpec, further: Further) -> RunSpec:
    """The spec with the further models named so that they are found again."""
    second = None if further.second is None else name_of(further.second, spec.escalate_to)
    jury = tuple(name_of(model, asked) for model, asked in zip(further.jury, spec.jury, strict=True))
    return spec.model_copy(update={"escalate_to": second, "jury": jury})


def name_of(model: OpenModel, asked: str | None) -> str:
    """What finds the model again: its name in the catalogue, or the absolute path that was given."""
    if asked and asked != model.entry.name:
        return str(Path(asked).expanduser().absolute())
    return model.entry.name
