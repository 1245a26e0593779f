"""The first stages of a round: candidates are drawn, rewarded, and paired."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Answer, Failure, Request
from touchstone.domain.meeting import Meeting
from touchstone.domain.rubric import Criterion, Rubric
from touchstone.domain.run import Event
from touchstone.domain.tournament import Tournament
from touchstone.refine.bench import Bench
from touchstone.refine.judged import judge_rubrics
from touchstone.refine.pairs import Choice, choose_pairs, trl_row
from touchstone.refine.rewards import Judged, Reward, reward_of, word_count
from touchstone.refine.settings import RefineSpec
from touchstone.rubrics import generated_by, instance_request
from touchstone.rubrics.candidates import candidate_requests, candidate_rubrics
from touchstone.runner.models.opening import OpenModel


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the generator wrote for a sample: each candidate's text, and the rubric in it or why there is none."""

    sample: Sample
    texts: tuple[str, ...]
    rubrics: tuple[Rubric | Failure, ...]

    @property
    def criteria(self) -> list[Sequence[Criterion]]:
        """Each candidate's criteria; none where it did not parse."""
        return [each.criteria if isinstance(each, Rubric) else () for each in self.rubrics]

    def row(self) -> dict[str, Any]:
        """The candidates as a stage's file keeps them."""
        told = [
            {"text": text, "criteria": [each.text for each in rubric.criteria], "rubric": rubric.id}
            if isinstance(rubric, Rubric)
            else {"text": text, "failure": rubric.reason}
            for text, rubric in zip(self.texts, self.rubrics, strict=True)
        ]
        return {"sample": self.sample.id, "prompt": self.sample.prompt, "candidates": told}


def draw(
    bench: Bench, phase: str, generator: OpenModel, samples: Sequence[Sample], spec: RefineSpec, seed: int
) -> Generator[Event, None, list[Drawn]]:
    """Draws each sample's candidates. What was drawn before comes from the cache."""
    asked = [
        candidate_requests(sample, count=spec.candidates, seed=seed, temperature=spec.temperature)
        for sample in samples
    ]
    answers = yield from bench.ask(phase, generator, asked)
    origin = generated_by(
        generator.entry.name, generator.settings.weights_hash, seed, demo_model=generator.entry.is_demo
    )
    return [
        Drawn(
            sample,
            tuple(each.text or "" if isinstance(each, Answer) else "" for each in told),
            tuple(candidate_rubrics(sample, requests, told, origin)),
        )
        for sample, requests, told in zip(samples, asked, answers, strict=True)
    ]


def rewarded(
    bench: Bench,
    phase: str,
    judge: OpenModel,
    drawn: Sequence[Drawn],
    tournaments: Mapping[str, Tournament],
    spec: RefineSpec,
) -> Generator[Event, None, list[list[Reward]]]:
    """The rewards of each sample's candidates. `tournaments`: by sample, where there were any."""
    entries = [(each.sample, each.criteria) for each in drawn]
    judged = yield from judge_rubrics(bench, phase, judge, entries, spec.protocol)
    return [
        _rewards(each, its_judged, tournaments.get(each.sample.id))
        for each, its_judged in zip(drawn, judged, strict=True)
    ]


def _rewards(drawn: Drawn, judged: Sequence[Judged | None], tournament: Tournament | None) -> list[Reward]:
    texts = [[criterion.text for criterion in criteria] for criteria in drawn.criteria]
    usual = median([word_count(each) for each in texts if each] or [0])
    strengths = dict(zip(tournament.rubric_ids, tournament.strengths, strict=True)) if tournament else {}
    return [
        reward_of(number, each, told, usual, strengths.get(rubric.id) if isinstance(rubric, Rubric) else None)
        for number, (each, told, rubric) in enumerate(zip(texts, judged, drawn.rubrics, strict=True))
    ]


def paired(
    drawn: Drawn, rewards: Sequence[Reward], tournament: Tournament | None, spec: RefineSpec
) -> list[Choice]:
    """The preference pairs of a sample: of candidates that say the same only the first can be in one."""
    first: dict[str, int] = {}
    for number, rubric in enumerate(drawn.rubrics):
        if isinstance(rubric, Rubric):
            first.setdefault(rubric.id, number)
    meetings: dict[tuple[int, int], Meeting] = {}
    for meeting in tournament.meetings if tournament else ():
        one, other = first.get(meeting.first), first.get(meeting.second)
        if one is not None and other is not None:
            meetings[min(one, other), max(one, other)] = meeting if one < other else meeting.turned()
    kept = [each for each in rewards if not each.parses or each.candidate in first.values()]
    return choose_pairs(drawn.sample.id, kept, meetings, most=spec.pairs, min_gap=spec.min_gap)


def best_of(rewards: Sequence[Reward]) -> tuple[int, int] | None:
    """(the best candidate, the worst other one); None where nothing was rewarded or there is but one."""
    ranked = sorted(
        (each for each in rewards if each.total is not None), key=lambda each: -(each.total or 0.0)
    )
    return (ranked[0].candidate, ranked[-1].candidate) if len(ranked) > 1 else None


def trl_rows(drawn: Sequence[Drawn], choices: Sequence[Choice]) -> Iterator[dict[str, Any]]:
    """The pairs in TRL's form."""
    found = {each.sample.id: each for each in drawn}
    for choice in choices:
        each = found[choice.sample]
        yield trl_row(
            instance_request(each.sample, seed=0), each.texts[choice.chosen], each.texts[choice.rejected]
        )


def token_rows(
    generator: OpenModel, drawn: Sequence[Drawn], pairs: Sequence[tuple[str, int, int]]
) -> Iterator[dict[str, list[int]]]:
    """(sample, better, worse candidate) in tokens, as the engine asks and writes them: with the chat template."""
    found = {each.sample.id: each for each in drawn}
    for sample, better, worse in pairs:
        each = found[sample]
        request = instance_request(each.sample, seed=0)
        chosen, rejected = (_tokens(generator, request, each.texts[number]) for number in (better, worse))
        if chosen and rejected:
            yield {"prompt_ids": chosen[0], "chosen_ids": chosen[1], "rejected_ids": rejected[1]}


def _tokens(generator: OpenModel, request: Request, text: str) -> tuple[list[int], list[int]] | None:
    if not text.strip():
        return None
    asked = Request(request.content, cut=request.cut, written=text)
    told = generator.written(asked)
    return None if isinstance(told, Failure) else told
