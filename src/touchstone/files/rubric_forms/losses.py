"""What a form could not carry: the rubrics that were written against what reads back, counted and in words."""

from collections import Counter
from collections.abc import Iterator, Sequence

from touchstone.domain.rubric import Criterion, Rubric, Scale

_WORDS = {
    "rubrics": ("rubric cannot be told apart from another one", "rubrics cannot be told apart from others"),
    "criteria": ("rubric comes back with other criteria", "rubrics come back with other criteria"),
    "prompt": ("rubric loses its prompt", "rubrics lose their prompts"),
    "mark": (
        "rubric loses the mark of what it is not valid for (a bundled model, or prompts that it was made from)",
        "rubrics lose the mark of what they are not valid for (a bundled model, or prompts that they were made from)",
    ),
    "for": (
        "rubric no longer says whether it is for a dataset or for one prompt",
        "rubrics no longer say whether they are for a dataset or for one prompt",
    ),
    "text": (
        "criterion reads back with other white space or wording",
        "criteria read back with other white space or wording",
    ),
    "weight": ("criterion has a weight", "criteria have weights"),
    "levels": ("criterion has levels", "criteria have levels"),
    "numbers": (
        "criterion has levels with numbers of their own",
        "criteria have levels with numbers of their own",
    ),
    "described": ("criterion has levels with texts", "criteria have levels with texts"),
    "scores": (
        "criterion has levels with scores of their own",
        "criteria have levels with scores of their own",
    ),
    "guard": ("criterion is a guard", "criteria are guards"),
    "check": ("criterion is checked by code", "criteria are checked by code"),
    "name": ("criterion has a name", "criteria have names"),
    "tags": ("criterion has tags", "criteria have tags"),
}
"""What is lost, of one and of several, in the order in which it is told."""
_OF_RUBRICS = ("rubrics", "criteria", "prompt", "mark", "for", "text")
"""Those that say what happens; the others are what the form cannot carry."""


def losses(given: Sequence[Rubric], back: Sequence[Rubric]) -> list[str]:
    """What is not in `back` of the rubrics `given`, a sentence for each kind of loss."""
    counts: Counter[str] = Counter()
    if len(back) != len(given):
        counts["rubrics"] = abs(len(given) - len(back))
    else:
        for rubric, read in zip(given, back, strict=True):
            counts.update(_of_rubric(rubric, read))
    return [_sentence(kind, counts[kind]) for kind in _WORDS if counts[kind]]


def _sentence(kind: str, count: int) -> str:
    words = f"{count} {_WORDS[kind][count != 1]}"
    return words if kind in _OF_RUBRICS else f"{words}, which this form cannot carry"


def _of_rubric(given: Rubric, back: Rubric) -> Iterator[str]:
    provenance = given.provenance
    if (provenance.demo_model, provenance.groups) != (back.provenance.demo_model, back.provenance.groups):
        yield "mark"
    if given.prompt != back.prompt:
        yield "prompt"
    if len(given.criteria) != len(back.criteria):
        yield "criteria"
        return
    pairs = list(zip(given.criteria, back.criteria, strict=True))
    same = given.level == back.level and all(one.level == other.level for one, other in pairs)
    if given.prompt == back.prompt and not same:
        yield "for"
    for one, other in pairs:
        yield from _of_criterion(one, other)


def _of_criterion(given: Criterion, back: Criterion) -> Iterator[str]:
    yield from (
        name for name in ("text", "weight", "guard", "check", "name", "tags") if _differ(given, back, name)
    )
    if len(given.scale.levels) != len(back.scale.levels):
        yield "levels"
    elif given.scale.kind == "ordinal":
        yield from _of_scale(given.scale, back.scale)


def _differ(one: Criterion, other: Criterion, name: str) -> bool:
    return bool(getattr(one, name) != getattr(other, name))


def _of_scale(given: Scale, back: Scale) -> Iterator[str]:
    pairs = list(zip(given.levels, back.levels, strict=True))
    if any(one.value != other.value for one, other in pairs):
        yield "numbers"
    if any(one.description != other.description for one, other in pairs):
        yield "described"
    if given.scores() != back.scores():
        yield "scores"
