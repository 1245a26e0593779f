"""Measures a generator on labelled data of the synthetic world, through the product's own runner:

    python -m scripts.refine.measure --generator demo-generator --judge demo-judge --data held-out.jsonl

Each prompt gets a greedy instance rubric, by which the judge scores its responses. All intervals are 95 %
bootstraps over prompts. `--generator` and `--judge` are names of the catalogue or GGUF files; of several generators
the later ones are compared with the first.
"""

import argparse
import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Looked:
    """What a generator's rubrics came to. `agreed`: (group, 1 or 0 or a half) of each labelled pair of responses."""

    groups: list[str]
    agreed: list[tuple[str, float]]
    matches: list[Match]
    tokens: int
    unscored: float


def look(
    generator: str, judge: str, data: Path, limit: int | None = None, home: Path | None = None
) -> Looked:
    """Generates a rubric for each prompt and judges with it, in this home or in one that is thrown away."""
    wishes = _wishes(data)
    with tempfile.TemporaryDirectory() as folder:
        touchstone = open_home(home or folder, judge=judge, generator=generator)
        result = touchstone.run(data, rubric="instance", limit=limit, seed=SEED, allow_unscored=1.0)
        rubrics = _rubrics(touchstone.home, result.run)
        with open_store(touchstone.home.database) as store:
            written = store.run(result.run).costs["generator"]["tokens_generated"]
    scores: dict[str, dict[str, float | None]] = {}
    for line in result.aggregates:
        scores.setdefault(line.sample_id, {})[line.response_id] = line.score
    samples = [sample for sample in read_dataset(data, limit=limit).samples if sample.id in scores]
    return Looked(
        groups=[sample.group for sample in samples],
        agreed=[
            (sample.group, value) for sample in samples for value in agreements(sample, scores[sample.id])
        ],
        matches=[
            matched([c.text for c in rubrics[s.id].criteria] if s.id in rubrics else [], wishes[s.group])
            for s in samples
        ],
        tokens=int(written),
        unscored=result.unscored_share,
    )


def measure(looked: Looked) -> list[Figure]:
    """The figures of a generator and a judge together."""
    agreed, found = looked.agreed, looked.matches
    pairs = Figures([group for group, _ in agreed], SEED)
    prompts = Figures(looked.groups, SEED)
    criteria = [match.criteria for match in found]
    each = np.full(len(found), looked.tokens / len(found))
    return [
        pairs.make("agreement", "agreement", mean(np.array([value for _, value in agreed]))),
        _ratio(prompts, "recall", (m.found for m in found), (m.wishes for m in found)),
        _ratio(prompts, "not asked for", (m.strange for m in found), criteria),
        _ratio(prompts, "repeated", (m.repeated for m in found), criteria),
        prompts.make("criteria", "criteria", mean(np.array(criteria, dtype=np.float64))),
        prompts.describe("tokens", "tokens", mean(each), "a rubric"),
        pairs.describe("unscored", "unscored", mean(np.full(len(agreed), looked.unscored)), "verdicts"),
    ]


def gains(child: Looked, parent: Looked) -> list[Figure]:
    """What one has more than the other on the same prompts: in agreement, and in recall."""
    both = zip(child.agreed, parent.agreed, strict=True)
    differences = np.array([mine - theirs for (_, mine), (_, theirs) in both])
    matches = list(zip(child.matches, parent.matches, strict=True))
    return [
        Figures([group for group, _ in child.agreed], SEED).make("agreement", "agreement", mean(differences)),
        _ratio(
            Figures(child.groups, SEED),
            "recall",
            (mine.found - theirs.found for mine, theirs in matches),
            (mine.wishes for mine, _ in matches),
        ),
    ]


def _say(figures: Sequence[Figure]) -> None:
    for figure in figures:
        between = "" if figure.low is None else f"  {figure.low:.4f} to {figure.high:.4f}"
        print(f"  {figure.label:14} {figure.value:.4f}{between}  n={figure.n} {figure.note}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument(
        "--generator", required=True, nargs="+", help="the first one is what others are held to"
    )
    options.add_argument("--judge", default="demo-judge")
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--limit", type=int, help="so many prompts")
    options.add_argument(
        "--home", type=Path, help="where the models are known (default: one that is thrown away)"
    )
    chosen = options.parse_args(arguments)
    first: Looked | None = None
    for generator in chosen.generator:
        looked = look(generator, chosen.judge, chosen.data, chosen.limit, chosen.home)
        print(f"{generator}, judged by {chosen.judge}, {chosen.data.name}")
        _say(measure(looked))
        if first is not None:
            print(f"  more than {chosen.generator[0]}:")
            _say(gains(looked, first))
        first = first or looked


if __name__ == "__main__":
    main()
