"""Labels against verdicts, counted: every number here was counted by hand."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.agreement.test_agreement import dataset, pair_lines, pair_sample, score_line
from touchstone.domain.dataset import Dataset, Response, Sample, ScoreLabel
from touchstone.domain.label import Label
from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel
from touchstone.evaluation.agreement.confusion import Confusion, confusions

MET = Criterion(text="It answers.")


def scored(
    labels: Sequence[float], judged: Sequence[float | None], high: float = 1.0, low: float = 0.0
) -> Confusion:
    """The matrix of labels low..high and scores 0..1."""
    samples = [
        Sample(
            id=f"s{n}",
            prompt=f"p{n}",
            group=f"g{n}",
            responses=(
                Response(id="r", text="t", labels=(ScoreLabel(score=label, score_min=low, score_max=high),)),
            ),
        )
        for n, label in enumerate(labels)
    ]
    lines = [score_line(f"s{n}", "r", score) for n, score in enumerate(judged)]
    (found,) = confusions(dataset(samples), lines)
    return found


def test_preferences_have_a_row_for_each_label() -> None:
    judged = [("A", "A"), ("A", "B"), ("B", "B"), ("tie", "A"), ("tie", "tie"), (None, "B")]
    samples = [pair_sample(n, label) for n, (label, _) in enumerate(judged)]  # type: ignore[arg-type]
    lines = [line for n, (_, said) in enumerate(judged) for line in pair_lines(n, said, said, said)]  # type: ignore[arg-type]
    (found,) = confusions(dataset(samples), lines)
    assert (found.kind, found.names) == ("preferences", ("A", "tie", "B"))
    assert found.counts == ((1, 0, 1), (1, 1, 0), (0, 0, 1))
    assert (found.same, found.compared) == (3, 5)


def test_labels_of_0_and_1_are_classes_and_one_half_counts_as_1() -> None:
    found = scored([0, 0, 1, 1, 1], [0.49, 0.5, 0.5, 0.2, None])
    assert found.names == ("0", "1")
    assert found.counts == ((1, 1), (1, 1))
    assert found.without == (0, 1)
    assert (found.same, found.compared) == (2, 4)


def test_all_levels_of_a_short_scale_are_classes_also_those_that_do_not_occur() -> None:
    # Scores of 0, 0.25, 0.6 and 1 are 1, 2, 3.4 and 5 on a scale of 1 to 5.
    found = scored([1, 2, 5, 5], [0.0, 0.25, 0.6, 1.0], high=5, low=1)
    assert found.names == ("1", "2", "3", "4", "5")
    assert found.counts == ((1, 0, 0, 0, 0), (0, 1, 0, 0, 0), (0,) * 5, (0,) * 5, (0, 0, 1, 0, 1))


def test_levels_between_whole_numbers_are_those_that_occur_and_the_ends() -> None:
    found = scored([0.5, 0.5, 0.5], [0.0, 0.4, 1.0])
    assert found.names == ("0", "0.5", "1")
    assert found.counts[1] == (1, 1, 1)


def test_a_long_scale_is_counted_in_five_parts() -> None:
    found = scored([*range(0, 100, 8), 100], [each / 100 for each in range(0, 100, 8)] + [0.0], high=100)
    assert found.names == ("0–20", "20–40", "40–60", "60–80", "80–100")
    assert found.counts == (
        (3, 0, 0, 0, 0),
        (0, 2, 0, 0, 0),
        (0, 0, 3, 0, 0),
        (0, 0, 0, 2, 0),
        (1, 0, 0, 0, 3),
    )


def _judged(run: str = "r") -> tuple[Dataset, list[ResultLine]]:
    samples = [
        Sample(id=f"s{n}", prompt=f"p{n}", group=f"g{n}", responses=(Response(id="r", text="t"),))
        for n in range(4)
    ]
    lines = [
        ResultLine(
            run=run,
            sample_id=f"s{n}",
            response_id="r",
            criterion_id=MET.id,
            protocol="criteria",
            probabilities={"met": met, "not met": 0.9 - met, "cannot tell": 0.1, "not applicable": 0.0},
            score=met / 0.9,
        )
        for n, met in enumerate((0.8, 0.7, 0.1, 0.2))
    ]
    return dataset(samples), lines


def label(n: int, said: str, annotator: str = "Ada", *, seen: bool = False) -> Label:
    return Label(
        run="r",
        sample_id=f"s{n}",
        response_id="r",
        criterion_id=MET.id,
        annotator=annotator,
        label=said,
        seen=seen,
    )


def test_blind_labels_count_by_their_majority_and_seen_ones_do_not() -> None:
    data, lines = _judged()
    given = [label(0, "met"), label(1, "not met"), label(2, "not met"), label(3, "met", seen=True)]
    given += [label(1, "met", "Bob"), label(1, "met", "Cy")]
    (found,) = confusions(data, lines, labels=given)
    assert found.kind == "labels"
    assert found.names == ("met", "not met", "cannot tell", "not applicable")
    assert found.counts == ((2, 0, 0, 0), (0, 1, 0, 0), (0,) * 4, (0,) * 4)


def test_an_item_without_a_majority_or_a_verdict_is_not_compared() -> None:
    data, lines = _judged()
    lines[2] = lines[2].model_copy(update={"probabilities": None, "score": None, "unscored": "too long"})
    given = [label(0, "met"), label(1, "met"), label(1, "not met", "Bob"), label(2, "met")]
    (found,) = confusions(data, lines, labels=given)
    assert (found.compared, found.same, sum(found.without)) == (1, 1, 1)


def test_groups_that_a_rubric_was_made_from_are_left_out() -> None:
    data, lines = _judged()
    made = Rubric(
        level=RubricLevel.DATASET,
        criteria=(MET,),
        provenance=Provenance(source="generated", groups=("g0", "g1")),
    )
    (found,) = confusions(data, lines, rubrics=[made], labels=[label(n, "met") for n in range(4)])
    assert found.compared == 2


def test_without_labels_there_is_no_matrix() -> None:
    data, lines = _judged()
    assert confusions(data, lines) == ()
    assert confusions(data, lines, labels=[label(0, "met", seen=True)]) == ()


@given(st.lists(st.tuples(st.integers(1, 7), st.one_of(st.none(), st.floats(0, 1))), min_size=1, max_size=30))
def test_every_labelled_score_is_counted_once(cells: list[tuple[int, float | None]]) -> None:
    found = scored([label for label, _ in cells], [score for _, score in cells], high=7, low=1)
    assert found.compared + sum(found.without) == len(cells)
    assert sum(found.without) == sum(score is None for _, score in cells)
    for place, name in enumerate(found.names):
        assert sum(found.counts[place]) + found.without[place] == sum(
            str(label) == name for label, _ in cells
        )
