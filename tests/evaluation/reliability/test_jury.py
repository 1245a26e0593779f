"""What a jury's agreement and its independent votes come to, where that is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from touchstone.evaluation.reliability.jury import JuryReport, jury_report

ITEMS = 6000


def report(rights: NDArray[np.bool_], labelled: bool = True) -> JuryReport:
    """A jury whose members choose the label 1 where they are right."""
    groups = [f"g{place}" for place in range(len(rights))]
    numbers = rights.astype(np.float64)
    return jury_report(
        "run",
        [f"judge {number}" for number in range(rights.shape[1])],
        outcomes=rights.astype(np.int64),
        values=numbers,
        groups=groups,
        rights=numbers if labelled else np.empty((0, rights.shape[1])),
        line_rights=(numbers.mean(axis=1) > 0.5).astype(np.float64) if labelled else np.empty(0),
        right_groups=groups if labelled else [],
    )


def test_members_that_err_apart_count_in_full_and_copies_as_one() -> None:
    random = np.random.default_rng(0)
    apart = report(random.random((ITEMS, 5)) < 0.8)
    assert apart.votes.value == pytest.approx(5, abs=0.4)
    copies = report(np.repeat(random.random((ITEMS, 1)) < 0.8, 5, axis=1))
    assert copies.votes.value == pytest.approx(1)
    assert copies.correlation.value == pytest.approx(1)
    assert all(each.value == pytest.approx(1) for each in copies.agreement)


def test_members_that_share_some_errors_count_as_kish_has_it() -> None:
    """Two of three members' errors come from one source with probability 1/2: the correlation of each two is 1/4."""
    random = np.random.default_rng(1)
    shared = random.random((ITEMS * 4, 1)) < 0.7
    own = random.random((ITEMS * 4, 3)) < 0.7
    rights = np.where(random.random((ITEMS * 4, 3)) < 0.5, shared, own)
    found = report(rights)
    assert found.correlation.value == pytest.approx(0.25, abs=0.02)
    assert found.votes.value == pytest.approx(3 / (1 + 2 * 0.25), abs=0.06)
    assert found.votes.low is not None
    assert found.votes.low < 2 < (found.votes.high or 0)
    assert [row.label for row in found.rows()][-1] == "accuracy of the jury"


def test_without_labels_the_verdicts_themselves_are_correlated_and_nothing_is_said_of_accuracy() -> None:
    found = report(np.random.default_rng(2).random((ITEMS, 3)) < 0.5, labelled=False)
    assert not found.by_errors
    assert found.accuracy == ()
    assert "verdicts" in found.correlation.label
    assert found.votes.value == pytest.approx(3, abs=0.2)


def test_members_that_never_differ_have_a_reason_instead_of_a_figure() -> None:
    found = report(np.ones((50, 2), dtype=bool))
    assert found.votes.value is None
    assert "always say the same" in found.votes.note
