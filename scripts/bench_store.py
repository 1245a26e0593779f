"""Measures the store on a large database: what each screen and command asks of it, and what saving costs.

    python scripts/bench_store.py [--verdicts 100000] [--repeat 15] [--json]

It fills a database in a temporary folder through the store's own methods, in units as a run saves them. Times are in
milliseconds: CPU time, which other programs disturb little, and wall time. Exit code 1: a question took longer than
50 ms of CPU time (median).
"""

import argparse
import contextlib
import hashlib
import io
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from touchstone.cli.root import root
from touchstone.domain.engine import Answer, Counters, Distribution
from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel
from touchstone.domain.run import RunInfo, RunSpec
from touchstone.paths import Home
from touchstone.store import Store, open_store

LIMIT_MS = 50.0
SHARE_LIMIT = 0.02
RATES = (2, 200)
"""Verdicts per second: a judge of some billion parameters, and the bundled one."""

SYSTEMS = ("atlas-7b", "brook-2", "cedar")
CRITERIA = 6
VERDICTS_A_SAMPLE = CRITERIA * len(SYSTEMS)
RUBRICS_A_UNIT = 16
OTHER_RUNS = 200
PAGE = 100
TEXT = """the response names every item of list in order and states its source within two sentences without adding
claims that prompt never asked for tone polite length figures units correct example reader beginner"""
WORDS = TEXT.split()


@dataclass(frozen=True)
class Cost:
    """What an action took, in milliseconds. `rows`: how much it gave."""

    action: str
    cpu_median: float
    cpu_worst: float
    wall_median: float
    wall_worst: float
    rows: int


@dataclass(frozen=True)
class Saving:
    """What saving took, in milliseconds."""

    verdicts: int
    units: int
    cpu_per_verdict: float
    cpu_per_unit: float
    wall_per_verdict: float
    wall_per_unit: float


def rubric(chance: random.Random) -> Rubric:
    """An instance-level rubric of the usual length."""
    texts = [" ".join(chance.choices(WORDS, k=14)) for _ in range(CRITERIA)]
    return Rubric(
        level=RubricLevel.INSTANCE,
        criteria=tuple(Criterion(text=f"{text} {number}") for number, text in enumerate(texts)),
        prompt=" ".join(chance.choices(WORDS, k=60)),
        provenance=Provenance(source="generated", generator="tiny-generator", prompt_version="1", seed=0),
    )


def unit_lines(
    run: str, sample: str, criteria: Sequence[Criterion], chance: random.Random
) -> list[ResultLine]:
    """The verdicts on one sample's responses, and the aggregate of each."""
    lines = []
    for system in SYSTEMS:
        about = ResultLine(run=run, sample_id=sample, response_id=system, system=system, protocol="criteria")
        for criterion in criteria:
            met = chance.random() * 0.9
            shares = {"met": met, "not met": 0.95 - met, "cannot tell": 0.04, "not applicable": 0.01}
            read = {"probabilities": shares, "score": met, "label_mass": 0.97, "entropy": 0.4 + met}
            lines.append(about.model_copy(update={"criterion_id": criterion.id, **read}))
        lines.append(about.model_copy(update={"score": chance.random(), "reliability": chance.random()}))
    return lines


def fresh_answers(lines: Sequence[ResultLine], chance: random.Random) -> dict[str, Answer]:
    """The cached answer behind each verdict, under a key of the usual length."""
    return {
        hashlib.sha256(chance.randbytes(16)).hexdigest(): Answer(
            Distribution(line.probabilities, line.label_mass, line.entropy)
        )
        for line in lines
        if line.probabilities is not None and line.label_mass is not None and line.entropy is not None
    }


def new_run(store: Store) -> RunInfo:
    """A run over a file."""
    spec = RunSpec(kind="judge", data="prompts.jsonl", protocol="criteria", rubric="instance", judge="tiny")
    return store.create_run(spec, dataset_digest="0" * 64, marks=(), models={"judge": "0" * 64})


