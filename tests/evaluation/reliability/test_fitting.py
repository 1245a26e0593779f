"""A calibration report: what is in it, what is left out of it, and when there is none."""

import numpy as np
import pytest

from touchstone.errors import InputError
from touchstone.evaluation.reliability.decisions import Decided, Decision
from touchstone.evaluation.reliability.fitting import LEAST_LABELS, calibrate
from touchstone.evaluation.reliability.ranking import NO_SIGNAL
from touchstone.evaluation.reliability.signals import Signals


def decided(
    count: int = 200, *, slope: float = 4.0, base: bool = False, rows: int = 2, seed: int = 0
) -> Decided:
    """Decisions whose rightness falls with entropy as `slope` says, `rows` to a group."""
    random = np.random.default_rng(seed)
    made = []
    for place in range(count):
        entropy = float(random.uniform(0, 1))
        right = bool(random.random() < 1 / (1 + np.exp(-slope * (0.6 - entropy))))
        signals = Signals(
            entropy=entropy,
            label_mass=0.9,
            max_probability=0.99 - 0.4 * entropy,
            base_entropy=float(random.uniform(0, 1)) if base else None,
            surprise=None,
            written_entropy=None,
            length=10,
            reasons_agree=None,
            orders_agree=None,
            reliability=-entropy,
        )
        key = (f"s{place}", "r", None)
        made.append(Decision(key, "response", f"g{place // rows}", None, right, signals))
    return Decided(tuple(made))


def test_a_report_has_both_sides_the_curve_and_the_bars() -> None:
    report = calibrate("run", decided(), agreement=0.7)
    assert (report.labels, report.groups, report.usable, report.reason) == (200, 100, True, "")
    names = [figure.name for figure in report.after]
    assert names == [figure.name for figure in report.before]
    assert names == ["auroc", "best_half", "coverage_area", "calibration_error", "brier", "brier_skill"]
    auroc = report.figure("auroc")
    assert auroc is not None
    assert report.before[0].value == pytest.approx(auroc.value)
    assert report.coverage[-1].value == pytest.approx(report.accuracy.value)
    assert (
        sum(bar.right.n for bar in report.diagram) == sum(bar.right.n for bar in report.diagram_before) == 200
    )
    assert report.guarantee is not None
    assert report.guarantee.groups == 100
    assert len(report.rows()) == len(report.indicators) + 2 * len(names) + len(report.coverage) // 2


def test_other_features_can_be_chosen() -> None:
    report = calibrate("run", decided(), agreement=0.7, features=["max_probability"])
    assert report.calibrator.features == ("max_probability",)
    assert calibrate("run", decided(base=True), agreement=0.7).calibrator.features == (
        "entropy",
        "base_entropy",
    )


def test_an_order_that_is_turned_round_is_told() -> None:
    report = calibrate("run", decided(slope=-5.0), agreement=0.7)
    assert report.calibrator.reversed
    assert any("less with what this judge is surer of" in note for note in report.notes)
    assert "turned round" in report.calibrator.words
    assert not calibrate("run", decided(), agreement=0.7).calibrator.reversed


def test_noise_has_no_guarantee() -> None:
    report = calibrate("run", decided(slope=0.0), agreement=0.3)
    assert (report.usable, report.reason, report.guarantee) == (False, NO_SIGNAL, None)


def test_what_is_left_out_is_told() -> None:
    found = decided()
    pairs = tuple(
        Decision(each.key, "pair", each.group, None, True, each.signals) for each in found.decisions[:7]
    )
    report = calibrate("run", Decided((*found.decisions, *pairs), unscored=3, seen=2), agreement=0.7)
    assert report.notes[:3] == (
        "left out, unscored: 3",
        "left out, labelled with the verdict in sight: 2",
        "left out, about something else: 7",
    )
    assert report.labels == 200


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Decided(()), "nothing that run run judged has a label"),
        (Decided((), unscored=4), "is unscored or not applicable"),
        (Decided((), seen=4), "with the verdict in sight"),
        (decided(LEAST_LABELS - 8), "8 more are needed"),
        (decided(rows=20), "the labels are of 10 prompts: 10 more are needed"),
        (decided(60, slope=200.0, rows=1), "right from wrong"),
    ],
)
def test_what_cannot_be_fitted_is_refused_with_what_is_missing(found: Decided, told: str) -> None:
    if "right from wrong" in told:
        found = Decided(tuple(each for each in found.decisions if each.right) * 3)
    with pytest.raises(InputError, match=told):
        calibrate("run", found, agreement=0.9)
