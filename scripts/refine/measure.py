"""Measures a generator on labelled data of the synthetic world, through the product's own runner:

    python -m scripts.refine.measure --generator demo-generator --judge demo-judge --data held-out.jsonl

Each prompt gets a greedy instance rubric, by which the judge scores its responses. All intervals are 95 %
bootstraps over prompts. `--generator` and `--judge` are names of the catalogue or GGUF files.
"""

import argparse
import json
import tempfile
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

from scripts.refine.matching import Match, matched
from touchstone import open_home
from touchstone.domain.dataset import Sample
from touchstone.domain.rubric import Rubric
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import Totals, mean
from touchstone.files import read_dataset
from touchstone.paths import Home
from touchstone.store import open_store

SEED = 0


def agreements(sample: Sample, scores: dict[str, float | None]) -> list[float]:
    """For each pair of responses with different gold: 1 ordered rightly, 0 wrongly, 1/2 for a tie or no score."""
    found = []
    for one, other in combinations(sample.responses, 2):
        gold = one.labels[0].share - other.labels[0].share
        if gold == 0:
            continue
        first, second = scores.get(one.id), scores.get(other.id)
        if first is None or second is None or first == second:
            found.append(0.5)
        else:
            found.append(float((first > second) == (gold > 0)))
    return found


def _wishes(data: Path) -> dict[str, list[str]]:
    """What each prompt asks for, by its group: the dataset's reader keeps no fields of other makers."""
    rows = map(json.loads, data.read_text("utf-8").splitlines())
    return {row["group"]: row["constraints"] for row in rows}


def _rubrics(home: Home, run: str) -> dict[str, Rubric]:
    """The rubric of each sample."""
    with open_store(home.database) as store:
        return {sample: store.rubric(next(iter(ids))) for sample, ids in store.rubric_links(run).items()}


def _ratio(figures: Figures, name: str, over: Iterable[int], under: Iterable[int]) -> Figure:
    columns = np.array([list(under), list(over)], dtype=np.float64).T
    return figures.make(name, name, Totals(columns, lambda totals: totals[:, 1] / totals[:, 0]))


def measure(generator: str, judge: str, data: Path, limit: int | None = None) -> list[Figure]:
    """The figures of a generator and a judge together."""
    wishes = _wishes(data)
    with tempfile.TemporaryDirectory() as folder:
        touchstone = open_home(folder, judge=judge, generator=generator)
        result = touchstone.run(data, rubric="instance", limit=limit, seed=SEED, allow_unscored=1.0)
        rubrics = _rubrics(touchstone.home, result.run)
        with open_store(touchstone.home.database) as store:
            written = store.run(result.run).costs["generator"]["tokens_generated"]
    scores: dict[str, dict[str, float | None]] = {}
    for line in result.aggregates:
        scores.setdefault(line.sample_id, {})[line.response_id] = line.score
    samples = [sample for sample in read_dataset(data, limit=limit).samples if sample.id in scores]
    agreed = [(sample.group, value) for sample in samples for value in agreements(sample, scores[sample.id])]
    found: list[Match] = [
        matched([c.text for c in rubrics[s.id].criteria] if s.id in rubrics else [], wishes[s.group])
        for s in samples
    ]
    pairs = Figures([group for group, _ in agreed], SEED)
    prompts = Figures([sample.group for sample in samples], SEED)
    criteria = [match.criteria for match in found]
    return [
        pairs.make("agreement", "agreement", mean(np.array([value for _, value in agreed]))),
        _ratio(prompts, "recall", (m.found for m in found), (m.wishes for m in found)),
        _ratio(prompts, "not asked for", (m.strange for m in found), criteria),
        _ratio(prompts, "repeated", (m.repeated for m in found), criteria),
        prompts.make("criteria", "criteria", mean(np.array(criteria, dtype=np.float64))),
        prompts.describe("tokens", "tokens", mean(np.full(len(samples), written / len(samples))), "a rubric"),
        pairs.describe("unscored", "unscored", mean(np.full(len(agreed), result.unscored_share)), "verdicts"),
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--generator", required=True)
    options.add_argument("--judge", default="demo-judge")
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--limit", type=int, help="so many prompts")
    chosen = options.parse_args(arguments)
    print(f"{chosen.generator}, judged by {chosen.judge}, {chosen.data.name}")
    for figure in measure(chosen.generator, chosen.judge, chosen.data, chosen.limit):
        between = "" if figure.low is None else f"  {figure.low:.4f} to {figure.high:.4f}"
        print(f"  {figure.label:14} {figure.value:.4f}{between}  n={figure.n} {figure.note}")


if __name__ == "__main__":
    main()
