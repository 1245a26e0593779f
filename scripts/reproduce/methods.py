"""The paper's ways to get a rubric for a prompt, and two that it leaves out, each as a run of the product.

No rubric; training-free (the generator's greedy instance rubric); the best of 8 candidates by the meta-judge; a
tuned generator's greedy rubric; and rubrics that the paper published, before and after its tuning.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.reproduce.benchmarks import Benchmark
from scripts.reproduce.running import Runs
from scripts.reproduce.sources import published_rubrics
from touchstone.domain.rubric import Rubric
from touchstone.domain.run import RunSpec
from touchstone.errors import InputError
from touchstone.files import rubric_to_json
from touchstone.files.rubric_forms.registry import read_rubric_file
from touchstone.store import open_store

CANDIDATES = 8
"""How many candidates are drawn for the best of them: as many as the paper draws to train on."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What everything runs with. `tuned`: the generator after tuning; None where there is none."""

    judge: str
    generator: str
    meta_judge: str
    tuned: str | None
    folder: Path
    """Where the benchmarks' files are."""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """A method's run on a benchmark; `without`: how many prompts it has no rubric for."""

    run: str
    without: int = 0


Method = Callable[[Benchmark, Path, Plan, Runs], Judged | None]
"""From a benchmark, its data file, the plan and the runs to the finished run; None: this plan cannot do it."""


def _spec(benchmark: Benchmark, data: Path, plan: Plan, rubric: str, generator: str | None = None) -> RunSpec:
    return RunSpec(
        kind="judge",
        data=str(data),
        protocol=benchmark.protocol,
        rubric=rubric,
        judge=plan.judge,
        generator=generator,
        seed=plan.seed,
        allow_unscored=1.0,
    )


def _none(benchmark: Benchmark, data: Path, plan: Plan, runs: Runs) -> Judged:
    return Judged(runs.carry_out(_spec(benchmark, data, plan, "none")))


def _training_free(benchmark: Benchmark, data: Path, plan: Plan, runs: Runs) -> Judged:
    return Judged(runs.carry_out(_spec(benchmark, data, plan, "instance", plan.generator)))


def _best_of(benchmark: Benchmark, data: Path, plan: Plan, runs: Runs) -> Judged:
    drawn = RunSpec(
        kind="rubrics",
        data=str(data),
        level="instance",
        generator=plan.generator,
        best_of=CANDIDATES,
        meta_judge=plan.meta_judge,
        seed=plan.seed,
        allow_unscored=1.0,
    )
    made = runs.carry_out(drawn)
    with open_store(runs.home.database) as store:
        found = [store.rubric(id) for id in store.run_rubrics(made)]
    path, without = with_rubrics(data, {r.prompt: r for r in found if r.prompt}, f"best-of-{CANDIDATES}")
    return Judged(runs.carry_out(_spec(benchmark, path, plan, "own")), without)


def _tuned(benchmark: Benchmark, data: Path, plan: Plan, runs: Runs) -> Judged | None:
    if plan.tuned is None:
        return None
    return Judged(runs.carry_out(_spec(benchmark, data, plan, "instance", plan.tuned)))


def with_rubrics(data: Path, rubrics: Mapping[str, Rubric], name: str) -> tuple[Path, int]:
    """A copy of the data whose rows carry their prompt's rubric; and the number of prompts that have none.

    Rows without one are left out: they cannot be judged by it.
    """
    rows = [json.loads(line) for line in data.read_text("utf-8").splitlines()]
    kept = [
        row | {"rubric": rubric_to_json(rubrics[row["prompt"]])} for row in rows if row["prompt"] in rubrics
    ]
    if not kept:
        raise InputError(f"{name}: no rubric is of a prompt in {data.name}", "it is another benchmark's")
    path = data.with_name(f"{data.stem}.{name}.jsonl")
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept), "utf-8")
    return path, len({row["prompt"] for row in rows} - rubrics.keys())


def _published(stage: str) -> Method:
    def method(benchmark: Benchmark, data: Path, plan: Plan, runs: Runs) -> Judged | None:
        source = published_rubrics(benchmark.published[stage])
        file = plan.folder / source.name
        if not file.is_file():
            return None
        found = read_rubric_file(file, "lists").rubrics
        path, without = with_rubrics(data, {r.prompt: r for r in found if r.prompt}, f"published-{stage}")
        return Judged(runs.carry_out(_spec(benchmark, path, plan, "own")), without)

    return method


METHODS: dict[str, Method] = {
    "none": _none,
    "training-free": _training_free,
    f"best-of-{CANDIDATES}": _best_of,
    "tuned": _tuned,
    "published-base": _published("base"),
    "published-tuned": _published("tuned"),
}
"""The methods by name, in the order of the table."""
