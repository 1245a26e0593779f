"""Measures how a run's cost grows with samples, responses, criteria and the length of the text, and draws it.

    python -m scripts.bench_growth [--model q8_0|bundled] [--small] [--svg FILE]

From a small run on (2 prompts, 2 responses, 3 criteria, 150 tokens each) one size at a time is doubled, three
times. For each run: the tokens of all prompts (what asking one by one costs), the distinct ones, and seconds.
"""

import argparse
import contextlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scripts.bench import ours
from scripts.bench.asks import Asker
from scripts.bench.contest import alone
from scripts.bench.models import BUNDLED, CACHE, random_model
from scripts.bench.workloads import CRITERION, Text, Workload
from touchstone.engine import EngineSettings
from touchstone.engine.llama import open_vocab

FACTORS = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a run is; `length` is in tokens, of each prompt and each response."""

    samples: int = 2
    responses: int = 2
    criteria: int = 3
    length: int = 150


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run costs."""

    total: int
    distinct: int
    seconds: float


def dataset(path: Path, text: Text, sizes: Sizes) -> Workload:
    """Writes the run's data."""
    rows = []
    for _ in range(sizes.samples):
        rubric = {"touchstone": 1, "criteria": [text(CRITERION) for _ in range(sizes.criteria)]}
        prompt = text(sizes.length)
        responses = [{"system": f"s{n}", "response": text(sizes.length)} for n in range(sizes.responses)]
        rows.append({"prompt": prompt, "responses": responses, "rubric": rubric})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return Workload("growth", "growth", path)


def measure(model: Path, folder: Path) -> dict[str, list[Cost]]:
    """The cost by what grows, at each of FACTORS."""
    with contextlib.closing(open_vocab(model)) as vocab:
        asker = Asker(EngineSettings(model, "bench"), vocab)
        text = Text(asker.count)
        home = folder / "home"
        ours.prepare(model, home)
        costs: dict[str, list[Cost]] = {}
        for name in ("samples", "responses", "criteria", "length"):
            for factor in FACTORS:
                sizes = replace(Sizes(), **{name: factor * getattr(Sizes(), name)})
                work = dataset(folder / f"{name}-{factor}.jsonl", text, sizes)
                own = alone(ours.judge, home, work)
                costs.setdefault(name, []).append(Cost(own.total, own.distinct, own.seconds))
    return costs


def table(costs: Mapping[str, Sequence[Cost]]) -> str:
    """The costs as multiples of the first run's."""
    lines = [
        f"{'grows':<12}{'times':>6}{'all tokens':>12}{'distinct':>10}{'seconds':>9}{'against first':>15}"
    ]
    for name, found in costs.items():
        for factor, cost in zip(FACTORS, found, strict=True):
            ratio = cost.seconds / found[0].seconds
            lines.append(
                f"{name:<12}{factor:>6}{cost.total:>12}{cost.distinct:>10}{cost.seconds:>9.2f}{ratio:>15.2f}"
            )
    return "\n".join(lines)


def drawing(costs: Mapping[str, Sequence[Cost]]) -> str:
    """An SVG: one panel for each size that grows; tokens of all prompts dashed, distinct ones drawn through."""
    width, height, left, gap = 190, 150, 50, 24
    most = max(cost.total for found in costs.values() for cost in found)
    parts = []
    for number, (name, found) in enumerate(costs.items()):
        x0 = left + number * (width + gap)
        parts.append(f'<rect x="{x0}" y="30" width="{width}" height="{height}" fill="none" stroke="#999"/>')
        parts.append(f'<text x="{x0 + width / 2}" y="20" text-anchor="middle">{name}</text>')
        for values, style in (
            ([cost.total for cost in found], 'stroke="#b35900" stroke-dasharray="5 3"'),
            ([cost.distinct for cost in found], 'stroke="#00558c"'),
        ):
            points = " ".join(
                f"{x0 + width * factor / FACTORS[-1]:.1f},{30 + height * (1 - value / most):.1f}"
                for factor, value in zip(FACTORS, values, strict=True)
            )
            parts.append(f'<polyline points="{points}" fill="none" stroke-width="2" {style}/>')
        for factor in FACTORS:
            x = x0 + width * factor / FACTORS[-1]
            parts.append(f'<text x="{x:.0f}" y="{45 + height}" text-anchor="middle">x{factor}</text>')
    for share in (0, 0.5, 1):
        y = 34 + height * (1 - share)
        parts.append(f'<text x="{left - 4}" y="{y:.0f}" text-anchor="end">{share * most / 1000:.0f}k</text>')
    whole = left + len(costs) * (width + gap)
    parts.append(
        f'<text x="{left}" y="{75 + height}" fill="#b35900">- - tokens of all prompts</text>'
        f'<text x="{left + 200}" y="{75 + height}" fill="#00558c">distinct tokens: what is decoded</text>'
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {90 + height}" font-size="12"'
    ground = f'<rect width="{whole}" height="{90 + height}" fill="white"/>'
    return "\n".join([f'{head} font-family="sans-serif">', ground, *parts, "</svg>\n"])


def main() -> None:
    """Measures, prints the table, and draws."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", choices=("q8_0", "bundled"), default="q8_0")
    parser.add_argument("--small", action="store_true", help="a model with a fifth of the layers")
    parser.add_argument("--svg", type=Path, default=None, help="where to draw it")
    options = parser.parse_args()
    CACHE.mkdir(parents=True, exist_ok=True)
    model = BUNDLED if options.model == "bundled" else random_model(CACHE, "q8_0", small=options.small)
    with tempfile.TemporaryDirectory() as folder:
        costs = measure(model, Path(folder))
    print(table(costs))
    if options.svg:
        options.svg.write_text(drawing(costs), encoding="utf-8")


if __name__ == "__main__":
    main()
