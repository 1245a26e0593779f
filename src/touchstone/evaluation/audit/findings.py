"""From tests to findings, in words with their figures; corrected for being many.

All tests of bias are one family, those of repetition another; each is corrected by Holm's method ("A Simple
Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6, 1979), so that of 100 audits of
rubrics without bias at most five find any.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from touchstone.domain.finding import Finding
from touchstone.evaluation.audit.association import Test
from touchstone.evaluation.audit.material import Material
from touchstone.evaluation.audit.probed import NOTICED
from touchstone.evaluation.audit.repetition import Constant, Repetition
from touchstone.evaluation.audit.report import RubricFinding
from touchstone.evaluation.statistics.jackknife import Estimate
from touchstone.evaluation.statistics.means import holm

ALPHA = 0.05
WORTH_SAYING = 0.2
"""A correlation under this is no finding, however sure it is."""

_MORE = {"length": ("longer", "shorter"), "formatting": ("more formatted", "plainer")}
_ASPECT = "right for a criterion about one aspect, if that goes with it"
_CANNOT_TELL = "without labels it cannot be told whether such responses are better here"


def bias_findings(
    material: Material, tests: Sequence[Test], worth: Mapping[int, float] = MappingProxyType({})
) -> Iterator[RubricFinding]:
    """The tests of bias that hold after Holm's correction.

    `worth`: what each criterion (from 0) adds to the score's agreement with people. What goes with one criterion
    given labels of the response as a whole need not be bias: a criterion about one aspect is right to differ from
    them. It counts as harm only where the whole score goes the same way (p under ALPHA by itself), and the criterion
    adds nothing to the score's agreement.
    """
    corrected = holm([test.p for test in tests])
    held = [test for test, p in zip(tests, corrected, strict=True) if p < ALPHA]
    of_score = {_way(test) for test in tests if test.about is None and test.p < ALPHA}
    for test in held:
        adds = test.about is not None and worth.get(test.about, 0.0) > 0
        harms = test.adjusted and (test.own or (_way(test) in of_score and not adds))
        if (finding := _biased(material, test, harms=harms)) is not None:
            yield _placed(material, test.about, finding, test.estimate.n)


def repetition_findings(material: Material, found: Sequence[Repetition]) -> Iterator[RubricFinding]:
    """The pairs that repeat each other, after Holm's correction. The later one is the one to drop."""
    for each, p in zip(found, holm([each.p for each in found]), strict=True):
        if p >= ALPHA:
            continue
        one, other = each.pair
        if material.rubrics[one] != material.rubrics[other]:
            continue
        first, second = material.numbers[one], material.numbers[other]
        yield RubricFinding(
            rubric=material.rubrics[one],
            n=each.estimate.n,
            finding=Finding(
                kind="redundant",
                criteria=(first, second),
                message=f"verdicts on {first} and {second} all but repeat each other:"
                f" correlation {_interval(each.estimate)}; together they count twice",
                remedy=f"drop {second}, or halve the weight of both",
                severity="harm",
            ),
        )


def _way(test: Test) -> tuple[str, bool, str | None]:
    """What a test says, whatever it is about."""
    return test.kind, test.estimate.value > 0, test.system


def constant_findings(material: Material, found: Sequence[Constant]) -> Iterator[RubricFinding]:
    """Criteria that came out the same everywhere; of a guard that is said to be what it is for."""
    for each in found:
        criterion = material.criteria[each.about]
        what = ("every response is credited" if each.always else "no response is credited") + (
            f" (n = {each.n:,} of {each.groups:,} prompts; on up to {each.differing:.0%} of prompts it could still"
            " come out otherwise)"
        )
        guards = criterion.guard and each.always
        finding = Finding(
            kind="constant",
            criteria=(material.numbers[each.about],),
            message=f"{what}: {'a guard, which is there for the rare case' if guards else 'it tells nothing apart'}",
            remedy="keep it"
            if guards
            else "make it stricter or laxer, or mark it as a guard if it has to be there",
        )
        yield _placed(material, each.about, finding, each.n)


def _biased(material: Material, test: Test, *, harms: bool) -> Finding | None:
    value = test.estimate.value
    about = () if test.about is None else (material.numbers[test.about],)
    criterion = None if test.about is None else material.criteria[test.about]
    if test.kind in ("padding", "confident-wrong"):
        return _probed(test, about)
    if test.kind == "misleading":
        if value >= 0:
            return None
        return Finding(
            kind="misleading",
            criteria=about,
            message=f"goes against the labels: correlation {_interval(test.estimate)}",
            remedy="drop it, or turn it around",
            severity="harm",
        )
    if abs(value) < WORTH_SAYING:
        return None
    whom = _whom(test)
    message = f"credits {whom}"
    if test.adjusted:
        message += f" beyond what the labels explain: correlation given the labels {_interval(test.estimate)}"
        message += "" if harms else f"; {_ASPECT}"
    else:
        message += f": correlation {_interval(test.estimate)}; {_CANNOT_TELL}"
    if criterion is not None and criterion.check is not None:
        message += "; code checks it, so it is meant to"
    return Finding(
        kind=test.kind,
        criteria=about,
        message=message,
        remedy="ask for what makes a response good, not for what goes with it; or drop it",
        severity="harm" if harms else "remark",
    )


def _whom(test: Test) -> str:
    up = test.estimate.value > 0
    if test.kind == "system":
        return f"the system “{test.system}”" if up else f"all systems but “{test.system}”"
    return f"{_MORE[test.kind][0 if up else 1]} responses"


def _probed(test: Test, about: tuple[int, ...]) -> Finding | None:
    value, interval = test.estimate.value, _interval(test.estimate)
    if test.kind == "confident-wrong" and test.about is None:
        if value <= -NOTICED:
            return None
        message = (
            "damaged responses that sound sure of themselves score all but as high as whole ones: the score"
        )
        message += f" changes by {interval}"
        remedy = "add criteria that such a response fails: that it is right, complete and to the point"
        return Finding(kind="confident-wrong", message=message, remedy=remedy, severity="harm")
    if value < NOTICED:
        return None
    padding = test.kind == "padding"
    how = "padded with filler" if padding else "damaged and made to sound sure of itself"
    message = f"credits a response more once it is {how}: the verdict rises by {interval}"
    return Finding(
        kind=test.kind,
        criteria=about,
        message=message + ("; its words ask for what that changes" if test.meant else ""),
        remedy="ask for content that filler does not bring" if padding else "ask whether it is right",
        severity="remark" if test.meant else "harm",
    )


def _interval(estimate: Estimate) -> str:
    return (
        f"{estimate.value:.2f} (95 % interval {estimate.low:.2f} to {estimate.high:.2f},"
        f" n = {estimate.n:,} of {estimate.groups:,} prompts)"
    )


def _placed(material: Material, about: int | None, finding: Finding, n: int) -> RubricFinding:
    return RubricFinding(rubric=None if about is None else material.rubrics[about], finding=finding, n=n)
