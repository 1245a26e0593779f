import pytest

from tests.report.making import Scores, aggregate, run_data, run_info, scored, verdict
from touchstone.domain.dataset import Response, Sample
from touchstone.domain.rubric import Criterion, Scale, ScaleLevel
from touchstone.report.contents import CriterionRow
from touchstone.report.criteria import MAX_ROWS, criteria_of
from touchstone.report.material import items_of

GOOD = Criterion(text="It names a river.")
OTHER = Criterion(text="It is short.")
FAULT = Criterion(text="It insults the reader.", weight=-1)
GUARD = Criterion(text="It invents no dosage.", guard=True)


def row_of(scores: Scores, criterion: Criterion) -> CriterionRow:
    (row,) = (row for row in criteria_of(items_of(scored(scores))).rows if row.text == criterion.text)
    return row


def alone(criterion: Criterion, *given: float | str | None) -> CriterionRow:
    return row_of({f"s{n}-a": {criterion: score} for n, score in enumerate(given)}, criterion)


def test_a_worked_example() -> None:
    scores: Scores = {
        "p-a": {GOOD: 0.9, OTHER: 0.2},
        "p-b": {GOOD: 0.5, OTHER: None},
        "q-a": {GOOD: 0.7, OTHER: "cannot tell"},
        "q-b": {GOOD: 0.1, OTHER: 0.8},
    }
    row = row_of(scores, GOOD)
    assert (row.asked, row.unscored, row.not_applicable) == (4, 0, 0)
    assert row.mean == pytest.approx(0.55)
    assert row.met == 0.75
    assert row.between_systems == pytest.approx(0.8 - 0.3)
    assert row.between_prompts == pytest.approx(0.15)
    assert row.rest is None
    assert row.reason == ""
    row = row_of(scores, OTHER)
    assert (row.asked, row.unscored, row.not_applicable) == (4, 1, 1)


def test_the_correlation_with_the_rest_turns_faults_round() -> None:
    met = [float(n % 2) for n in range(10)]
    scores: Scores = {f"s{n}-a": {GOOD: each, FAULT: 1 - each} for n, each in enumerate(met)}
    assert row_of(scores, GOOD).rest == pytest.approx(1.0)
    assert row_of(scores, FAULT).rest == pytest.approx(1.0)
    against: Scores = {f"s{n}-a": {GOOD: each, FAULT: each} for n, each in enumerate(met)}
    assert row_of(against, GOOD).rest == pytest.approx(-1.0)


@pytest.mark.parametrize(
    ("criterion", "given", "expected"),
    [
        (GOOD, [0.9] * 6, "never fails: 6 responses"),
        (GOOD, [0.1] * 6, "always fails: 6 responses"),
        (FAULT, [0.1] * 6, "never found: 6 responses"),
        (FAULT, [0.9] * 6, "the fault is always found: 6 responses"),
        (GOOD, [0.9, 0.1, *["cannot tell"] * 4], "often cannot be told: 67 % of 6 responses"),
        (GOOD, [0.9, 0.1, *["label mass 0.1 is under 0.2"] * 4], ""),
        (GOOD, ["label mass 0.1 is under 0.2"] * 6, ""),
        (GOOD, [None] * 6, "never applies: 6 responses"),
        (GOOD, [0.9] * 5 + [0.1], ""),
        (GOOD, [0.9] * 4, ""),
        (GUARD, [0.9] * 6, ""),
        (GUARD, ["cannot tell"] * 6, ""),
    ],
)
def test_why_a_criterion_is_of_little_use(
    criterion: Criterion, given: list[float | str | None], expected: str
) -> None:
    assert alone(criterion, *given).reason == expected


def test_an_ordinal_scale_that_is_always_at_one_level() -> None:
    levels = tuple(ScaleLevel(value=value) for value in (1, 2, 3))
    clear = Criterion(text="How clear it is.", scale=Scale(kind="ordinal", levels=levels))
    read = {"1": 0.1, "2": 0.7, "3": 0.2}
    lines = [verdict(f"s{n}-a", clear, 0.55, probabilities=read) for n in range(5)]
    lines += [aggregate(f"s{n}-a", 0.55) for n in range(5)]
    samples = [
        Sample(id=f"s{n}", prompt="p", group="g", responses=(Response(id=f"s{n}-a", text="t", system="a"),))
        for n in range(5)
    ]
    (row,) = criteria_of(items_of(run_data(run_info(), samples, lines, (clear,)))).rows
    assert row.reason == "always level 2: 5 responses"
    assert row.met is None


def test_a_criterion_that_repeats_another_one_is_named_with_it() -> None:
    scores: Scores = {f"s{n}-a": {GOOD: n % 3 / 2, OTHER: n % 3 / 2} for n in range(12)}
    made = criteria_of(items_of(scored(scores)))
    assert [row.text for row in made.least_useful] == [OTHER.text]
    assert made.least_useful[0].reason == "repeats “It names a river.” (correlation 1.00 over 12 responses)"


def test_of_two_verdicts_on_one_criterion_the_direct_one_counts() -> None:
    data = scored({"p-a": {GOOD: 0.2}})
    reasoned = verdict("p-a", GOOD, 0.9, rationale="It does.")
    lines = [reasoned, *data.lines]
    (row,) = criteria_of(items_of(run_data(run_info(), data.dataset.samples, lines, (GOOD,)))).rows
    assert (row.asked, row.mean) == (1, 0.2)


def test_of_many_criteria_the_most_asked_are_shown_and_the_rest_counted() -> None:
    scores: Scores = {f"s{n}-a": {Criterion(text=f"Criterion {n}."): 0.5} for n in range(MAX_ROWS + 5)}
    made = criteria_of(items_of(scored(scores)))
    assert (made.total, len(made.rows), made.useless) == (MAX_ROWS + 5, MAX_ROWS, 0)
    assert made.notes[0] == f"Of {MAX_ROWS + 5} criteria the {MAX_ROWS} that were asked most often are shown."
    assert "too few to say anything against" in made.notes[1]
