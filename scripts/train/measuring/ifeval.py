"""IFEval: which of the constraints that its prompts list do generated rubrics name?

IFEval's instructions are checkable, listed beside each prompt, and were written for another purpose: that makes
them a strict test of a generator. A listed constraint counts as named only where one criterion says the same
thing: the same kind and, where IFEval gives values, the same values.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scripts.train.corpus.kinds.content import occurrences
from scripts.train.measuring.wordings import Named, named, read
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import mean

Given = Mapping[str, Any]
"""A constraint as IFEval lists it: its `id`, and its arguments by name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a rubric would have to name for a listed constraint.

    `kind` is None where there is no such kind; `all_of` is empty where the kind cannot say it exactly.
    """

    kind: str | None = None
    all_of: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A listed constraint of a prompt of that group: what is wanted, and whether the rubric names it."""

    id: str
    group: str
    wanted: Wanted
    same: bool
    same_kind: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A criterion of a kind that IFEval checks, written for a prompt of that group: was it listed like this?"""

    group: str
    listed: bool


def _exactly(kind: str, **values: object) -> Wanted:
    return Wanted(kind, (named(kind, **values),))


def _amount(kind: str, relation: str, limit: int) -> Wanted:
    """A number of units. IFEval's "less than" 300 allows what "at most" 299 allows."""
    if relation == "less than":
        relation, limit = "at most", limit - 1
    return _exactly(kind, relation=relation, limit=limit)


def _words(kind: str, words: Sequence[str]) -> Wanted:
    return Wanted(kind, tuple(named(kind, word=word) for word in dict.fromkeys(words)))


def _frequency(given: Given) -> Wanted:
    """How often a word comes. Kinds know "at least", of which once is a mention, and "never"."""
    word, count = given["keyword"], given["frequency"]
    if given["relation"] == "at least":
        return _exactly("contains", word=word) if count == 1 else _exactly("repeats", word=word, limit=count)
    return _exactly("avoids", word=word) if count == 1 else Wanted()


def _letters(given: Given) -> Wanted:
    """How often a character comes: kinds know exclamation marks alone, one or more of them, or none."""
    if given["letter"] != "!":
        return Wanted()
    at_least, count = given["let_relation"] == "at least", given["let_frequency"]
    kind = "exclamation" if at_least else "no exclamation"
    return _exactly(kind) if count == 1 else Wanted(kind if at_least else None)


WANTED: dict[str, Callable[[Given], Wanted]] = {
    "punctuation:no_comma": lambda given: _exactly("no commas"),
    "length_constraints:number_words": lambda given: _amount("words", given["relation"], given["num_words"]),
    "length_constraints:number_sentences": lambda given: _amount(
        "sentences", given["relation"], given["num_sentences"]
    ),
    "length_constraints:number_paragraphs": lambda given: _amount(
        "paragraphs", "exactly", given["num_paragraphs"]
    ),
    "keywords:existence": lambda given: _words("contains", given["keywords"]),
    "keywords:forbidden_words": lambda given: _words("avoids", given["forbidden_words"]),
    "keywords:frequency": _frequency,
    "keywords:letter_frequency": _letters,
    "detectable_format:number_bullet_lists": lambda given: _amount(
        "bullets", "exactly", given["num_bullets"]
    ),
    "detectable_format:number_highlighted_sections": lambda given: (
        _exactly("highlight") if given["num_highlights"] == 1 else Wanted("highlight")
    ),
    "detectable_format:title": lambda given: _exactly("title"),
    "detectable_format:json_format": lambda given: _exactly("json"),
    "detectable_content:number_placeholders": lambda given: _amount(
        "placeholders", "at least", given["num_placeholders"]
    ),
    "detectable_content:postscript": lambda given: (
        _exactly("postscript") if given["postscript_marker"].rstrip(".") == "P.S" else Wanted("postscript")
    ),
    "startend:quotation": lambda given: _exactly("quoted"),
    "startend:end_checker": lambda given: _exactly("ends", phrase=given["end_phrase"]),
    "change_case:english_lowercase": lambda given: _exactly("case", key="lower"),
    "change_case:english_capital": lambda given: _exactly("case", key="upper"),
}
"""What each of IFEval's instructions wants. Those that are not here are of no kind: a language, letter counts,
capital words, sections, two responses, a repeated prompt, a paragraph's first word, a choice of answers."""


