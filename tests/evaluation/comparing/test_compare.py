import random
from collections.abc import Callable, Sequence

import pytest

from touchstone.domain.dataset import Dataset, Response, Sample
from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel
from touchstone.errors import InputError
from touchstone.evaluation import Comparison, compare
from touchstone.evaluation.comparing.meetings import Part

Score = Callable[[int], float | None]


def _sample(number: int, systems: Sequence[str | None], subset: str | None = None) -> Sample:
    responses = tuple(
        Response(id=f"{system}-{number}", text=f"text of {system}", system=system) for system in systems
    )
    return Sample(
        id=f"s{number}", prompt=f"prompt {number}", group=f"g{number}", responses=responses, subset=subset
    )


def _line(
    sample: Sample, response: Response, score: float | None, criterion: str | None = None
) -> ResultLine:
    return ResultLine(
        run="r",
        sample_id=sample.id,
        response_id=response.id,
        system=response.system,
        criterion_id=criterion,
        protocol="criteria",
        score=score,
        unscored=None if score is not None else "no answer",
    )


def _part(scores: dict[str | None, Score], prompts: int = 40, *, run: str = "r", name: str = "data") -> Part:
    """A run whose systems score as given on each prompt."""
    samples = [_sample(number, list(scores), "odd" if number % 2 else "even") for number in range(prompts)]
    lines = [
        _line(sample, response, scores[response.system](number))
        for number, sample in enumerate(samples)
        for response in sample.responses
    ]
    dataset = Dataset(path=f"{name}.jsonl", digest="0" * 64, samples=tuple(samples), rows=len(samples))
    return Part(run, name, dataset, lines)


def _noisy(mean: float, seed: int) -> Score:
    drawn = [mean + random.Random(seed * 1000 + number).uniform(-0.2, 0.2) for number in range(200)]
    return lambda number: drawn[number]


def _words(comparison: Comparison) -> dict[tuple[str, str], str]:
    return {(pair.system, pair.other): pair.word for pair in comparison.pairs}


def test_three_systems_are_ordered_and_each_pair_has_its_word() -> None:
    scores = {"old": _noisy(0.4, 1), "new": _noisy(0.7, 2), "twin": _noisy(0.7, 3)}
    comparison = compare([_part(scores)])
    assert comparison.systems[-1].name == "old"
    first, second = (system.name for system in comparison.systems[:2])
    assert _words(comparison) == {
        (first, second): "cannot tell",
        (first, "old"): "better",
        (second, "old"): "better",
    }
    pair = comparison.pairs[-1]
    assert pair.difference.value == pytest.approx(0.3, abs=0.08)
    assert pair.difference.low is not None
    assert 0 < pair.difference.low < pair.difference.value  # type: ignore[operator]
    assert pair.wins + pair.ties + pair.losses == 40
    assert pair.p_holm is not None
    assert pair.p is not None
    assert pair.p_holm >= pair.p
    assert "cannot be told" in comparison.summary
    assert f"{first} is better than old by 0." in comparison.summary


def test_the_baseline_is_what_all_are_compared_with() -> None:
    scores = {"old": _noisy(0.7, 1), "new": _noisy(0.4, 2), "twin": _noisy(0.7, 3)}
    comparison = compare([_part(scores)], baseline="old")
    assert _words(comparison) == {("twin", "old"): "cannot tell", ("new", "old"): "worse"}
    with pytest.raises(InputError, match="there is no system 'older'") as caught:
        compare([_part(scores)], baseline="older")
    assert "old, new, twin" in caught.value.remedy


def test_runs_of_one_system_each_are_paired_by_the_prompts_text() -> None:
    one = _part({None: _noisy(0.6, 1)}, 30, run="r1", name="alpha")
    other = _part({None: _noisy(0.3, 2)}, 24, run="r2", name="beta")
    comparison = compare([one, other])
    assert _words(comparison) == {("alpha", "beta"): "better"}
    assert comparison.prompts == 24
    assert any("only one system answered" in note and "6" in note for note in comparison.notes)


