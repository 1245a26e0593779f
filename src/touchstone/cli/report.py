"""`touchstone report`: runs as one self-contained page."""

from pathlib import Path

import click

from touchstone.cli.common import Command, common_options, print_json, say, warn
from touchstone.cli.results import marked
from touchstone.paths import Home

EXAMPLE = """touchstone report latest --html report.html
touchstone report 1f2e 5a6b --html report.html --baseline old-model --samples 20"""


@click.command(cls=Command, example=EXAMPLE)
@click.argument("runs", metavar="RUN...", nargs=-1, required=True)
@click.option(
    "--html",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    required=True,
    help="Where to write the page.",
)
@click.option("--baseline", metavar="SYSTEM", help="Compare every system with this one only.")
@click.option(
    "--samples",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    metavar="N",
    help="Show at most N of the worst, the most disputed and the regressed samples each.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of the bootstrap.")
@common_options
def report(
    home: Home,
    as_json: bool,
    runs: tuple[str, ...],
    file: Path,
    baseline: str | None,
    samples: int,
    seed: int,
) -> None:
    """Write RUN... as one HTML page: comparison, agreement, scores, criteria, samples, settings.

    The page needs no other file and no network, and runs no script. RUN is an id, the beginning of one, or
    `latest`; several runs have to be comparable.
    """
    from touchstone.report import Choices
    from touchstone.runner import write_report

    choices = Choices(file=file, baseline=baseline, samples=samples, seed=seed)
    written = write_report(home, runs, choices)
    made = written.report
    for text in made.notices:
        warn(text)
    if as_json:
        print_json(
            {
                "file": str(written.file),
                "bytes": written.bytes,
                "runs": list(made.runs),
                "summary": list(made.summary),
                "marks": list(made.marks),
                "notices": list(made.notices),
            }
        )
        return
    marked(made.marks)
    for sentence in made.summary:
        say(sentence)
    say(f"\n{written.file} ({written.bytes / 1000:,.0f} kB)")
