"""`touchstone doctor`: what this machine can do, and what is amiss."""

import click

from touchstone.cli.common import Command, common_options, print_json, say
from touchstone.cli.diagnosis import diagnose
from touchstone.paths import Home


@click.command(cls=Command, example="touchstone doctor")
@common_options
def doctor(home: Home, as_json: bool) -> None:
    """Look at this machine, the installation and the home folder; say what is amiss and what to do."""
    findings = diagnose(home)
    if as_json:
        shown = [finding.model_dump() for finding in findings]
        print_json({"ok": all(finding.ok for finding in findings), "findings": shown})
        return
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        say(f"{'ok  ' if finding.ok else 'WARN'}  {finding.name:<{width}}  {finding.detail}")
        if finding.remedy:
            say(f"{'':<{width + 8}}→ {finding.remedy}")
