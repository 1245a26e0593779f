"""The judge and the pass rate against people's labels: which count, which are left out, and what is said of them."""

import numpy as np
import pytest

from touchstone.domain.label import Label
from touchstone.domain.results import ResultLine
from touchstone.evaluation.labelling.label_agreement import annotator_figures, krippendorff, majority
from touchstone.evaluation.labelling.labelled import label_sections
from touchstone.evaluation.labelling.verdicts import verdicts, worth_of
from touchstone.evaluation.report import Figure, Section
from touchstone.evaluation.statistics.figures import Figures


def verdict(n: int, met: float, **more: object) -> ResultLine:
    """The verdict on one criterion of response r of sample s<n>."""
    probabilities = {"met": met, "not met": 1 - met, "cannot tell": 0.0, "not applicable": 0.0}
    values = {
        "run": "run",
        "sample_id": f"s{n}",
        "response_id": "r",
        "criterion_id": "c",
        "protocol": "criteria",
    }
    return ResultLine.model_validate({**values, "probabilities": probabilities, "score": met, **more})


def label(n: int, said: str, annotator: str = "ada", **more: object) -> Label:
    values = {"run": "run", "sample_id": f"s{n}", "response_id": "r", "criterion_id": "c", "inclusion": 0.5}
    return Label.model_validate({**values, "annotator": annotator, "label": said, **more})


def sections(
    lines: list[ResultLine], labels: list[Label], subsets: dict[str, str | None] | None = None
) -> tuple[Section, ...]:
    return label_sections(lines, labels, {}, subsets or {}, seed=0)


def figure(section: Section, name: str) -> Figure:
    every = (*section.figures, *section.baselines, *section.ceiling, *section.parts)
    return next(each for each in every if each.name == name)


def test_accuracy_and_kappa_by_hand() -> None:
    """Three of four agree. Labels: 2 met, 2 not; verdicts: 3 met, 1 not: chance 0.5, kappa (0.75 - 0.5) / 0.5."""
    lines = [verdict(n, met) for n, met in enumerate([0.9, 0.8, 0.7, 0.1])]
    labels = [label(n, said) for n, said in enumerate(["met", "met", "not met", "not met"])]
    agreement, _ = sections(lines, labels)
    assert (agreement.kind, agreement.labelled, agreement.compared) == ("labels", 4, 4)
    assert figure(agreement, "label_accuracy").value == 0.75
    assert figure(agreement, "kappa").value == pytest.approx(0.5)
    assert figure(agreement, "commonest_label").value == 0.5


def test_labels_that_were_given_with_the_verdict_in_sight_are_left_out_and_counted() -> None:
    lines = [verdict(0, 0.9), verdict(1, 0.9), verdict(2, 0.1)]
    labels = [label(0, "met"), label(1, "not met", seen=True), label(2, "not met"), label(9, "met")]
    agreement, rates = sections(lines, labels)
    accuracy = figure(agreement, "label_accuracy")
    assert (accuracy.value, accuracy.n) == (1.0, 2)
    assert "labels given with the verdict in sight, left out: 1" in accuracy.note
    assert "labels of what was not judged, left out: 1" in accuracy.note
    assert figure(rates, "pass_rate_labels").n == 2


def test_without_a_blind_label_there_is_nothing_to_say() -> None:
    assert sections([verdict(0, 0.9)], [label(0, "met", seen=True)]) == ()


def test_labels_outside_the_sample_count_for_agreement_but_not_for_rates() -> None:
    found = sections([verdict(0, 0.9), verdict(1, 0.2)], [label(0, "met", inclusion=None)])
    assert [each.kind for each in found] == ["labels"]


def test_cannot_tell_is_an_answer_like_others_but_outside_the_pass_rate() -> None:
    torn = {"met": 0.2, "not met": 0.2, "cannot tell": 0.6, "not applicable": 0.0}
    lines = [
        verdict(0, 0.9),
        verdict(1, 0.0, probabilities=torn, score=None, unscored="cannot tell"),
        verdict(2, 0.8, score=None, unscored="label mass 0.1 is under 0.2"),
        verdict(3, 0.3),
    ]
    labels = [label(0, "met"), label(1, "cannot tell"), label(2, "met"), label(3, "not applicable")]
    agreement, rates = sections(lines, labels)
    assert (agreement.labelled, agreement.compared, agreement.unscored) == (4, 3, 1)
    assert figure(agreement, "label_accuracy").value == pytest.approx(2 / 3)
    judged = figure(rates, "pass_rate_judged")
    assert (judged.value, judged.n) == (0.5, 2)
    assert "outside: 1 cannot tell, 1 unscored" in judged.note
    assert "outside: 1 not applicable" in figure(rates, "pass_rate_labels").note
    assert (rates.labelled, rates.compared, rates.unscored, rates.not_applicable) == (4, 1, 1, 2)


def test_several_annotators_are_compared_by_their_majority_and_with_each_other() -> None:
    lines = [verdict(n, 0.9) for n in range(3)]
    labels = [
        *(label(0, "met", name) for name in ("ada", "bob", "cyd")),
        *(label(1, said, name) for said, name in (("met", "ada"), ("met", "bob"), ("not met", "cyd"))),
        *(label(2, said, name) for said, name in (("met", "ada"), ("not met", "bob"))),
    ]
    agreement, rates = sections(lines, labels)
    accuracy = figure(agreement, "label_accuracy")
    assert (accuracy.value, accuracy.n) == (1.0, 2)
    assert "items without a majority, left out: 1" in accuracy.note
    assert figure(agreement, "annotators_agree").value == pytest.approx((1 + 1 / 3 + 0) / 3)
    assert figure(agreement, "judge_annotators").value == pytest.approx((1 + 2 / 3 + 1 / 2) / 3)
    assert figure(rates, "pass_rate_labels").value == pytest.approx((1 + 2 / 3 + 1 / 2) / 3)
    kappas = [each.label for each in agreement.ceiling if each.name == "annotators_kappa"]
    assert kappas == [f"Cohen's kappa, {two}" for two in ("ada and bob", "ada and cyd", "bob and cyd")]


