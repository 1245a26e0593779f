"""A rubric as plain text, for reading and for passing on."""

from touchstone.domain.check_words import in_words
from touchstone.domain.rubric import Criterion, Rubric


def criterion_lines(number: int, criterion: Criterion) -> list[str]:
    """A criterion in one line, with what is unusual about it, and a line for each level of its scale."""
    details = [f"weight {criterion.weight:g}"] if criterion.weight != 1 else []
    details += ["guard"] if criterion.guard else []
    details += [f"checked by code: {in_words(criterion.check)}"] if criterion.check is not None else []
    first = f"{number}. {criterion.text}" + (f" ({', '.join(details)})" if details else "")
    return [first, *(f"     {level.value}: {level.description}" for level in criterion.scale.levels)]


def rubric_text(rubric: Rubric) -> str:
    """The whole rubric: its prompt where it is for one, and its criteria."""
    lines = ["Prompt:", rubric.prompt, "", "Rubric:"] if rubric.prompt is not None else []
    for number, criterion in enumerate(rubric.criteria, start=1):
        lines += criterion_lines(number, criterion)
    return "\n".join(lines) + "\n"