def test_one_system_in_two_runs_is_told_apart() -> None:
    one = _part({"m": _noisy(0.6, 1)}, 12, run="r1", name="before")
    other = _part({"m": _noisy(0.6, 2)}, 12, run="r2", name="after")
    again = _part({"m": _noisy(0.6, 3)}, 12, run="r3", name="after")
    names = {system.name for system in compare([one, other, again]).systems}
    assert names == {"m (before)", "m (after) (r2)", "m (after) (r3)"}


def test_unscored_responses_leave_the_comparison_and_are_counted() -> None:
    scores: dict[str | None, Score] = {"a": _noisy(0.6, 1), "b": lambda n: None if n < 10 else 0.5}
    comparison = compare([_part(scores, 40)])
    assert comparison.pairs[0].difference.n == 30
    assert {system.name: system.unscored for system in comparison.systems} == {"a": 0, "b": 10}
    assert any("unscored, and left out: 10" in note for note in comparison.notes)


def test_wins_ties_losses_and_the_prompts_that_regressed_worked_by_hand() -> None:
    differences = [0.5, 0.005, -0.3, -0.1, 0.0, 0.2]
    scores: dict[str | None, Score] = {"x": lambda n: 0.5 + differences[n], "y": lambda n: 0.5}
    (pair,) = compare([_part(scores, 6)]).pairs
    assert (pair.wins, pair.ties, pair.losses) == (2, 2, 2)
    assert pair.win_rate.value == pytest.approx(0.5)
    assert pair.difference.value == pytest.approx(sum(differences) / 6)
    assert [each.prompt for each in pair.regressed] == ["prompt 2", "prompt 3"]
    worst = pair.regressed[0]
    assert (worst.score, worst.other_score, worst.difference) == pytest.approx((0.2, 0.5, -0.3))
    assert worst.response_ids == ("x-2", "y-2")


def test_criteria_and_subsets_have_differences_of_their_own() -> None:
    part = _part({"x": _noisy(0.6, 1), "y": _noisy(0.6, 2)}, 40)
    clear, brief = Criterion(text="It is clear."), Criterion(text="It is brief.")
    lines = list(part.lines)
    for number, sample in enumerate(part.dataset.samples):
        x, y = sample.responses
        for criterion, mine, theirs in ((clear, 0.9, 0.4 + 0.01 * (number % 7)), (brief, 0.5, 0.5)):
            lines += [_line(sample, x, mine, criterion.id), _line(sample, y, theirs, criterion.id)]
    rubric = Rubric(level=RubricLevel.DATASET, criteria=(clear, brief), provenance=Provenance(source="file"))
    (pair,) = compare([Part("r", "data", part.dataset, lines)], rubrics=[rubric]).pairs
    by_text = {figure.label: figure.value for figure in pair.criteria}
    sign = 1 if pair.system == "x" else -1
    assert by_text["It is clear."] == pytest.approx(sign * 0.47, abs=0.01)
    assert by_text["It is brief."] == 0.0
    assert {figure.label: figure.n for figure in pair.subsets} == {"even": 20, "odd": 20}


def test_prompts_asked_by_other_criteria_are_left_out() -> None:
    part = _part({"x": _noisy(0.6, 1), "y": _noisy(0.6, 2)}, 20)
    lines = list(part.lines)
    for number, sample in enumerate(part.dataset.samples):
        x, y = sample.responses
        lines += [_line(sample, x, 1.0, "same"), _line(sample, y, 1.0, "same" if number else "other")]
    comparison = compare([Part("r", "data", part.dataset, lines)])
    assert comparison.pairs[0].difference.n == 19
    assert any("not by the same criteria: 1" in note for note in comparison.notes)


def test_the_groups_that_a_rubric_was_made_from_are_left_out() -> None:
    provenance = Provenance(source="generated", groups=("g0", "g1"))
    rubric = Rubric(level=RubricLevel.DATASET, criteria=(Criterion(text="Good."),), provenance=provenance)
    comparison = compare([_part({"x": _noisy(0.6, 1), "y": _noisy(0.5, 2)}, 30)], rubrics=[rubric])
    assert comparison.prompts == 28
    assert any("left out: 4 results" in note for note in comparison.notes)


