"""A short form of scripts/simulate_statistics.py, whose full form takes minutes."""

from scripts.simulate_statistics import coverages

SIMULATIONS = 200


def test_intervals_hold_the_truth_in_about_95_of_100_simulations() -> None:
    """Of 200 intervals that hold in 95 % of cases, fewer than 178 or all of them are one in thousands."""
    found = {each.figure: each.coverage for each in coverages("pairs", 40, SIMULATIONS, processes=2)}
    for figure in ("accuracy", "accuracy_half", "kappa", "annotators_agree", "difference:other", "longer"):
        assert 0.89 <= found[figure] < 1.0
