"""Scores by system, preferences, subsets, and where the marks of charts lie."""

import pytest

from tests.report.making import Scores, paired, run_data, scored
from touchstone.domain.dataset import ScoreLabel
from touchstone.domain.rubric import Criterion
from touchstone.evaluation.comparing.comparison import Versus
from touchstone.evaluation.report import Figure
from touchstone.report.charts import PLOT, differences, highest_share, histogram
from touchstone.report.distributions import binned_sureness, preferences, spreads, sureness
from touchstone.report.material import items_of
from touchstone.report.subsets import subsets_of

GOOD = Criterion(text="It names a river.")
SCORES: Scores = {
    "p-a": {GOOD: 0.05},
    "q-a": {GOOD: 1.0},
    "r-a": {GOOD: 0.95},
    "s-a": {GOOD: None},
    "p-b": {GOOD: 0.5},
}


def test_scores_by_system() -> None:
    first, second = spreads(items_of(scored(SCORES)))
    assert (first.name, first.items, first.unscored) == ("a", 4, 0)
    assert first.bins == (1, 0, 0, 0, 0, 0, 0, 0, 0, 2)
    assert first.mean == pytest.approx(2.0 / 3)
    assert first.quartiles == pytest.approx((0.5, 0.95, 0.975))
    assert (second.name, second.bins[5]) == ("b", 1)


def test_preferences_count_pairs_and_orders_that_agree() -> None:
    made = preferences(items_of(paired([(0.9, 0.9), (0.9, 0.3), (0.1, 0.2)], [None] * 3)))
    assert made is not None
    assert (made.a, made.b, made.tie, made.both_orders, made.consistent) == (2, 1, 0, 3, 2)
    assert preferences(items_of(scored(SCORES))) is None


def test_sureness_is_of_verdicts_that_were_read() -> None:
    mass, entropy = sureness(items_of(scored(SCORES)))
    assert (mass.name, set(mass.values)) == ("label mass", {0.9})
    assert (entropy.name, set(entropy.values)) == ("entropy (nats)", {0.4})


def test_sureness_in_ten_parts_of_its_scale() -> None:
    data = scored(SCORES)
    read = {
        "p-a": (0.05, 0.0),
        "q-a": (1.0, 0.8),
        "r-a": (0.95, 0.2),
        "s-a": (0.35, 0.79),
        "p-b": (0.31, 0.1),
    }
    lines = [
        line
        if line.is_aggregate
        else line.model_copy(update=dict(zip(("label_mass", "entropy"), read[line.response_id], strict=True)))
        for line in data.lines
    ]
    mass, entropy = binned_sureness(items_of(run_data(data.run, data.dataset.samples, lines, (GOOD,))))
    assert (mass.low, mass.high, mass.median) == (0.0, 1.0, 0.35)
    assert mass.bins == (1, 0, 0, 2, 0, 0, 0, 0, 0, 2)
    assert (entropy.high, entropy.bins) == (0.8, (1, 1, 1, 0, 0, 0, 0, 0, 0, 2))
    assert binned_sureness([]) == ()


def test_entropy_next_to_none_does_not_fill_its_scale() -> None:
    data = scored(SCORES)
    lines = [line if line.is_aggregate else line.model_copy(update={"entropy": 1e-6}) for line in data.lines]
    _, entropy = binned_sureness(items_of(run_data(data.run, data.dataset.samples, lines, (GOOD,))))
    assert entropy.high == 0.1
    assert entropy.bins[0] == 5


def test_subsets_have_means_over_their_prompts() -> None:
    scores: Scores = {f"s{n}-a": {GOOD: n / 10} for n in range(11)}
    data = scored(scores)
    samples = [
        sample.model_copy(update={"subset": "hard" if sample.id == "s10" else "easy"})
        for sample in data.dataset.samples
    ]
    made, _ = subsets_of(items_of(run_data(data.run, samples, data.lines, (GOOD,))), 0)
    assert [(row.name, row.items, row.prompts) for row in made] == [("easy", 10, 10), ("hard", 1, 1)]
    easy, hard = (row.mean for row in made)
    assert easy.value == pytest.approx(0.45)
    assert easy.low is not None
    assert easy.high is not None
    assert 0 <= easy.low < 0.45 < easy.high <= 1
    assert (hard.low, hard.note) == (None, "fewer than two groups: no interval")


def test_the_subset_of_a_response_may_be_that_of_its_labels() -> None:
    labels = {"p-a": ScoreLabel(score=1, subset="easy"), "q-a": ScoreLabel(score=1, subset="hard")}
    made, _ = subsets_of(items_of(scored(SCORES, labels)), 0)
    assert [row.name for row in made] == ["easy", "hard", "no single subset"]
    assert subsets_of(items_of(scored(SCORES)), 0)[0] == ()


def test_the_bars_of_a_histogram() -> None:
    made = spreads(items_of(scored(SCORES)))
    assert highest_share(made) == 1.0
    low, high = histogram(made[0], 1.0).bars
    assert (low.left, low.width) == (1.0, 8.0)
    assert (low.label, high.label) == ("33", "67")
    assert high.height == pytest.approx(PLOT * 2 / 3)
    assert high.top + high.height == pytest.approx(PLOT)
    assert histogram(made[0], 1.0).description == "Scored items by score. 0 to 0.1: 1; 0.9 to 1: 2."


def versus(value: float | None, low: float | None, high: float | None) -> Versus:
    figure = Figure(name="difference", label="difference", value=value, low=low, high=high)
    return Versus(
        system="new",
        other="old",
        word="better",
        difference=figure,
        wins=1,
        ties=0,
        losses=0,
        win_rate=figure,
        p=0.01,
        p_holm=0.01,
        detectable=0.1,
    )


def test_differences_lie_about_zero_in_the_middle() -> None:
    made = differences([versus(0.15, 0.1, 0.2), versus(None, None, None), versus(-0.05, -0.2, 0.1)])
    assert made is not None
    first, second = made.rows
    assert (first.at, first.left, first.right) == pytest.approx((50 + 46 * 0.75, 50 + 23, 96))
    assert second.at == pytest.approx(50 - 46 / 4)
    assert first.label == "new − old: better, +0.150"
    assert [label for _, label in made.ticks] == ["−0.2", "−0.1", "0", "+0.1", "+0.2"]
    assert "new less old: +0.150, 95 % interval 0.100 to 0.200, better." in made.description
    assert differences([versus(None, None, None)]) is None
