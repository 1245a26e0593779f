"""The sums over a run's aggregates are those of its lines."""

from statistics import fmean

import pytest

from tests.store.conftest import line


def test_scores_of_systems_are_those_of_their_aggregates(store, new_run):
    run, other = new_run(), new_run()
    scores = {"low": [0.1, 0.25, None], "high": [0.9, 0.7], "none": [None], None: [0.5]}
    for number, (system, of_system) in enumerate(scores.items()):
        verdict = line(run.id, "s", score=1.0, system=system)
        aggregates = [line(run.id, "s", None, score=score, system=system) for score in of_system]
        store.save_unit(run.id, f"u/{number}", [verdict, *aggregates])
    store.save_unit(other.id, "u/1", [line(other.id, "s", None, score=0.0, system="low")])
    found = store.system_scores(run.id)
    assert [each.system for each in found] == ["high", None, "low", "none"]
    for each in found:
        known = [score for score in scores[each.system] if score is not None]
        assert (each.responses, each.scored) == (len(scores[each.system]), len(known))
        assert each.mean_score == (pytest.approx(fmean(known)) if known else None)


def test_preferences_are_those_of_scored_pairs(store, new_run):
    run = new_run()

    def pair(preference, **more):
        return line(run.id, "s", None, protocol="pairwise", preference=preference, **more)

    lines = [pair("A"), pair("A"), pair("tie"), pair("B", order="ab"), pair("B", unscored="no"), pair(None)]
    store.save_unit(run.id, "u/1", lines)
    assert store.preferences(run.id) == {"A": 2, "tie": 1}
    assert store.preferences(new_run().id) == {}
