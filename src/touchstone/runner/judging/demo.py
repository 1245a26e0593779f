"""The demo: the main job on the bundled models and the bundled data, and what a person should see of it."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from touchstone.domain.dataset import Sample
from touchstone.domain.results import ResultLine
from touchstone.domain.run import RunSpec
from touchstone.files import read_dataset
from touchstone.paths import Home
from touchstone.runner.judging.marks import DEMO_DATA
from touchstone.store import Store, open_store

JUDGE, GENERATOR = "demo-judge", "demo-generator"
"""The names of the bundled models in the catalogue."""

_FAILING = 0.5

Scores = dict[str, dict[str, float]]
"""Sample id to system to score."""


@dataclass(frozen=True, slots=True)
class SystemScore:
    """A system's mean score over its scored responses, and the criterion verdicts under one half."""

    system: str
    responses: int
    scored: int
    mean: float | None
    failed: int
    criteria: int


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What the demo shows: systems from best to worst, how often the order holds, and one prompt in full.

    `above`: (better system, worse system, prompts where it scored higher, prompts compared).
    `example_criteria`: (text, system to p(met), None where unscored).
    """

    run: str
    systems: tuple[SystemScore, ...]
    above: tuple[tuple[str, str, int, int], ...]
    example: Sample | None
    example_criteria: tuple[tuple[str, dict[str, float | None]], ...]
    example_scores: dict[str, float]


def demo_spec() -> RunSpec:
    """What the demo runs."""
    return RunSpec(
        kind="judge",
        data=str(DEMO_DATA),
        protocol="criteria",
        rubric="instance",
        judge=JUDGE,
        generator=GENERATOR,
    )


def demo_report(home: Home, run_id: str) -> DemoReport:
    """What a finished demo run says."""
    with open_store(home.database) as store:
        lines = store.lines(run_id)
        samples = read_dataset(DEMO_DATA).samples
        systems = _systems(lines)
        scores = _scores(lines)
        above = tuple(_above(scores, a.system, b.system) for a, b in pairwise(systems))
        example = _example(samples, scores, [each.system for each in systems])
        criteria = _criteria(store, run_id, example, lines) if example else ()
    return DemoReport(run_id, systems, above, example, criteria, scores[example.id] if example else {})


def _systems(lines: list[ResultLine]) -> tuple[SystemScore, ...]:
    """Every system's figures, the best first."""
    aggregates: dict[str, list[ResultLine]] = defaultdict(list)
    verdicts: dict[str, list[ResultLine]] = defaultdict(list)
    for line in lines:
        (aggregates if line.is_aggregate else verdicts)[line.system or "?"].append(line)
    found = []
    for system, each in aggregates.items():
        scores = [line.score for line in each if line.score is not None]
        judged = [line.score for line in verdicts[system] if line.score is not None]
        mean = fmean(scores) if scores else None
        failed = sum(score < _FAILING for score in judged)
        found.append(SystemScore(system, len(each), len(scores), mean, failed, len(judged)))
    return tuple(sorted(found, key=lambda each: (each.mean is None, -(each.mean or 0), each.system)))


def _scores(lines: list[ResultLine]) -> Scores:
    scores: Scores = defaultdict(dict)
    for line in lines:
        if line.is_aggregate and line.score is not None:
            scores[line.sample_id][line.system or "?"] = line.score
    return scores


def _above(scores: Scores, better: str, worse: str) -> tuple[str, str, int, int]:
    both = [each for each in scores.values() if better in each and worse in each]
    return better, worse, sum(each[better] > each[worse] for each in both), len(both)


def _example(samples: tuple[Sample, ...], scores: Scores, systems: list[str]) -> Sample | None:
    """The first sample on which the systems are ordered as on the whole, else the first one."""
    for sample in samples:
        found = [scores[sample.id].get(system, -1.0) for system in systems]
        if all(a > b for a, b in pairwise(found)):
            return sample
    return samples[0] if samples else None


def _criteria(
    store: Store, run_id: str, sample: Sample, lines: list[ResultLine]
) -> tuple[tuple[str, dict[str, float | None]], ...]:
    """The sample's criteria with what each system's response got."""
    rubrics = [store.rubric(id) for id in store.run_rubrics(run_id, sample_id=sample.id)]
    found = []
    for criterion in (criterion for rubric in rubrics for criterion in rubric.criteria):
        scores = {
            line.system or "?": line.score
            for line in lines
            if line.sample_id == sample.id and line.criterion_id == criterion.id
        }
        found.append((criterion.text, scores))
    return tuple(found)