def test_a_subset_that_was_drawn_more_often_does_not_weigh_more() -> None:
    """Half of 8 verdicts of one subset pass, none of 2 of the other: 0.4 of all."""
    subsets: dict[str, str | None] = {f"s{n}": "large" if n < 8 else "small" for n in range(10)}
    lines = [verdict(n, 0.9) for n in range(10)]
    drawn = {"stratum": "large", "inclusion": 0.25}, {"stratum": "small", "inclusion": 1.0}
    labels = [label(0, "met", **drawn[0]), label(1, "not met", **drawn[0])]
    labels += [label(8, "not met", **drawn[1]), label(9, "not met", **drawn[1])]
    _, rates = sections(lines, labels, subsets)
    assert figure(rates, "pass_rate_labels").value == pytest.approx(0.4)
    _, partly = sections(lines, labels[1:], subsets)
    assert figure(partly, "pass_rate_labels").value == 0
    _, partly = sections(lines, [labels[0], labels[2]], subsets)
    assert figure(partly, "pass_rate_labels").value == pytest.approx(0.8)


def test_the_main_figure_by_subset() -> None:
    subsets: dict[str, str | None] = {"s0": "x", "s1": "x", "s2": "y"}
    lines = [verdict(n, 0.9) for n in range(3)]
    agreement, _ = sections(lines, [label(n, "met") for n in range(3)], subsets)
    assert [each.label for each in agreement.parts] == ["accuracy, subset x", "accuracy, subset y"]


def test_the_direct_verdict_counts_not_the_one_after_a_reason() -> None:
    lines = [verdict(0, 0.1, rationale="because"), verdict(0, 0.9)]
    assert verdicts(lines)[("s0", "r", "c")].label == "met"


def test_pairs_pass_by_the_share_of_a() -> None:
    def pair(n: int, order: str | None, a: float, tie: float, preferred: str) -> ResultLine:
        probabilities = {"A": a, "B": 1 - a - tie, "tie": tie}
        about = {"criterion_id": None, "protocol": "pairwise", "order": order, "preference": preferred}
        return verdict(n, 0.0, probabilities=probabilities, score=a + tie / 2, **about)

    lines = [pair(0, "ab", 0.9, 0.1, "A"), pair(0, None, 0.6, 0.2, "A"), pair(1, None, 0.1, 0.8, "tie")]
    labels = [label(0, "A", criterion_id=None), label(1, "B", criterion_id=None)]
    assert verdicts(lines)[("s0", "r", None)].predicted == pytest.approx(0.7)
    _, rates = sections(lines, labels)
    assert figure(rates, "pass_rate_judged").value == 0.75
    assert figure(rates, "pass_rate_labels").value == 0.5
    assert "the share of A" in figure(rates, "pass_rate_judged").note


@pytest.mark.parametrize(
    ("offered", "passing"),
    [
        (("1", "2", "3", "4", "5"), {"3", "4", "5"}),
        (("0", "1", "2", "3"), {"2", "3"}),
        (("-1", "0", "1"), {"0", "1"}),
        (("met", "not met", "cannot tell", "not applicable"), {"met"}),
    ],
)
def test_what_passes_on_a_scale(offered: tuple[str, ...], passing: set[str]) -> None:
    assert {name for name, worth in worth_of(offered).items() if worth == 1} == passing


def test_a_level_passes_with_the_probability_of_the_upper_half() -> None:
    line = verdict(0, 0.0, probabilities={"1": 0.1, "2": 0.2, "3": 0.3, "4": 0.4}, score=0.6)
    found = verdicts([line])[("s0", "r", "c")]
    assert (found.label, found.decided, found.predicted) == ("4", 1.0, pytest.approx(0.7))


def test_the_majority_needs_more_than_any_other_label() -> None:
    assert majority({"a": "met", "b": "met", "c": "not met"}) == "met"
    assert majority({"a": "met", "b": "not met"}) is None


def alpha(rows: list[list[str]]) -> float | None:
    names = sorted({label for row in rows for label in row})
    counts = np.array([[row.count(name) for name in names] for row in rows], dtype=float)
    return Figures([str(n) for n in range(len(rows))], 0).make("alpha", "", krippendorff(counts)).value


def test_alpha_by_hand() -> None:
    """Labels 5 a and 3 b; observed disagreement 2 / 8, at random 2 * 5 * 3 / (8 * 7): 1 - 0.25 / 0.5357."""
    assert alpha([["a", "a"], ["b", "b"], ["a", "b"], ["a", "a"]]) == pytest.approx(1 - 0.25 / (30 / 56))


def test_alpha_of_krippendorffs_own_example() -> None:
    """Twelve units and four observers with gaps, from the paper; the last unit has one label. Nominal: 0.743."""
    observers = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
    units = ["".join(said) for said in zip(*observers, strict=True)]
    rows = [[label for label in unit if label != "."] for unit in units]
    assert alpha([row for row in rows if len(row) > 1]) == pytest.approx(0.743, abs=0.0005)


def test_annotators_that_all_say_the_same_leave_alpha_undefined() -> None:
    made = annotator_figures(Figures(["g", "h", "i"], 0), [{"a": "x", "b": "x"}] * 3)
    assert [(each.name, each.value) for each in made] == [("alpha", None), ("annotators_kappa", None)]
    assert all("same" in each.note for each in made)
    assert annotator_figures(Figures(["g"], 0), [{"a": "x"}]) == ()
