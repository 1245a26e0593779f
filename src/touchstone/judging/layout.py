"""Chooses, by counting, where the criteria stand in the prompt: each at the leaf, or all in the trunk."""

from collections.abc import Callable, Iterable, Sequence

from touchstone.domain.engine import Request
from touchstone.domain.results import JudgeProtocol
from touchstone.domain.run import Layout
from touchstone.judging.questions import Question


def choose_layout(
    count: Callable[[Sequence[Request]], tuple[int, int]],
    protocol: JudgeProtocol,
    builds: Iterable[Callable[[Layout], Sequence[Question]]],
) -> Layout:
    """The layout whose prompts have fewer distinct tokens; "leaf" where they are equal.

    `count` is the engine's (tokens_total, tokens_distinct); each of `builds` makes the questions of a part of the
    run in one layout, and nothing is shared between parts. Only the protocol "criteria" has two layouts.
    """
    if protocol != "criteria":
        return "leaf"
    distinct: dict[Layout, int] = {"leaf": 0, "trunk": 0}
    for build in builds:
        for layout in distinct:
            distinct[layout] += count([question.request for question in build(layout)])[1]
    return "trunk" if distinct["trunk"] < distinct["leaf"] else "leaf"
