"""Criteria in the form that judges with a scale of their own want: a text and a description of every level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from touchstone.domain.rubric import Criterion
from touchstone.judging.formats.outcomes import Outcomes, certain, spread
from touchstone.judging.prompts import BINARY_LABELS, MET, NOT_MET, describe

HELPFULNESS = "Does the model provide relevant and useful responses to the user's needs or questions?"
_HELPFULNESS_LEVELS = (
    "The model's responses are irrelevant or unhelpful to the user's needs or queries.",
    "The model sometimes provides helpful information, but often fails to address the user's actual needs or "
    "questions.",
    "The model generally provides helpful responses that address the user's needs, though it may occasionally miss "
    "the mark.",
    "The model regularly provides helpful responses that are well-aligned with the user's inquiries, with only rare "
    "inaccuracies.",
    "The model consistently offers highly relevant and useful responses that perfectly cater to the user's needs and "
    "inquiries.",
)
"""What is asked where there is no rubric: the rubric of helpfulness of prometheus-eval (Apache-2.0)."""

_DEGREES = ("not at all", "in small part", "about half", "for the most part", "fully")
_MET_OR_NOT = ("The response does not meet it.", "The response meets it.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A criterion as it is shown: its text, the description of each number, and what the numbers mean."""

    text: str
    levels: Mapping[int, str]
    outcomes: Outcomes


def rubric_text(rubric: Sequence[Criterion]) -> str:
    """The criteria as one text; helpfulness where there are none."""
    if len(rubric) <= 1:
        return rubric[0].text if rubric else HELPFULNESS
    return "\n".join(f"{number}. {describe(criterion)}" for number, criterion in enumerate(rubric, start=1))


def shown_criterion(criterion: Criterion, scale: tuple[int, int] | None) -> Shown:
    """One criterion on the scale from its lowest to its highest number; None: on the criterion's own levels.

    A binary one is graded by how far it is met, on five levels, or on 0 and 1 where the scale is its own: the
    expected grade, from 0 to 1, is the probability that it is met. Of an ordinal one the first level is the lowest
    number, and so on: there must be as many.
    """
    if criterion.scale.kind == "binary":
        texts = _MET_OR_NOT if scale is None else _degrees(scale)
        low = scale[0] if scale else 0
        others = {label.name: 0.0 for label in BINARY_LABELS}
        shares = {str(low + at): at / (len(texts) - 1) for at in range(len(texts))}
        outcomes = {name: {**others, MET: share, NOT_MET: 1 - share} for name, share in shares.items()}
        return Shown(criterion.text, {low + at: text for at, text in enumerate(texts)}, outcomes)
    levels = criterion.scale.levels
    shown = [level.value for level in levels] if scale is None else list(range(scale[0], scale[1] + 1))
    names = [str(level.value) for level in levels]
    return Shown(
        criterion.text,
        {number: level.description for number, level in zip(shown, levels, strict=True)},
        {str(number): certain(name, names) for number, name in zip(shown, names, strict=True)},
    )


def overall(rubric: Sequence[Criterion], scale: tuple[int, int] | None, names: Sequence[str]) -> Shown:
    """A whole rubric as one graded question; `names` are Touchstone's labels for it, from worst to best.

    A rubric of a single criterion with as many levels as the scale is shown as it is.
    """
    low, high = scale or (int(names[0]), int(names[-1]))
    own = rubric[0].scale.levels if len(rubric) == 1 else ()
    if len(own) == high - low + 1:
        texts = tuple(level.description for level in own)
    elif not rubric and high - low + 1 == len(_HELPFULNESS_LEVELS):
        texts = _HELPFULNESS_LEVELS
    else:
        texts = _degrees((low, high))
    shares = {str(low + at): at / (high - low) for at in range(len(texts))}
    return Shown(
        rubric_text(rubric),
        {low + at: text for at, text in enumerate(texts)},
        {name: spread(share, names) for name, share in shares.items()},
    )


def _degrees(scale: tuple[int, int]) -> tuple[str, ...]:
    """How far something is met, for each number of the scale."""
    count = scale[1] - scale[0] + 1
    if count == len(_DEGREES):
        return tuple(f"The response meets this {degree}." for degree in _DEGREES)
    return tuple(f"The response meets this to {at} of {count - 1} parts." for at in range(count))
