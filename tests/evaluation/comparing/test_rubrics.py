"""Two sets of rubrics beside each other: what is counted, paired, and preferred."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from touchstone.domain.meeting import Meeting
from touchstone.evaluation.comparing.rubrics import Beside, RubricComparison, compare_rubrics


@dataclass(frozen=True)
class Counted:
    criteria: int
    words: int
    redundancy: float = 0.0
    findings: Mapping[str, int] = field(default_factory=dict)


def said(a: float, b: float) -> dict[str, float]:
    return {"A": a, "B": b, "tie": 1 - a - b}


def meeting(ab: dict[str, float] | None, ba: dict[str, float] | None, why: str | None = None) -> Meeting:
    return Meeting(first="x", second="y", model="j", fingerprint="p", ab=ab, ba=ba, unscored=why)


def compared(pairs: list[Beside]) -> RubricComparison:
    a = {pair.prompt: pair.a for pair in pairs}
    b = {pair.prompt: pair.b for pair in pairs}
    return compare_rubrics(a, b, pairs, 0)


def figure(found: RubricComparison, name: str) -> float:
    (value,) = (each.value for each in found.preference if each.name == name)
    assert value is not None
    return value


def test_sides_are_counted_whole_and_differences_over_the_pairs() -> None:
    a = {str(n): Counted(4, 40, 0.25, {"vague": 1}) for n in range(10)}
    b = {str(n): Counted(5, 40 + n) for n in range(5, 20)}
    pairs = [Beside(key, a[key], b[key], 0.5, 2) for key in a if key in b]
    found = compare_rubrics(a, b, pairs, 0)
    rows = {row.name: row for row in found.rows}
    assert (found.rubrics, found.pairs) == ((10, 15), 5)
    criteria, words = rows["criteria"], rows["words"]
    assert criteria.a is not None
    assert criteria.difference is not None
    assert (criteria.a.value, criteria.a.n, criteria.difference.value) == (4, 10, 1)
    assert words.difference is not None
    assert words.difference.value == pytest.approx(7)
    assert words.difference.low is not None
    assert words.difference.low < 7
    repeats, vague = rows["redundancy"].difference, rows["finding:vague"].difference
    assert repeats is not None
    assert vague is not None
    assert (repeats.value, vague.value) == (-0.25, -1)
    assert [each.value for each in found.likeness] == [0.5, pytest.approx(4 / 9)]
    assert found.meta_judge is None


def test_preference_counts_ties_half_and_leaves_out_what_has_no_verdict() -> None:
    short, long = Counted(3, 30), Counted(3, 60)
    pairs = [
        *(
            Beside(f"b{n}", short, long, 0, 0, meeting=meeting(said(0.1, 0.9), said(0.2, 0.8)))
            for n in range(6)
        ),
        *(
            Beside(f"t{n}", short, short, 0, 0, meeting=meeting(said(0.2, 0.2), said(0.1, 0.1)))
            for n in range(2)
        ),
        *(
            Beside(f"a{n}", long, short, 0, 0, meeting=meeting(said(0.9, 0.1), said(0.3, 0.6)))
            for n in range(2)
        ),
        *(Beside(f"u{n}", short, short, 0, 0, meeting=meeting(None, None, "too long")) for n in range(3)),
        Beside("same", short, short, 1, 3, identical=True),
    ]
    found = compared(pairs)
    assert (found.won, found.unscored, found.reasons) == ((2, 2, 6), 3, {"too long": 3})
    assert (found.identical, found.pairs) == (1, 14)
    assert figure(found, "prefers_b") == pytest.approx(0.7)
    assert figure(found, "orders_agree") == pytest.approx(0.8)
    assert figure(found, "prefers_longer") == 1
    assert figure(found, "length_correlation") > 0.8
    # a0 and a1 were preferred in the one order in which they were shown first, and not in the other.
    assert figure(found, "shown_first") == pytest.approx((6 * 0.5 + 2 * 0.5 + 2 * 1.0) / 10)


def test_nothing_in_common_is_no_error() -> None:
    found = compare_rubrics({"x": Counted(3, 30)}, {}, [], 0)
    assert (found.rubrics, found.pairs, found.likeness, found.preference) == ((1, 0), 0, (), ())
    assert found.rows[0].b is None
    assert found.rows[0].difference is None