def wanted(given: Given) -> Wanted:
    """What a rubric would have to name for a listed constraint. Raises KeyError where an argument is missing."""
    what = WANTED.get(given["id"])
    return what(given) if what else Wanted()


def _read(criterion: str, prompt: str) -> Named | None:
    """What the criterion names. JSON whose keys are all in the prompt is JSON as IFEval asks for it."""
    what = read(criterion)
    if (
        what
        and what.kind == "json"
        and all(occurrences(key, prompt) for key in what.values[0].split(" and "))
    ):
        return named("json")
    return what


def compare(
    prompt: str, group: str, constraints: Sequence[Given], criteria: Sequence[str]
) -> tuple[list[Found], list[Written]]:
    """A prompt's listed constraints, and its rubric's criteria of the kinds that IFEval checks.

    A criterion stands for one listed constraint at most; it goes to the one that it matches exactly.
    """
    readings = [reading for criterion in criteria if (reading := _read(criterion, prompt))]
    free = Counter(readings)
    same: list[bool] = []
    each = [wanted(given) for given in constraints]
    for want in each:
        same.append(bool(want.all_of) and all(free[what] > 0 for what in want.all_of))
        if same[-1]:
            free.subtract(want.all_of)
    kinds: Counter[str] = Counter()
    for what, left in free.items():
        kinds[what.kind] += left
    found = []
    for given, want, exact in zip(constraints, each, same, strict=True):
        alike = exact
        if not exact and want.kind and kinds[want.kind] > 0:
            kinds[want.kind] -= 1
            alike = True
        found.append(Found(given["id"], group, want, exact, alike))
    listed = {what for want in each for what in want.all_of}
    written = [Written(group, what in listed) for what in readings if what.kind in CHECKED]
    return found, written


CHECKED = frozenset(
    (
        *("no commas", "words", "sentences", "paragraphs", "contains", "avoids", "repeats", "bullets"),
        *("highlight", "title", "json", "placeholders", "postscript", "quoted", "ends", "case"),
    )
)
"""The kinds that stand for an instruction of IFEval."""


def _share(name: str, hits: Sequence[bool], groups: Sequence[str], seed: int) -> dict[str, Any]:
    values = np.array(hits, dtype=np.float64)
    return Figures(groups, seed).make(name, name, mean(values)).model_dump()


def summary(found: Sequence[Found], written: Sequence[Written], seed: int) -> dict[str, Any]:
    """Shares of the listed constraints with 95 % intervals that resample prompts; all together, and by id."""
    by_id: dict[str, list[Found]] = {}
    for each in found:
        by_id.setdefault(each.id, []).append(each)
    return {
        **_shares(found, seed),
        "criteria listed": _share(
            "criteria listed", [each.listed for each in written], [each.group for each in written], seed
        ),
        "ids": {id: _shares(those, seed) for id, those in sorted(by_id.items())},
    }


def _shares(found: Sequence[Found], seed: int) -> dict[str, Any]:
    groups = [each.group for each in found]
    sayable = [each for each in found if each.wanted.all_of]
    return {
        "listed": len(found),
        "kinds": sorted({each.wanted.kind for each in found if each.wanted.kind}),
        "taught": sum(each.wanted.kind is not None for each in found) / max(1, len(found)),
        "sayable": len(sayable) / max(1, len(found)),
        "same": _share("same", [each.same for each in found], groups, seed),
        "same kind": _share("same kind", [each.same_kind for each in found], groups, seed),
        "same of sayable": _share(
            "same of sayable", [each.same for each in sayable], [each.group for each in sayable], seed
        ),
    }
