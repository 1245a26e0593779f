"""Tournaments of a prompt's rubrics: who meets whom, what the meta-judge is asked, and what its answers say."""

import random
from collections.abc import Sequence
from itertools import combinations, pairwise
from math import isfinite

from touchstone.domain.base import content_hash
from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Answer, Failure, Request
from touchstone.domain.meeting import Meeting
from touchstone.domain.rubric import Criterion, Rubric
from touchstone.rubrics.meta_prompts import MetaWording, comparison_request
from touchstone.rubrics.wording import criterion_lines

MIN_LABEL_MASS = 0.2
"""An order whose labels hold less probability than this has no valid verdict, as in judging."""


def schedule(count: int, meetings: int | None, seed: int) -> list[tuple[int, int]]:
    """Which of `count` rubrics meet, as pairs of their places: all, or so many that are spread evenly.

    Fewer than all begin with a path through all rubrics in a random order, so that each can be compared with each,
    directly or over others; then those meet that met fewest so far. Raises ValueError for fewer than count - 1.
    """
    every = list(combinations(range(count), 2))
    if meetings is None or meetings >= len(every):
        return every
    if meetings < count - 1:
        raise ValueError(f"{count} rubrics need at least {count - 1} meetings, not {meetings}")
    draw = random.Random(f"meetings {seed}")
    path = draw.sample(range(count), count)
    chosen = [(min(pair), max(pair)) for pair in pairwise(path)]
    left = [pair for pair in every if pair not in chosen]
    draw.shuffle(left)
    met = [sum(place in pair for pair in chosen) for place in range(count)]
    while len(chosen) < meetings:
        pair = min(left, key=lambda each: met[each[0]] + met[each[1]])
        left.remove(pair)
        chosen.append(pair)
        for place in pair:
            met[place] += 1
    return sorted(chosen)


def meeting_fingerprint(model_fingerprint: str, wording: MetaWording, sample: Sample) -> str:
    """What all meetings of a tournament share: the meta-judge, its question, and what is judged by the rubrics."""
    asked = [model_fingerprint, wording, sample.system_prompt, sample.prompt, sample.reference]
    return content_hash(asked, 32)


def meeting_requests(sample: Sample, first: Rubric, second: Rubric, wording: MetaWording) -> list[Request]:
    """The two questions of a meeting: the rubric of the smaller id shown first, then the other one."""
    one, other = (_texts(rubric) for rubric in in_order(first, second))
    return [
        comparison_request(sample, one, other, wording),
        comparison_request(sample, other, one, wording),
    ]


def in_order(first: Rubric, second: Rubric) -> tuple[Rubric, Rubric]:
    """The two rubrics as a meeting names them: the smaller id first."""
    return (first, second) if first.id < second.id else (second, first)


def meeting_of(
    first: Rubric, second: Rubric, answers: Sequence[Answer | Failure], model: str, fingerprint: str
) -> Meeting:
    """What the answers to `meeting_requests` say. An order without a valid verdict is None, for the reason given."""
    one, other = in_order(first, second)
    ab, ba = (_verdict(answer) for answer in answers)
    reasons = [reason for reason in (ab, ba) if isinstance(reason, str)]
    return Meeting(
        first=one.id,
        second=other.id,
        model=model,
        fingerprint=fingerprint,
        ab=ab if isinstance(ab, dict) else None,
        ba={"A": ba["B"], "B": ba["A"], "tie": ba["tie"]} if isinstance(ba, dict) else None,
        unscored=reasons[0] if reasons else None,
    )


def _texts(rubric: Rubric) -> list[str]:
    return [_text(criterion) for criterion in rubric.criteria]


def _text(criterion: Criterion) -> str:
    """The criterion with its weight and levels where it has any: a fault must not pass for a requirement."""
    return "\n".join(criterion_lines(1, criterion)).removeprefix("1. ")


def _verdict(answer: Answer | Failure) -> dict[str, float] | str:
    """The probabilities as they were read, or why there are none."""
    if isinstance(answer, Failure):
        return answer.reason
    read = answer.distribution
    if read is None or not all(map(isfinite, (read.label_mass, *read.probabilities.values()))):
        return "no verdict could be read"
    if read.label_mass < MIN_LABEL_MASS:
        return f"label mass {read.label_mass:.2g} is under {MIN_LABEL_MASS:g}"
    return dict(read.probabilities)
