"""The labelled sets of a report card: read, and how each is to be judged."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from touchstone.domain.card import CardSpec
from touchstone.domain.dataset import Dataset, Pair, Response, Sample
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import JudgeProtocol
from touchstone.domain.rubric import Rubric
from touchstone.domain.run import Layout
from touchstone.errors import InputError
from touchstone.files import read_dataset


@dataclass(frozen=True, slots=True)
class CardSet:
    """A set and how it is judged; `layout` once that was chosen. `note`: what was found out on the way."""

    name: str
    dataset: Dataset
    home: bool
    protocol: JudgeProtocol
    rubric: Literal["own", "none"]
    layout: Layout | None = None
    note: str = ""

    @property
    def how(self) -> str:
        """Protocol and rubric in words."""
        shown = "the file's own rubric" if self.rubric == "own" else "no rubric"
        return f"{self.protocol}, {shown}"


def read_sets(spec: CardSpec) -> list[CardSet]:
    """The sets, those of the judge's own first. Raises InputError for a file that cannot be read or has no labels."""
    named = [(path, True) for path in spec.own] + [(path, False) for path in spec.data]
    if not named:
        raise InputError("a report card needs labelled data", "name one file or more")
    paths = [Path(path).expanduser().absolute() for path, _ in named]
    if len(set(paths)) < len(paths):
        raise InputError("a file is named twice", "name each set once, as the judge's own (--own) or not")
    names = _names(paths)
    return [
        _card_set(name, read_dataset(path, limit=spec.limit), home)
        for name, path, (_, home) in zip(names, paths, named, strict=True)
    ]


def _names(paths: Sequence[Path]) -> list[str]:
    """File names without their endings; with their folder where two are the same."""
    stems = [path.stem for path in paths]
    return [
        stem if stems.count(stem) == 1 else f"{path.parent.name}/{path.name}"
        for stem, path in zip(stems, paths, strict=True)
    ]


def _card_set(name: str, dataset: Dataset, home: bool) -> CardSet:
    if any(pair.label for sample in dataset.samples for pair in sample.pairs):
        has_own = any(_pair_rubric(sample, pair) for sample in dataset.samples for pair in sample.pairs)
        return CardSet(name, dataset, home, "pairwise", "own" if has_own else "none")
    labelled = [
        (sample, response)
        for sample in dataset.samples
        for response in sample.responses
        if any(label.score_max > label.score_min for label in response.labels)
    ]
    if not labelled:
        raise InputError(
            f"{dataset.path}: no response and no pair has a label",
            "give scores (score, score_min, score_max) or preferences (label), or leave the file out",
        )
    if any(response.rubric or sample.rubric for sample, response in labelled):
        return CardSet(name, dataset, home, "criteria", "own")
    return CardSet(name, dataset, home, "holistic", "none")


def _pair_rubric(sample: Sample, pair: Pair) -> Rubric | None:
    return sample.rubric or sample.response(pair.a).rubric


def with_criteria_apart(dataset: Dataset) -> Dataset:
    """The same, each response once for every criterion it was scored on, with a rubric of just that one."""
    return dataset.model_copy(
        update={
            "samples": tuple(
                sample.model_copy(
                    update={
                        "responses": tuple(
                            each for response in sample.responses for each in _apart(sample, response)
                        )
                    }
                )
                for sample in dataset.samples
            )
        }
    )


def _apart(sample: Sample, response: Response) -> Iterable[Response]:
    rubric = response.rubric or sample.rubric
    criteria = {criterion.id: criterion for criterion in rubric.criteria} if rubric else {}
    if (
        rubric is None
        or len(criteria) < 2
        or any(label.criterion_id not in criteria for label in response.labels)
    ):
        yield response
        return
    for id, criterion in criteria.items():
        labels = tuple(label for label in response.labels if label.criterion_id == id)
        if labels:
            alone = rubric.model_copy(update={"criteria": (criterion,)})
            yield response.model_copy(update={"id": f"{response.id}|{id}", "rubric": alone, "labels": labels})


def part_of(each: CardSet, size: int, seed: int) -> tuple[Sample, ...]:
    """`size` labelled responses or pairs, drawn by the seed from as many prompts as there are, in file order."""
    items = [
        (sample.group, sample.id, target.id)
        for sample in each.dataset.samples
        for target in labelled_targets(sample, each.protocol)
    ]
    chosen = drawn(items, size, seed)
    return tuple(
        _narrowed(sample, each.protocol, chosen)
        for sample in each.dataset.samples
        if any(place[0] == sample.id for place in chosen)
    )


def drawn(items: Iterable[tuple[str, str, str]], size: int, seed: int) -> set[tuple[str, str]]:
    """`size` of the items (group, sample id, id) without their groups, drawn from as many groups as there are."""
    by_group: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for group, *place in items:
        by_group[group].append((place[0], place[1]))
    source = random.Random(seed)
    groups = sorted(by_group)
    source.shuffle(groups)
    for group in groups:
        source.shuffle(by_group[group])
    rounds = max((len(found) for found in by_group.values()), default=0)
    order = [
        by_group[group][turn] for turn in range(rounds) for group in groups if turn < len(by_group[group])
    ]
    return set(order[:size])


def labelled_targets(sample: Sample, protocol: JudgeProtocol) -> list[Response] | list[Pair]:
    """The sample's responses or pairs that people labelled."""
    if protocol == "pairwise":
        return [pair for pair in pairs_of(sample) if pair.label is not None]
    return [response for response in sample.responses if response.labels]


def _narrowed(sample: Sample, protocol: JudgeProtocol, chosen: set[tuple[str, str]]) -> Sample:
    """The sample with the chosen responses or pairs alone."""
    if protocol == "pairwise":
        pairs = tuple(pair for pair in pairs_of(sample) if (sample.id, pair.id) in chosen)
        return sample.model_copy(update={"pairs": pairs})
    responses = tuple(response for response in sample.responses if (sample.id, response.id) in chosen)
    return sample.model_copy(update={"responses": responses})
