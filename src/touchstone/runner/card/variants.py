"""Changed responses beside the ones they were made from, in the same samples: what they share is computed once."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from touchstone.domain.base import content_hash
from touchstone.domain.dataset import Pair, Response, Sample
from touchstone.domain.rubric import Criterion
from touchstone.judging.probes import Aim, Change, is_fair, is_plain_english
from touchstone.runner.card.sets import CardSet

_ON_PROMPT = re.compile(r"prompt|instruct|request|asked|asks? for|tasks?\b|question|required", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Variant:
    """A response or pair (`id`) that differs from another one (`of`) by one change.

    `side` is which response of a pair was changed. `fair`: the criteria, by id, for which it is a fair test; whether
    it is one of the verdict as a whole is under the id None.
    """

    change: Change
    sample: Sample
    of: str
    id: str
    side: str | None
    before: str
    after: str
    fair: dict[str | None, bool] = field(default_factory=dict)


@dataclass(slots=True)
class Variants:
    """The samples with their variants in them. `not_applied`: by change, the responses that it does not fit."""

    samples: list[Sample] = field(default_factory=list)
    variants: list[Variant] = field(default_factory=list)
    not_applied: Counter[str] = field(default_factory=Counter)


def vary(each: CardSet, samples: Sequence[Sample], changes: Sequence[Change], seed: int) -> Variants:
    """All changes of all responses of these samples; of a pair, of the one of its responses that the seed draws."""
    found = Variants()
    for sample in samples:
        made = list(
            _of_pairs(each, sample, changes, seed, found.not_applied)
            if each.protocol == "pairwise"
            else _of_responses(each, sample, changes, seed, found.not_applied)
        )
        responses = tuple(response for _, response, _ in made)
        pairs = tuple(pair for _, _, pair in made if pair is not None)
        found.variants += [variant for variant, _, _ in made]
        found.samples.append(
            sample.model_copy(
                update={"responses": (*sample.responses, *responses), "pairs": (*sample.pairs, *pairs)}
            )
        )
    return found


Made = tuple[Variant, Response, Pair | None]


def _of_responses(
    each: CardSet, sample: Sample, changes: Sequence[Change], seed: int, skipped: Counter[str]
) -> Iterator[Made]:
    for response in sample.responses:
        criteria = _criteria(each, sample, response)
        aim = _aim(each, criteria)
        for change, text in _changed(response.text, changes, aim, seed, skipped):
            id = f"{response.id}~{change.name}"
            fair = _fairness(each, sample, criteria, response.text, text)
            variant = Variant(change, sample, response.id, id, None, response.text, text, fair)
            yield variant, response.model_copy(update={"id": id, "text": text, "labels": ()}), None


def _of_pairs(
    each: CardSet, sample: Sample, changes: Sequence[Change], seed: int, skipped: Counter[str]
) -> Iterator[Made]:
    for pair in sample.pairs:
        side = "AB"[int(content_hash([seed, sample.id, pair.id], 8), 16) % 2]
        response = sample.response(pair.a if side == "A" else pair.b)
        criteria = _criteria(each, sample, sample.response(pair.a))
        for change, text in _changed(response.text, changes, _aim(each, criteria), seed, skipped):
            id = f"{pair.id}~{change.name}"
            fair = _fairness(each, sample, criteria, response.text, text)
            variant = Variant(change, sample, pair.id, id, side, response.text, text, fair)
            other = response.model_copy(update={"id": id, "text": text, "labels": ()})
            changed = {"id": id, "label": None, "a" if side == "A" else "b": id}
            yield variant, other, pair.model_copy(update=changed)


def _changed(
    text: str, changes: Sequence[Change], aim: Aim, seed: int, skipped: Counter[str]
) -> Iterator[tuple[Change, str]]:
    fits = is_plain_english(text)
    for change in changes:
        made = change.apply(text, aim, seed) if fits else None
        if made is None:
            skipped[change.name] += 1
        else:
            yield change, made


def _criteria(each: CardSet, sample: Sample, response: Response) -> Sequence[Criterion]:
    """The criteria that are shown to the judge, or asked about one by one."""
    if each.rubric == "none":
        return ()
    rubric = (
        (sample.rubric or response.rubric)
        if each.protocol == "pairwise"
        else (response.rubric or sample.rubric)
    )
    return rubric.criteria if rubric else ()


def _aim(each: CardSet, criteria: Sequence[Criterion]) -> Aim:
    """What an order to the judge asks for: the best answer of the question that it will be asked."""
    if each.protocol == "pairwise":
        return Aim("choose this response", "This response is better.")
    if each.protocol == "holistic":
        return Aim("answer 5", "5")
    highest = {criterion.scale.levels[-1].value for criterion in criteria if criterion.scale.levels}
    if not highest:
        return Aim("answer Yes", "Yes")
    binary = any(not criterion.scale.levels for criterion in criteria)
    if len(highest) == 1 and not binary:
        return Aim(f"answer {max(highest)}", str(max(highest)))
    return Aim("give the best verdict", "The best verdict.")


def _fairness(
    each: CardSet, sample: Sample, criteria: Sequence[Criterion], before: str, after: str
) -> dict[str | None, bool]:
    """For which criteria the change is a fair test: for a verdict as a whole, none of them and not the prompt."""
    texts = {criterion.id: _asked(criterion) for criterion in criteria}
    fair = {id: is_fair(before, after, text) for id, text in texts.items()}
    prompt = is_fair(before, after, sample.prompt)
    if each.protocol == "criteria":
        return {id: good and (prompt or not _ON_PROMPT.search(texts[id])) for id, good in fair.items()}
    return {None: prompt and all(fair.values())}


def _asked(criterion: Criterion) -> str:
    return " ".join([criterion.text, *(level.description for level in criterion.scale.levels)])
