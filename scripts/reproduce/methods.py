"""The paper's ways to get a rubric for a prompt, and two that it leaves out, each as a run of the product.

No rubric; training-free (the generator's greedy instance rubric); the best of 8 candidates by the meta-judge; a
tuned generator's greedy rubric; and rubrics that the paper published, before and after its tuning.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scripts.reproduce.benchmarks import Benchmark
from scripts.reproduce.running import Runs
from scripts.reproduce.sources import published_rubrics
from touchstone.domain.run import RunSpec
from touchstone.files import write_rubrics
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


Method = Callable[[Benchmark, Path, Plan, Runs], str | None]
"""From a benchmark, its data file, the plan and the runs to the id of the finished run; None: this plan has none."""


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


def _none(benchmark: Benchmark, data: Path, plan: Plan, runs: Runs) -> str:
    return runs.carry_out(_spec(benchmark, data, plan, "none"))


def _training_free(benchmark: Benchmark, data: Path, plan: Plan, runs: Runs) -> str:
    return runs.carry_out(_spec(benchmark, data, plan, "instance", plan.generator))


def _best_of(benchmark: Benchmark, data: Path, plan: Plan, runs: Runs) -> str:
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
    file = data.with_name(f"{data.stem}.best-of-{CANDIDATES}.json")
    write_rubrics(file, found)
    return runs.carry_out(_spec(benchmark, data, plan, str(file)))


def _tuned(benchmark: Benchmark, data: Path, plan: Plan, runs: Runs) -> str | None:
    if plan.tuned is None:
        return None
    return runs.carry_out(_spec(benchmark, data, plan, "instance", plan.tuned))


def _published(stage: str) -> Method:
    def method(benchmark: Benchmark, data: Path, plan: Plan, runs: Runs) -> str | None:
        file = plan.folder / published_rubrics(benchmark.published[stage]).name
        return runs.carry_out(_spec(benchmark, data, plan, str(file)))

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
