"""An audit as a whole: from the material to figures, findings, and what could have been found."""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy import special

from touchstone.domain.finding import Finding
from touchstone.evaluation.audit.association import MIN_GROUPS, Test, associations, judged
from touchstone.evaluation.audit.findings import (
    ALPHA,
    bias_findings,
    constant_findings,
    repetition_findings,
)
from touchstone.evaluation.audit.material import Material
from touchstone.evaluation.audit.probed import Probed, probe_figures
from touchstone.evaluation.audit.removal import agreement, removals
from touchstone.evaluation.audit.repetition import constants, repetitions
from touchstone.evaluation.audit.report import AuditedCriterion, AuditReport, Power, RubricFinding
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.means import noncentrality


def audit(
    run: str, material: Material, *, too_few: int = 0, probes: Sequence[Probed] = (), seed: int = 0
) -> AuditReport:
    """The audit of a run's rubrics. `too_few`: criteria that were judged on too few prompts to be in the material."""
    tests: list[Test] = []
    figures: dict[int | None, list[Figure]] = {}
    for about in (None, *range(len(material.criteria))):
        figures[about], found = associations(judged(material, about))
        tests += found
    worth: dict[int, float] = {}
    for about, changes in enumerate(removals(material, seed)):
        figures[about] += changes
        added = next((each.value for each in changes if each.name == "agreement_change"), None)
        worth |= {} if added is None else {about: added}
    figures[None].append(agreement(material, seed))
    for each in probes:
        shown, found = probe_figures(each)
        figures[each.about] += shown
        tests += found
    pairs = list(repetitions(material))
    findings = [
        *bias_findings(material, tests, worth),
        *repetition_findings(material, pairs),
        *constant_findings(material, list(constants(material))),
    ]
    return AuditReport(
        run=run,
        responses=len(material.groups),
        groups=len(set(material.groups)),
        labelled=material.labelled,
        criteria=tuple(_audited(material, about, figures[about]) for about in range(len(material.criteria))),
        too_few=too_few,
        score=tuple(figures[None]),
        findings=tuple(sorted(findings, key=_order)),
        power=_power(material, tests),
        notes=tuple(_notes(material, too_few, tests)),
    )


def _audited(material: Material, about: int, figures: Sequence[Figure]) -> AuditedCriterion:
    criterion = material.criteria[about]
    return AuditedCriterion(
        rubric=material.rubrics[about],
        number=material.numbers[about],
        text=criterion.text,
        guard=criterion.guard,
        figures=tuple(figures),
    )


def _order(found: RubricFinding) -> tuple[bool, str, tuple[int, ...]]:
    """The harmful ones first, then by rubric and criterion."""
    finding: Finding = found.finding
    return finding.severity != "harm", found.rubric or "", finding.criteria


def _power(material: Material, tests: Sequence[Test]) -> Power:
    """The correlation that would pass Holm's strictest step in 80 of 100 audits, by the tests' typical error."""
    rows = [test.estimate for test in tests if test.kind in ("length", "formatting", "system", "misleading")]
    n, groups = len(material.groups), len(set(material.groups))
    if not rows:
        return Power(tests=len(tests), correlation=None, n=n, groups=groups)
    error = float(np.median([row.error for row in rows]))
    degrees = max(1, int(np.median([row.degrees for row in rows])))
    critical = float(special.stdtrit(degrees, 1 - ALPHA / (2 * len(tests))))
    reach = float(np.tanh(noncentrality(degrees, critical) * error))
    return Power(tests=len(tests), correlation=reach, n=n, groups=groups)


def _notes(material: Material, too_few: int, tests: Sequence[Test]) -> Iterator[str]:
    if too_few:
        yield (
            f"criteria judged on fewer than {MIN_GROUPS} prompts: {too_few:,}; too few responses to tell anything of"
            " each, they are in the score alone"
        )
    if not material.labelled:
        yield "no labels: whether what verdicts go with is bias or merit cannot be told, and nothing is adjusted"
    if tests:
        yield (
            f"intervals: 95 %, by leaving out one prompt after the other; findings: {len(tests)} tests, corrected by"
            " Holm's method, so that 5 of 100 audits of rubrics without bias find any"
        )
