"""From a format as it is declared to one that judges."""

import re

from touchstone.domain.base import content_hash
from touchstone.domain.engine import Label
from touchstone.domain.format import LABELS, DeclaredFormat, DeclaredTask, TaskKind
from touchstone.judging.formats.format import HOLISTIC_NAMES, Answering, Format, Task
from touchstone.judging.formats.outcomes import Outcomes, choice, numbers, scale_outcomes
from touchstone.judging.formats.template import template


def declared_format(declared: DeclaredFormat) -> Format:
    """The format; its version holds a hash of all that was declared."""
    version = f"{declared.name}-{content_hash(declared.model_dump(mode='json'), 8)}"
    tasks = {kind: _task(kind, task) for kind, task in declared.tasks.items()}
    return Format(declared.name, version, tasks, declared.frame)


def _task(kind: TaskKind, declared: DeclaredTask) -> Task:
    reference = declared.prompt_with_reference
    labels, outcomes = _labels(kind, declared)
    return Task(
        prompt=template(declared.prompt),
        with_reference=template(reference) if reference else None,
        labels=labels,
        outcomes=outcomes,
        scale=declared.scale,
        level=declared.level,
        answer=Answering(
            re.compile(declared.pattern),
            declared.start,
            declared.until,
            declared.then,
            declared.max_tokens,
            declared.gap,
        ),
    )


def _labels(kind: TaskKind, declared: DeclaredTask) -> tuple[tuple[Label, ...], Outcomes]:
    """(labels, outcomes) of a task; none where they come of the levels."""
    if declared.labels:
        return choice(declared.labels, LABELS[kind])
    if kind == "holistic" and declared.scale:
        return numbers(*declared.scale), scale_outcomes(*declared.scale, HOLISTIC_NAMES)
    return (), {}