def fill(store: Store, verdicts: int) -> tuple[RunInfo, Saving]:
    """Many small runs, then one with all those verdicts, saved as a run with generated rubrics saves itself."""
    chance = random.Random(0)
    for number in range(OTHER_RUNS):
        small = new_run(store)
        small_lines = unit_lines(small.id, f"s{number}", rubric(chance).criteria, chance)
        store.save_unit(small.id, "judging-1", small_lines)
        store.update_run(small.id, state="finished")
    run = new_run(store)
    samples = -(-verdicts // VERDICTS_A_SAMPLE)
    rubrics = [rubric(chance) for _ in range(samples)]
    clock = Clock()
    for start in range(0, samples, RUBRICS_A_UNIT):
        made = [(f"{run.id}{start}-{n}", each) for n, each in enumerate(rubrics[start:][:RUBRICS_A_UNIT])]
        with clock:
            store.save_unit(run.id, f"rubrics-{start}", rubrics=made, counters=Counters())
    for number, of_sample in enumerate(rubrics):
        lines = unit_lines(run.id, f"s{number}", of_sample.criteria, chance)
        answers = fresh_answers(lines, chance)
        counters = Counters(verdicts=VERDICTS_A_SAMPLE * (number + 1), seconds=1.5 * number)
        with clock:
            store.save_unit(
                run.id,
                f"judging-{number + 1}",
                lines,
                answers=answers,
                rubrics=[(None, of_sample)],
                counters=counters,
            )
            store.link_rubrics(run.id, {f"s{number}": [of_sample.id]})
    store.update_run(run.id, state="finished")
    count = samples * VERDICTS_A_SAMPLE
    cpu, wall = clock.cpu * 1000, clock.wall * 1000
    return run, Saving(count, samples, cpu / count, cpu / samples, wall / count, wall / samples)


class Clock:
    """Adds up the CPU and wall time of what it encloses, in seconds."""

    def __init__(self) -> None:
        self.cpu = self.wall = 0.0

    def __enter__(self) -> None:
        self._began = time.process_time(), time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.cpu += time.process_time() - self._began[0]
        self.wall += time.perf_counter() - self._began[1]


def measure(action: str, ask: Callable[[], int], repeat: int) -> Cost:
    """Asks so many times, after a first time that is not counted."""
    rows = ask()
    cpu, wall = [], []
    for _ in range(repeat):
        clock = Clock()
        with clock:
            ask()
        cpu.append(clock.cpu * 1000)
        wall.append(clock.wall * 1000)
    return Cost(action, median(cpu), max(cpu), median(wall), max(wall), rows)


def screens(store: Store, run: RunInfo) -> Iterator[tuple[str, Callable[[], int]]]:
    """What the terminal UI asks: pages of its tables, and their lengths."""
    aggregates = store.count_lines(run.id, aggregates=True)
    searched = WORDS[7]

    def results(offset: int) -> int:
        store.run(run.id)
        store.count_lines(run.id, aggregates=True)
        return len(store.lines(run.id, aggregates=True, limit=PAGE, offset=offset))

    def response(index: int) -> int:
        store.run(run.id)
        store.count_lines(run.id, aggregates=True)
        line = store.lines(run.id, aggregates=True, limit=1, offset=index)[0]
        for ref in store.run_rubrics(run.id, sample_id=line.sample_id):
            store.rubric(ref)
        return len(store.lines(run.id, aggregates=False, sample_id=line.sample_id))

    def rubrics(search: str | None, run_id: str | None, offset: int = 0) -> int:
        found = store.list_rubrics(search=search, run=run_id, limit=PAGE, offset=offset)
        return len(found) and store.count_rubrics(search=search, run=run_id)

    yield "runs: a page and their number", lambda: len(store.list_runs(limit=PAGE)) and store.count_runs()
    yield "run: first page of results", lambda: results(0)
    yield "run: last page of results", lambda: results(max(aggregates - PAGE, 0))
    yield "run: first page of rubrics", lambda: rubrics(None, run.id)
    yield (
        "run: last page of rubrics",
        lambda: rubrics(None, run.id, max(aggregates // len(SYSTEMS) - PAGE, 0)),
    )
    yield "result: the first one", lambda: response(0)
    yield "result: the last one", lambda: response(aggregates - 1)
    yield "rubrics: first page", lambda: rubrics(None, None)
    yield "rubrics: search of a word in all", lambda: rubrics(searched[:1], None)
    yield "rubrics: search of three words", lambda: rubrics(" ".join(WORDS[5:8]), None)


def commands(home: Path, store: Store, run: RunInfo) -> Iterator[tuple[str, Callable[[], int]]]:
    """What the command line does, from its arguments to its text."""
    sample = store.lines(run.id, aggregates=True, limit=1)[0].sample_id
    some_rubric = store.run_rubrics(run.id)[-1]

    def ran(*arguments: str) -> Callable[[], int]:
        def command() -> int:
            out = io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
                root.main(["--home", str(home), *arguments], prog_name="touchstone", standalone_mode=False)
            return len(out.getvalue().splitlines())

        return command

    for arguments in (
        ("runs", "list"),
        ("runs", "show", "latest"),
        ("runs", "show", "latest", "--json"),
        ("runs", "show", run.id[:7], "--sample", sample),
        ("rubrics", "list", "--run", "latest"),
        ("rubrics", "list", "--level", "instance", "--search", WORDS[8]),
        ("rubrics", "list", "--level", "dataset"),
        ("rubrics", "show", some_rubric[:12]),
    ):
        yield (
            " ".join(["touchstone", *arguments]).replace(run.id[:7], "ID").replace(some_rubric[:12], "ID"),
            ran(*arguments),
        )


def report(costs: Sequence[Cost], saving: Saving, size: int) -> None:
    """Prints the figures."""
    print(f"{'ms':52} {'CPU':>8} {'worst':>8} {'wall':>8} {'worst':>8} {'rows':>7}")
    for cost in costs:
        figures = (cost.cpu_median, cost.cpu_worst, cost.wall_median, cost.wall_worst)
        over = "  over" if cost.cpu_median > LIMIT_MS else ""
        print(f"{cost.action:52} {' '.join(f'{each:8.2f}' for each in figures)} {cost.rows:7,}{over}")
    print(f"\n{saving.verdicts:,} verdicts in {saving.units:,} units, {size / 1e6:.1f} MB")
    for name, verdict, unit in (
        ("CPU", saving.cpu_per_verdict, saving.cpu_per_unit),
        ("wall", saving.wall_per_verdict, saving.wall_per_unit),
    ):
        shares = ", ".join(f"{verdict * rate / 1000:.2%} of {rate} verdicts/s" for rate in RATES)
        print(f"saving, {name:4} {verdict:.4f} ms a verdict, {unit:.3f} ms a unit: {shares}")
    print(f"a verdict may cost {', '.join(f'{SHARE_LIMIT * 1000 / rate:g} ms' for rate in RATES)} at 2 %")


def main() -> int:
    """Fills a database, measures and reports; 1 where something is over the limit."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--verdicts", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=15)
    parser.add_argument("--json", action="store_true", dest="as_json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        with open_store(home.database) as store:
            run, saving = fill(store, options.verdicts)
            actions = [*screens(store, run), *commands(home.root, store, run)]
            costs = [measure(action, ask, options.repeat) for action, ask in actions]
            store.value("PRAGMA wal_checkpoint(TRUNCATE)")
        size = home.database.stat().st_size
    if options.as_json:
        print(json.dumps({"costs": [asdict(c) for c in costs], "saving": asdict(saving), "bytes": size}))
    else:
        report(costs, saving, size)
    return int(any(cost.cpu_median > LIMIT_MS for cost in costs))


if __name__ == "__main__":
    sys.exit(main())
