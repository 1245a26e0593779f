"""The command: `scripts/reproduce_paper1`, or `python -m scripts.reproduce`."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from scripts.reproduce.benchmarks import BENCHMARKS, Benchmark, convert
from scripts.reproduce.methods import METHODS, Plan
from scripts.reproduce.running import Runs
from scripts.reproduce.sources import Source, fetch, published_rubrics, require
from scripts.reproduce.stand_in import write_stand_ins
from scripts.reproduce.table import Line, printed
from touchstone.catalogue import load_catalogue
from touchstone.cli.common import Command, note, print_json, say
from touchstone.cli.progress import stopping
from touchstone.errors import Interrupted, TouchstoneError
from touchstone.paths import Home, find_home
from touchstone.runner import evaluate_run

STAND_IN = {"judge": "demo-judge", "generator": "demo-base", "tuned": "demo-generator"}
"""The models of a stand-in run: the bundled generator before and after its last stage of training."""
STAND_IN_PROMPTS = 6


def _sources(benchmarks: Sequence[Benchmark], methods: Sequence[str]) -> list[Source]:
    """The files that these benchmarks and methods need, each once."""
    stages = [name.removeprefix("published-") for name in methods if name.startswith("published-")]
    needed = [each.source for each in benchmarks]
    needed += [published_rubrics(each.published[stage]) for each in benchmarks for stage in stages]
    return list({source.name: source for source in needed}.values())


def _lines(
    benchmarks: Sequence[Benchmark], methods: Sequence[str], plan: Plan, runs: Runs, limit: int | None
) -> Iterator[Line]:
    """Runs every method on every benchmark; gives the table's lines in order."""
    for benchmark in benchmarks:
        data = convert(benchmark, plan.folder, runs.work / "data", limit)
        for name in methods:
            note(f"{benchmark.name}, {name}")
            run = METHODS[name](benchmark, data, plan, runs)
            if run is None:
                yield Line(benchmark, name, None, None, "not run: no generator was named with --tuned")
                continue
            report = evaluate_run(runs.home, run, seed=plan.seed).report
            unscored = sum(section.unscored for section in report.sections)
            yield Line(
                benchmark, name, report.figure(benchmark.figure), run, f"{unscored} unscored" * bool(unscored)
            )


@click.command(
    cls=Command,
    name="reproduce_paper1",
    example="scripts/reproduce_paper1 --stand-in\n"
    "scripts/reproduce_paper1 --judge qwen3-14b --generator qwen3-14b --tuned my-adapter --benchmark mtbench",
)
@click.option(
    "--benchmark", "names", multiple=True, type=click.Choice(list(BENCHMARKS)), help="Default: all."
)
@click.option("--rubrics", "methods", multiple=True, type=click.Choice(list(METHODS)), help="Default: all.")
@click.option("--judge", metavar="NAME", help="A model of the catalogue, or a GGUF file.")
@click.option("--generator", metavar="NAME", help="It writes the training-free rubrics and the candidates.")
@click.option("--tuned", metavar="NAME", help="A tuned generator, such as an entry with an adapter.")
@click.option("--meta-judge", metavar="NAME", help="It chooses the best candidate. Default: the judge.")
@click.option("--limit", metavar="N", type=click.IntRange(1), help="Of each benchmark the first N prompts.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Where the files are, or go to.")
@click.option("--no-fetch", is_flag=True, help="Open no connection: the files are in --data-dir.")
@click.option(
    "--stand-in", is_flag=True, help="Small made-up files of the same shape, with the bundled models."
)
@click.option(
    "--work", default=".cache/reproduce", type=click.Path(path_type=Path), help="What is written on the way."
)
@click.option("--home", "home_folder", metavar="DIR", help="Touchstone's home; a stand-in run has its own.")
@click.option("--json", "as_json", is_flag=True, help="Print the table as one JSON value.")
def reproduce(
    names: tuple[str, ...],
    methods: tuple[str, ...],
    judge: str | None,
    generator: str | None,
    tuned: str | None,
    meta_judge: str | None,
    limit: int | None,
    data_dir: Path | None,
    no_fetch: bool,
    stand_in: bool,
    work: Path,
    home_folder: str | None,
    as_json: bool,
) -> None:
    """Run the benchmarks of arXiv 2605.30568 and print its table beside your own."""
    work = work / "stand-in" if stand_in else work
    work.mkdir(parents=True, exist_ok=True)
    home = find_home(home_folder or (work / "home" if stand_in else None))
    benchmarks = [each for each in BENCHMARKS.values() if not names or each.name in names]
    methods = tuple(name for name in METHODS if not methods or name in methods)
    folder = data_dir or work / "files"
    if stand_in:
        write_stand_ins(folder, limit or STAND_IN_PROMPTS)
    elif not no_fetch:
        fetch(_sources(benchmarks, methods), folder, note)
    require(_sources(benchmarks, methods), folder)
    plan = _plan(home, judge, generator, tuned, meta_judge, folder, stand_in=stand_in)
    with stopping() as stop:
        lines = list(_lines(benchmarks, methods, plan, Runs(home, work, stop), limit))
    if as_json:
        print_json({"stand_in": stand_in, "lines": [line.to_json() for line in lines]})
        return
    if stand_in:
        say(
            "Stand-in data and bundled models: this shows that everything runs, and nothing about the paper.\n"
        )
    say(
        f"judge {plan.judge}, generator {plan.generator}, tuned {plan.tuned or '-'}, meta-judge {plan.meta_judge}\n"
    )
    say(printed(lines))


def _plan(
    home: Home,
    judge: str | None,
    generator: str | None,
    tuned: str | None,
    meta_judge: str | None,
    folder: Path,
    *,
    stand_in: bool,
) -> Plan:
    """What was chosen, the stand-in's models or the catalogue's defaults for the rest."""
    defaults = STAND_IN if stand_in else load_catalogue(home).defaults
    judge = judge or defaults["judge"]
    return Plan(
        judge=judge,
        generator=generator or defaults["generator"],
        meta_judge=meta_judge or judge,
        tuned=tuned or defaults.get("tuned"),
        folder=folder,
    )


def main() -> int:
    """Runs the command; errors become two lines on stderr. Gives the exit code."""
    try:
        reproduce(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Interrupted:
        click.echo("interrupted; the same command goes on from here", err=True)
        return 130
    except TouchstoneError as error:
        click.echo(f"error: {error.message}\n{error.remedy}", err=True)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
