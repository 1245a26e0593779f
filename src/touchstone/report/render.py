"""A report as one HTML page that needs nothing else: no script, no file, no request."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from touchstone.report import cascade_chart, charts, text
from touchstone.report.contents import Report
from touchstone.report.summary import labelled

MAX_HISTOGRAMS = 12
MAX_SYSTEMS = 50
MAX_PAIRS = 60


@cache
def environment() -> Environment:
    """The templates with the filters that word numbers; everything from data is escaped."""
    environment = Environment(
        loader=PackageLoader("touchstone.report"),
        autoescape=True,
        finalize=text.shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for worded in (
        text.brief,
        text.number,
        text.signed,
        text.span,
        text.interval,
        text.percent,
        text.chance,
        text.count,
    ):
        environment.filters[worded.__name__] = worded
    environment.tests["labelled"] = labelled
    environment.globals.update(
        histogram=charts.histogram,
        cascade_curve=cascade_chart.curve,
        plot=charts.PLOT,
        max_histograms=MAX_HISTOGRAMS,
        max_systems=MAX_SYSTEMS,
        max_pairs=MAX_PAIRS,
    )
    return environment


def page(report: Report) -> str:
    """The report's page. The same report gives the same page."""
    return (
        environment()
        .get_template("page.html")
        .render(
            report=report,
            differences=charts.differences(report.comparison.pairs) if report.comparison else None,
            highest=charts.highest_share(report.spreads[:MAX_HISTOGRAMS]),
        )
    )
