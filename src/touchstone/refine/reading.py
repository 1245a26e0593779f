"""What a refinement did, read back from its folder: as far as it came."""

from collections.abc import Iterator
from typing import TypeVar

from pydantic import ValidationError

from touchstone.domain.base import Value
from touchstone.errors import InputError
from touchstone.evaluation.report import Figure
from touchstone.refine.folder import Begun, Folder
from touchstone.refine.gate import Decision, agreement
from touchstone.refine.measuring import Measured
from touchstone.refine.round import ENTRY, GATE, SUMMARY, Made
from touchstone.refine.summary import Summary

STAGES = {
    "candidates": "candidates.jsonl",
    "rewards": "rewards.jsonl",
    "choices": "choices.jsonl",
    "pairs": "pairs.jsonl",
    "training": "dpo/steps.jsonl",
    "gate": "gate.json",
}
"""The stages whose data can be looked at, and the files that it is in."""


class Row(Value):
    """A generator measured on some prompts: how well it does, and how long its rubrics are."""

    who: str
    generator: str
    how: str
    prompts: int
    agreement: Figure | None
    second: Figure | None
    criteria: float
    words: float
    redundancy: float
    failed: float
    order_agreement: float | None


class RoundTold(Value):
    """A round: what its stages came to, as far as they are done."""

    number: int
    summary: Summary | None
    made: Made | None
    decision: Decision | None
    gate: tuple[Row, ...]


class Overview(Value):
    """A refinement. `standing`: the generator that was promoted last, or the one it began with."""

    begun: Begun
    rounds: tuple[RoundTold, ...]
    last: tuple[Row, ...]
    standing: str


def overview(folder: Folder) -> Overview:
    """What is there of it. Raises InputError for a file that cannot be read."""
    begun = folder.begun()
    rounds = tuple(_round(folder, begun, number) for number in range(1, begun.spec.rounds + 1))
    standing = begun.spec.generator
    for each in rounds:
        if each.decision and each.decision.promoted and each.made:
            standing = each.made.dpo
    return Overview(
        begun=begun,
        rounds=rounds,
        last=tuple(_rows(folder, begun, None)),
        standing=standing,
    )


def _round(folder: Folder, begun: Begun, number: int) -> RoundTold:
    return RoundTold(
        number=number,
        summary=_value(folder, number, SUMMARY, Summary),
        made=_value(folder, number, ENTRY, Made),
        decision=_value(folder, number, GATE, Decision),
        gate=tuple(_rows(folder, begun, number)),
    )


T = TypeVar("T", bound=Value)


def _value(folder: Folder, number: int | None, name: str, kind: type[T]) -> T | None:
    """A stage's one value; None where it is not there yet. Raises InputError where it cannot be read."""
    path = folder.stage(number, name)
    if not path.is_file():
        return None
    try:
        return kind.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        raise InputError(
            f"{path} cannot be read: {error}", "delete it and resume: it is made again"
        ) from None


def _rows(folder: Folder, begun: Begun, number: int | None) -> Iterator[Row]:
    """What was measured on a round's fresh prompts, or on the last ones, in the order in which it was."""
    paths = sorted(
        folder.stage(number, "").glob("measured-*.json"),
        key=lambda path: (path.stat().st_mtime_ns, path.name),
    )
    for path in paths:
        found = _value(folder, number, path.name, Measured)
        assert found is not None
        labelled = any(each.told for each in found.prompts)
        second = any(each.second for each in found.prompts)
        seed = begun.spec.seed
        yield Row(
            who=path.stem.removeprefix("measured-").replace("-", " "),
            generator=found.generator,
            how=found.how,
            prompts=len(found.prompts),
            agreement=agreement(found, seed) if labelled else None,
            second=agreement(found, seed, "second agreement", second=True) if second else None,
            criteria=found.criteria,
            words=found.words,
            redundancy=found.redundancy,
            failed=found.failed,
            order_agreement=found.order_agreement,
        )


def stage_lines(folder: Folder, number: int, stage: str, limit: int | None) -> Iterator[str]:
    """The lines of a stage's file. Raises InputError where that stage is not done."""
    path = folder.stage(number, STAGES[stage])
    if not path.is_file():
        raise InputError(
            f"round {number} of refinement {folder.path.name} has no {stage} yet",
            "see: touchstone refine show",
        )
    with path.open(encoding="utf-8") as file:
        for place, line in enumerate(file):
            if limit is not None and place >= limit:
                return
            yield line.rstrip("\n")