def _games(preferences: dict[tuple[str, str], str], prompts: int = 30) -> Part:
    """A pairwise run: which of two systems is preferred; "mixed": A on two prompts of three."""
    systems = sorted({name for pair in preferences for name in pair})
    samples = [_sample(number, systems) for number in range(prompts)]
    lines = []
    for number, sample in enumerate(samples):
        for (a, b), preferred in preferences.items():
            chosen = ("B" if number % 3 == 0 else "A") if preferred == "mixed" else preferred
            line = {"run": "r", "sample_id": sample.id, "response_id": f"{a}-{number}|{b}-{number}"}
            lines.append(ResultLine.model_validate({**line, "protocol": "pairwise", "preference": chosen}))
    dataset = Dataset(path="games.jsonl", digest="0" * 64, samples=tuple(samples), rows=len(samples))
    return Part("r", "games", dataset, lines)


def test_pairwise_runs_give_wins_and_strengths() -> None:
    comparison = compare([_games({("a", "b"): "mixed", ("a", "c"): "A", ("b", "c"): "tie"})])
    assert [system.name for system in comparison.systems] == ["a", "b", "c"]
    strengths = [system.strength.value for system in comparison.systems if system.strength]
    assert strengths == sorted(strengths, reverse=True)
    assert sum(value or 0.0 for value in strengths) == pytest.approx(0.0, abs=1e-6)
    by_pair = {(pair.system, pair.other): pair for pair in comparison.pairs}
    assert (by_pair["a", "b"].wins, by_pair["a", "b"].losses) == (20, 10)
    assert by_pair["a", "b"].difference.value == pytest.approx(1 / 3)
    assert by_pair["a", "c"].word == "better"
    assert by_pair["b", "c"].word == "cannot tell"
    assert by_pair["b", "c"].ties == 30


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(InputError, match="there is only one system: solo"):
        compare([_part({"solo": _noisy(0.5, 1)})])
    one = _part({"a": _noisy(0.5, 1)}, 3)
    samples = [_sample(number, ["b"]) for number in range(10, 13)]
    dataset = Dataset(path="b.jsonl", digest="0" * 64, samples=tuple(samples), rows=3)
    other = Part("r2", "b", dataset, [_line(each, each.responses[0], 0.5) for each in samples])
    with pytest.raises(InputError, match="no two systems answered the same prompt"):
        compare([one, other])
    with pytest.raises(InputError, match="no results"):
        compare([Part("r", "data", one.dataset, [])])


def test_few_groups_are_said_to_be_few() -> None:
    comparison = compare([_part({"a": _noisy(0.9, 1), "b": _noisy(0.1, 2)}, 5)])
    assert any("only 5 groups" in note for note in comparison.notes)


def test_the_seed_fixes_everything() -> None:
    part = _part({"a": _noisy(0.6, 1), "b": _noisy(0.5, 2)}, 30)
    assert compare([part], seed=4) == compare([part], seed=4)


def test_of_many_pairs_the_summary_names_a_few() -> None:
    systems: dict[str | None, Score] = {f"s{n}": _noisy(0.5, n) for n in range(4)}
    assert "cannot be told of 6 pairs of systems" in compare([_part(systems)]).summary
    apart: dict[str | None, Score] = {f"s{n}": _noisy(0.2 + 0.2 * n, n) for n in range(4)}
    summary = compare([_part(apart)]).summary
    assert summary.count("is better than") == 4
    assert "2 more pairs differ." in summary


def test_too_few_prompts_have_no_detectable_difference() -> None:
    scores: dict[str | None, Score] = {
        "x": lambda n: 0.5 + 0.4 * (n == 0),
        "y": lambda n: 0.5 + 0.1 * (n == 1),
    }
    (pair,) = compare([_part(scores, 3)]).pairs
    assert pair.detectable is None
    assert pair.word == "cannot tell"


def test_a_difference_that_is_the_same_everywhere_has_no_interval() -> None:
    (pair,) = compare([_part({"x": lambda n: 0.75, "y": lambda n: 0.5}, 30)]).pairs
    assert (pair.word, pair.difference.value) == ("better", 0.25)
    assert pair.difference.low is None
    assert "the same in every group" in pair.difference.note
