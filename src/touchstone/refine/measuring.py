"""Measuring a generator on prompts: its rubrics, greedy or the best of several, judged against the labels."""

from collections.abc import Generator, Sequence
from statistics import fmean

from touchstone.domain.base import Value
from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Failure
from touchstone.domain.meeting import Meeting
from touchstone.domain.results import JudgeProtocol
from touchstone.domain.rubric import Rubric
from touchstone.domain.run import Event
from touchstone.refine.bench import Bench
from touchstone.refine.judged import judge_rubrics, labelled_pairs
from touchstone.refine.rewards import Told, word_count
from touchstone.rubrics import generated_by, instance_request, instance_rubric, redundancy
from touchstone.rubrics.meta_prompts import MetaWording
from touchstone.rubrics.tournament import meeting_fingerprint, meeting_of, meeting_requests
from touchstone.runner.models.opening import OpenModel

Written = Sequence[Rubric | Failure]
"""A rubric for each sample, or why there is none."""


class Prompted(Value):
    """One prompt's rubric as measured. `told`: by the judge, `second`: by the second judge, where there is one.

    Without a rubric every labelled pair is undecided.
    """

    sample: str
    group: str
    criteria: int
    words: int
    redundancy: float
    told: tuple[Told, ...] = ()
    second: tuple[Told, ...] = ()


class Measured(Value):
    """A generator measured on some prompts. `how`: "greedy", or how the rubric was chosen of several."""

    generator: str
    how: str
    prompts: tuple[Prompted, ...]
    order_agreement: float | None = None
    """Of the meetings that chose the rubrics: the share in which both orders agreed."""

    @property
    def words(self) -> float:
        """The mean number of words of a rubric."""
        return fmean(each.words for each in self.prompts) if self.prompts else 0.0

    @property
    def criteria(self) -> float:
        """The mean number of criteria."""
        return fmean(each.criteria for each in self.prompts) if self.prompts else 0.0

    @property
    def redundancy(self) -> float:
        """The mean share of criteria that nearly repeat another."""
        return fmean(each.redundancy for each in self.prompts) if self.prompts else 0.0

    @property
    def failed(self) -> float:
        """The share of prompts without a rubric."""
        return fmean(each.criteria == 0 for each in self.prompts) if self.prompts else 0.0


def greedy(
    bench: Bench, phase: str, generator: OpenModel, samples: Sequence[Sample]
) -> Generator[Event, None, list[Rubric | Failure]]:
    """The generator's own rubrics, as `judge --rubric instance` would make them."""
    asked = [[instance_request(sample, seed=0)] for sample in samples]
    answers = yield from bench.ask(phase, generator, asked)
    origin = generated_by(
        generator.entry.name, generator.settings.weights_hash, 0, demo_model=generator.entry.is_demo
    )
    return [instance_rubric(sample, told[0], origin) for sample, told in zip(samples, answers, strict=True)]


def measure(
    bench: Bench,
    phase: str,
    judges: Sequence[OpenModel],
    samples: Sequence[Sample],
    rubrics: Written,
    protocol: JudgeProtocol,
) -> Generator[Event, None, tuple[Prompted, ...]]:
    """Each prompt's rubric, judged by the first judge and, where there is one, by the second."""
    told: list[list[tuple[Told, ...]]] = []
    for judge in judges:
        entries = [
            (sample, [rubric.criteria if isinstance(rubric, Rubric) else ()])
            for sample, rubric in zip(samples, rubrics, strict=True)
        ]
        found = yield from judge_rubrics(
            bench, f"{phase}, judged by {judge.entry.name}", judge, entries, protocol
        )
        told.append(
            [
                each[0].told if each[0] else _undecided(sample)
                for sample, each in zip(samples, found, strict=True)
            ]
        )
        judge.set_aside()
    return tuple(
        _prompted(sample, rubric, told[0][place], told[1][place] if len(told) > 1 else ())
        for place, (sample, rubric) in enumerate(zip(samples, rubrics, strict=True))
    )


def _undecided(sample: Sample) -> tuple[Told, ...]:
    return tuple(Told(pair=pair.id, margin=None) for pair in labelled_pairs(sample))


def _prompted(
    sample: Sample, rubric: Rubric | Failure, told: tuple[Told, ...], second: tuple[Told, ...]
) -> Prompted:
    texts = [each.text for each in rubric.criteria] if isinstance(rubric, Rubric) else []
    return Prompted(
        sample=sample.id,
        group=sample.group,
        criteria=len(texts),
        words=word_count(texts),
        redundancy=redundancy(texts),
        told=told,
        second=second,
    )


def meet(
    bench: Bench,
    phase: str,
    meta: OpenModel,
    wording: MetaWording,
    entries: Sequence[tuple[Sample, Rubric, Rubric]],
) -> Generator[Event, None, list[Meeting]]:
    """The meta-judge's word on two rubrics for each sample, in both orders."""
    asked = [meeting_requests(sample, one, other, wording) for sample, one, other in entries]
    answers = yield from bench.ask(phase, meta, asked)
    return [
        meeting_of(one, other, told, meta.entry.name, meeting_fingerprint(meta.fingerprint, wording, sample))
        for (sample, one, other), told in zip(entries, answers, strict=True)
    ]
