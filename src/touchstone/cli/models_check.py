"""`touchstone models check`: whether a model can do its work, as a table and a suggestion."""

import click

from touchstone.catalogue import toml_value
from touchstone.cli.common import Command, common_options, note, print_json, say, table, warn
from touchstone.cli.progress import stopping
from touchstone.paths import Home
from touchstone.runner.models.check_report import CheckReport, CheckRole
from touchstone.runner.models.work import check as check_model


@click.command(cls=Command, example="touchstone models check qwen3.5-4b")
@click.argument("name")
@click.option(
    "--role", type=click.Choice(["judge", "generator"]), help="As what to check it (default: its own role)."
)
@common_options
def check(home: Home, as_json: bool, name: str, role: CheckRole | None) -> None:
    """Ask a model 24 obvious questions: accuracy, label mass, position consistency, speed, answer prefix.

    A generator is asked for four rubrics instead. The report is kept, and every run warns below 90 %.
    """
    with stopping() as stop:
        report = check_model(home, name, role, stop, told=lambda text: note(f"{text} …"))
    if as_json:
        print_json(report.as_json())
    else:
        _say_report(report, home)
    if not report.is_good:
        warn(report.warning())


def _say_report(report: CheckReport, home: Home) -> None:
    rows: list[tuple[str, str]] = [("accuracy", f"{report.accuracy:.0%} of {report.questions}")]
    rows += [(f"  {kind}", f"{accuracy:.0%}") for kind, accuracy in report.by_kind.items()]
    if report.label_mass_mean is not None and report.label_mass_min is not None:
        rows.append(("label mass", f"mean {report.label_mass_mean:.3f}, least {report.label_mass_min:.3f}"))
    if report.position_consistency is not None:
        rows.append(("same in both orders", f"{report.position_consistency:.0%} of pairs"))
    speed = f"{report.tokens_per_second:.0f} tokens/s"
    rows.append(
        ("speed", f"{speed}, {report.verdicts_per_second:.2f} verdicts/s" if report.by_kind else speed)
    )
    rows.append(("answer prefix", repr(report.answer_prefix)))
    say(table(("of " + report.model, f"as {report.role}"), rows))
    for about in report.wrong:
        say(f"  wrong: {about}")
    if report.trials:
        tried = [(repr(t.answer_prefix), f"{t.label_mass:.3f}", f"{t.accuracy:.0%}") for t in report.trials]
        say("\n" + table(("answer prefix tried", "label mass", "accuracy"), tried, right=(1, 2)))
    if report.suggested_answer_prefix is not None:
        say(f"\nAnother prefix does better. In {home.catalogue}:\n")
        prefix = toml_value(report.suggested_answer_prefix)
        say(f"[[models]]\nname = {toml_value(report.model)}\nanswer_prefix = {prefix}")
