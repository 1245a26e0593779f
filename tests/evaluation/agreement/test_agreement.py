import json
from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats

from touchstone.domain.dataset import Dataset, Pair, Preference, Response, Sample, ScoreLabel
from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel
from touchstone.errors import InputError
from touchstone.evaluation import AgreementReport, Figure, OtherRun, evaluate

SURE = {"A": (0.8, 0.1, 0.1), "B": (0.1, 0.8, 0.1), "tie": (0.1, 0.1, 0.8)}


def dataset(samples: Sequence[Sample]) -> Dataset:
    return Dataset(path="data.jsonl", digest="0" * 64, samples=tuple(samples), rows=len(samples))


def pair_sample(n: int, label: Preference | None, **more: object) -> Sample:
    annotators = more.pop("annotators", ())
    texts = more.pop("texts", ("long text", "short"))
    assert isinstance(texts, tuple)
    return Sample(
        id=f"s{n}",
        prompt=f"p{n}",
        group=f"g{n}",
        responses=tuple(Response(id=f"{n}{side}", text=text) for side, text in zip("ab", texts, strict=True)),
        pairs=(Pair(id=f"pair{n}", a=f"{n}a", b=f"{n}b", label=label, annotators=annotators),),
        **more,
    )


def pair_lines(n: int, ab: Preference, ba: Preference, decided: Preference) -> list[ResultLine]:
    def line(order: str | None, preferred: Preference) -> ResultLine:
        return ResultLine(
            run="r",
            sample_id=f"s{n}",
            response_id=f"pair{n}",
            protocol="pairwise",
            order=order,
            probabilities=dict(zip(("A", "B", "tie"), SURE[preferred], strict=True)),
            preference=preferred,
        )

    return [line("ab", ab), line("ba", ba), line(None, decided)]


def score_line(sample: str, response: str, score: float | None, criterion: str | None = None) -> ResultLine:
    return ResultLine(
        run="r",
        sample_id=sample,
        response_id=response,
        criterion_id=criterion,
        protocol="criteria",
        score=score,
    )


def named(report: AgreementReport, name: str, section: int = 0) -> Figure:
    parts = report.sections[section]
    figures = (
        *parts.figures,
        *parts.prevalence,
        *parts.beside,
        *parts.baselines,
        *parts.ceiling,
        *parts.parts,
    )
    return next(each for each in figures if each.name == name)


def preferences(labels: Sequence[Preference | None], judged: Sequence[Preference]) -> AgreementReport:
    samples = [pair_sample(n, label) for n, label in enumerate(labels)]
    lines = [line for n, each in enumerate(judged) for line in pair_lines(n, each, each, each)]
    return evaluate(dataset(samples), lines)


def test_ties_are_a_class_or_one_half_or_left_out() -> None:
    report = preferences(["A", "A", "B", "B", "tie", "tie"], ["A", "tie", "B", "A", "tie", "A"])
    assert named(report, "accuracy").value == pytest.approx(3 / 6)
    assert named(report, "accuracy").note == "ties among the labels: 2, among the verdicts: 2"
    assert named(report, "accuracy_half").value == pytest.approx((1 + 0.5 + 1 + 0 + 1 + 0.5) / 6)
    assert named(report, "accuracy_decided").value == pytest.approx((1 + 0.5 + 1 + 0) / 4)
    assert named(report, "accuracy_decided").n == 4
    assert named(report, "kappa").value == pytest.approx(0.25)
    assert named(report, "expected_agreement").value == pytest.approx((2 * 3 + 2 * 1 + 2 * 2) / 36)


def test_prevalence_stands_beside_kappa() -> None:
    report = preferences(["A"] * 18 + ["B"] * 2, ["A"] * 17 + ["B"] + ["A", "B"])
    shares = {figure.name: figure.value for figure in report.sections[0].prevalence}
    assert shares == {
        "label_A": 0.9,
        "label_tie": 0.0,
        "label_B": 0.1,
        "verdict_A": 0.9,
        "verdict_tie": 0.0,
        "verdict_B": 0.1,
    }
    kappa = named(report, "kappa")
    assert kappa.value == pytest.approx((0.9 - 0.82) / (1 - 0.82))
    assert "90 % of the labels are A" in kappa.note
    assert "would give 0.800" in kappa.note


def test_inconsistent_pairs_can_be_taken_as_ties() -> None:
    samples = [pair_sample(0, "A"), pair_sample(1, "tie"), pair_sample(2, "B"), pair_sample(3, "A")]
    lines = [*pair_lines(0, "A", "A", "A"), *pair_lines(1, "A", "B", "A")]
    lines += [*pair_lines(2, "B", "A", "B"), *pair_lines(3, "B", "B", "B")]
    report = evaluate(dataset(samples), lines)
    assert named(report, "accuracy").value == 2 / 4
    assert named(report, "accuracy_inconsistent").value == 2 / 4
    assert named(report, "accuracy_inconsistent_half").value == pytest.approx((1 + 1 + 0.5 + 0) / 4)
    assert named(report, "accuracy_inconsistent_decided").value == pytest.approx((1 + 0.5 + 0) / 3)


def test_every_figure_has_an_interval_around_it() -> None:
    report = preferences(["A", "B"] * 20, ["A", "B", "A", "A"] * 10)
    for figure in report.sections[0].figures:
        if figure.name in ("position_consistency", "expected_agreement"):
            continue
        assert figure.value is not None
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low <= figure.value <= figure.high


def test_baselines_stand_beside() -> None:
    report = preferences(["A", "A", "A", "B"], ["A"] * 4)
    assert named(report, "always_a").value == 0.75
    assert named(report, "commonest").label.startswith("always the commonest label (A)")
    assert named(report, "longer").value == 0.75
    assert named(report, "longer_decided").value == 0.75


def test_position_consistency_counts_unlabelled_pairs_too() -> None:
    samples = [pair_sample(0, "A"), pair_sample(1, None), pair_sample(2, "B"), pair_sample(3, None)]
    lines = [*pair_lines(0, "A", "A", "A"), *pair_lines(1, "A", "B", "tie")]
    lines += [*pair_lines(2, "B", "B", "B"), *pair_lines(3, "tie", "tie", "tie")]
    report = evaluate(dataset(samples), lines)
    assert named(report, "position_consistency").value == 0.75
    assert named(report, "accuracy").n == 2


def test_without_labels_only_consistency_is_said() -> None:
    report = evaluate(dataset([pair_sample(0, None), pair_sample(1, None)]), pair_lines(0, "A", "A", "A"))
    assert [figure.name for figure in report.sections[0].figures] == ["position_consistency"]
    assert report.sections[0].coverage is None
    assert any("label" in note for note in report.notes)


def test_unscored_pairs_lower_the_coverage_not_the_accuracy() -> None:
    samples = [pair_sample(0, "A"), pair_sample(1, "B")]
    failed = ResultLine(
        run="r", sample_id="s1", response_id="pair1", protocol="pairwise", unscored="too long"
    )
    (section,) = evaluate(dataset(samples), [*pair_lines(0, "A", "A", "A"), failed]).sections
    assert (section.labelled, section.compared, section.unscored, section.coverage) == (2, 1, 1, 0.5)
    assert section.figures[0].value == 1.0


def test_only_what_was_judged_counts() -> None:
    report = evaluate(dataset([pair_sample(n, "A") for n in range(9)]), pair_lines(0, "A", "A", "A"))
    assert report.sections[0].labelled == 1


def test_scores_one_by_one_imply_a_preference_with_a_tie_band() -> None:
    samples = [pair_sample(0, "A"), pair_sample(1, "tie"), pair_sample(2, "B")]
    values = [(0.9, 0.1), (0.5, 0.505), (0.2, 0.6)]
    lines = [
        score_line(f"s{n}", f"{n}{side}", value)
        for n, both in enumerate(values)
        for side, value in zip("ab", both, strict=True)
    ]
    report = evaluate(dataset(samples), lines)
    assert named(report, "accuracy").value == 1.0
    assert any("0.01 is a tie" in note for note in report.notes)


def test_the_ceiling_is_how_often_annotators_agree() -> None:
    samples = [
        pair_sample(0, "A", annotators=("A", "A", "B")),
        pair_sample(1, "B", annotators=("B", "B", "B")),
    ]
    report = evaluate(dataset(samples), pair_lines(0, "A", "A", "A") + pair_lines(1, "A", "A", "A"))
    assert named(report, "annotators_agree").value == pytest.approx((1 / 3 + 1) / 2)
    assert named(report, "annotator_majority").value == pytest.approx((2 / 3 + 1) / 2)
    assert named(report, "annotator_others").value == pytest.approx(((1 / 2 + 1 / 2 + 0) / 3 + 1) / 2)
    assert named(report, "judge_annotators").value == pytest.approx((2 / 3 + 0) / 2)


def test_subsets_are_shown_apart() -> None:
    samples = [
        pair_sample(n, "A", subset=subset) for n, subset in enumerate(("easy", "easy", "hard", "hard", None))
    ]
    judged: list[Preference] = ["A", "A", "B", "A", "B"]
    lines = [line for n, each in enumerate(judged) for line in pair_lines(n, each, each, each)]
    report = evaluate(dataset(samples), lines)
    assert (named(report, "subset:easy").value, named(report, "subset:hard").value) == (1.0, 0.5)
    assert (named(report, "subset:").label, named(report, "subset:").n) == ("accuracy, no single subset", 1)


def with_systems(n: int, label: Preference, a: str, b: str) -> Sample:
    sample = pair_sample(n, label)
    first, second = (
        response.model_copy(update={"system": system})
        for response, system in zip(sample.responses, (a, b), strict=True)
    )
    return sample.model_copy(update={"responses": (first, second)})


def test_pairs_are_shown_by_system_and_systems_by_their_wins() -> None:
    told: list[tuple[str, str, Preference, Preference]] = [
        ("x", "y", "A", "A"),
        ("y", "z", "A", "tie"),
        ("x", "z", "A", "A"),
        ("z", "x", "B", "A"),
    ]
    samples = [with_systems(n, label, a, b) for n, (a, b, label, _) in enumerate(told)]
    lines = [line for n, (*_, each) in enumerate(told) for line in pair_lines(n, each, each, each)]
    report = evaluate(dataset(samples), lines)
    assert (named(report, "system:x").value, named(report, "system:x").n) == (pytest.approx(2 / 3), 3)
    assert (named(report, "system:z").value, named(report, "system:z").n) == (pytest.approx(1 / 3), 3)
    between = named(report, "between_systems")
    # By the labels x wins 3 of 3, y 1 of 2, z 0 of 3; by the verdicts 2 of 3, 1/2 of 2, 3/2 of 3.
    assert between.value == pytest.approx(stats.pearsonr([1, 1 / 2, 0], [2 / 3, 1 / 4, 1 / 2]).statistic)
    assert between.note.startswith("3 systems: says little")


def scored_sample(n: int, *labels: ScoreLabel, texts: int = 1, **more: object) -> Sample:
    responses = tuple(Response(id=f"{n}-{m}", text="x" * (m + 1), labels=labels) for m in range(texts))
    return Sample(id=f"s{n}", prompt=f"p{n}", group=f"g{n}", responses=responses, **more)


def test_scores_are_compared_on_the_labels_scale() -> None:
    gold, judged = [1.0, 2.0, 4.5, 3.0, 5.0], [0.0, 0.5, 0.75, 0.25, 1.0]
    samples = [
        scored_sample(n, ScoreLabel(score=value, score_min=1, score_max=5)) for n, value in enumerate(gold)
    ]
    lines = [score_line(f"s{n}", f"{n}-0", value) for n, value in enumerate(judged)]
    report = evaluate(dataset(samples), lines)
    assert named(report, "spearman").value == pytest.approx(stats.spearmanr(gold, judged).statistic)
    assert named(report, "kendall").value == pytest.approx(stats.kendalltau(gold, judged).statistic)
    assert named(report, "mae").value == pytest.approx(np.mean([0, 1, 0.5, 1, 0]))
    assert named(report, "mae").note == "on 1 to 5"


def test_labels_of_different_scales_are_compared_on_0_to_1() -> None:
    samples = [
        scored_sample(0, ScoreLabel(score=5, score_min=1, score_max=5)),
        scored_sample(1, ScoreLabel(score=1, score_min=0, score_max=2)),
    ]
    report = evaluate(dataset(samples), [score_line("s0", "0-0", 0.5), score_line("s1", "1-0", 0.5)])
    assert named(report, "mae").value == pytest.approx(0.25)
    assert named(report, "mae").note == "on 0 to 1"


def test_correlations_are_told_apart() -> None:
    """Over all the judge looks good, because it sees which prompt is easy; inside the prompts it is often wrong."""
    gold = {0: [1, 2, 3], 1: [3, 4, 5]}
    judged = {0: [0.1, 0.2, 0.3], 1: [0.9, 0.7, 0.8]}
    samples = [
        Sample(
            id=f"s{n}",
            prompt=f"p{n}",
            group=f"g{n}",
            responses=tuple(
                Response(
                    id=f"{n}-{m}",
                    text="x",
                    system=f"system {m}",
                    labels=(ScoreLabel(score=score, score_min=1, score_max=5),),
                )
                for m, score in enumerate(scores)
            ),
        )
        for n, scores in gold.items()
    ]
    lines = [score_line(f"s{n}", f"{n}-{m}", score) for n in judged for m, score in enumerate(judged[n])]
    report = evaluate(dataset(samples), lines)
    everything = [*gold[0], *gold[1]], [*judged[0], *judged[1]]
    assert named(report, "spearman").value == pytest.approx(stats.spearmanr(*everything).statistic)
    assert named(report, "pearson").value == pytest.approx(stats.pearsonr(*everything).statistic)
    assert named(report, "within_spearman").value == pytest.approx((1 - 0.5) / 2)
    assert named(report, "within_kendall").value == pytest.approx((1 - 1 / 3) / 2)
    assert named(report, "within_kendall").n == 2
    means = [2, 3, 4], [0.5, 0.45, 0.55]
    assert named(report, "between_systems").value == pytest.approx(stats.pearsonr(*means).statistic)


def test_ranking_inside_prompts_is_by_criterion() -> None:
    """Two criteria of one response are not ranked with each other."""
    labels = tuple(
        ScoreLabel(score=score, score_min=1, score_max=5, criterion_id=name)
        for name, score in (("clear", 1), ("kind", 5))
    )
    report = evaluate(dataset([scored_sample(0, *labels)]), [score_line("s0", "0-0", 0.5)])
    assert named(report, "within_spearman").value is None
    assert named(report, "within_spearman").note.startswith("the mean of 0 prompts")


def test_binary_labels_also_have_accuracy_and_kappa() -> None:
    samples = [scored_sample(n, ScoreLabel(score=n % 2)) for n in range(6)]
    lines = [score_line(f"s{n}", f"{n}-0", value) for n, value in enumerate([0.1, 0.9, 0.2, 0.5, 0.7, 0.8])]
    report = evaluate(dataset(samples), lines)
    assert named(report, "accuracy").value == pytest.approx(5 / 6)
    assert named(report, "kappa").value == pytest.approx(2 / 3)
    assert named(report, "commonest").value == 0.5


def test_a_label_on_a_criterion_is_compared_with_the_verdict_on_it() -> None:
    one, two = Criterion(text="First."), Criterion(text="Second.")
    rubric = Rubric(level=RubricLevel.INSTANCE, criteria=(one, two), provenance=Provenance(source="file"))
    labels = tuple(ScoreLabel(score=score, criterion_id=each.id) for each, score in ((one, 1.0), (two, 0.0)))
    samples = [
        Sample(
            id=f"s{n}",
            prompt="p",
            group=f"g{n}",
            responses=(Response(id=f"r{n}", text="x", rubric=rubric, labels=labels),),
        )
        for n in range(3)
    ]
    lines = []
    for n in range(3):
        lines += [score_line(f"s{n}", f"r{n}", 0.9, one.id), score_line(f"s{n}", f"r{n}", 0.2, two.id)]
        lines.append(score_line(f"s{n}", f"r{n}", 0.55))
    report = evaluate(dataset(samples), lines)
    assert named(report, "accuracy").value == 1.0
    assert named(report, "criterion:First.").label == "accuracy, criterion First."


def test_without_a_verdict_on_the_criterion_the_response_counts() -> None:
    samples = [scored_sample(n, ScoreLabel(score=n % 2, criterion_id="other")) for n in range(2)]
    report = evaluate(dataset(samples), [score_line("s0", "0-0", 0.2), score_line("s1", "1-0", 0.8)])
    assert named(report, "accuracy").value == 1.0


def test_the_direct_verdict_counts_not_the_reasoned_one() -> None:
    direct = score_line("s0", "0-0", 0.9, "c")
    reasoned = direct.model_copy(update={"score": 0.1, "rationale": "because"})
    samples = [scored_sample(0, ScoreLabel(score=1, criterion_id="c"))]
    report = evaluate(dataset(samples), [reasoned, direct, score_line("s0", "0-0", 0.9)])
    assert named(report, "mae").value == pytest.approx(0.1)


def test_not_applicable_is_neither_wrong_nor_unscored() -> None:
    samples = [scored_sample(n, ScoreLabel(score=1, criterion_id="c")) for n in range(2)]
    lines = [score_line("s0", "0-0", None, "c"), score_line("s1", "1-0", 1.0, "c")]
    (section,) = evaluate(dataset(samples), lines).sections
    assert (section.compared, section.unscored, section.not_applicable) == (1, 0, 1)


def test_undefined_figures_are_null_with_their_reason() -> None:
    samples = [scored_sample(n, ScoreLabel(score=3, score_min=1, score_max=5)) for n in range(3)]
    report = evaluate(dataset(samples), [score_line(f"s{n}", f"{n}-0", n / 2) for n in range(3)])
    assert named(report, "spearman").value is None
    assert named(report, "spearman").note.endswith("all labels are equal")


def test_groups_of_the_development_sample_are_left_out_and_that_is_said() -> None:
    used = Rubric(
        level=RubricLevel.DATASET,
        criteria=(Criterion(text="Good."),),
        provenance=Provenance(source="generated", groups=("g0", "g1")),
    )
    samples = [pair_sample(n, "A") for n in range(4)]
    lines = [line for n in range(4) for line in pair_lines(n, "A", "A", "A")]
    report = evaluate(dataset(samples), lines, rubrics=[used])
    assert report.sections[0].compared == 2
    assert (report.left_out.groups, report.left_out.items) == (2, 2)
    assert any("left out: 2 items of 2 groups" in note for note in report.notes)


def test_when_all_groups_are_left_out_nothing_is_compared() -> None:
    used = Rubric(
        level=RubricLevel.DATASET,
        criteria=(Criterion(text="Good."),),
        provenance=Provenance(source="generated", groups=("g0",)),
    )
    report = evaluate(dataset([pair_sample(0, "A")]), pair_lines(0, "A", "A", "A"), rubrics=[used])
    assert report.sections == ()
    assert len(report.notes) == 2


def test_the_logarithmic_average_of_the_orders_is_measured_too() -> None:
    lines = pair_lines(0, "A", "A", "A")
    lines[1] = lines[1].model_copy(
        update={"probabilities": {"A": 0.0001, "B": 0.7, "tie": 0.2999}, "preference": "B"}
    )
    report = evaluate(
        dataset([pair_sample(0, "A"), pair_sample(1, "A")]), lines + pair_lines(1, "A", "A", "A")
    )
    assert named(report, "accuracy").value == 1.0
    assert named(report, "accuracy_logits").value == 0.5


def test_texts_that_cannot_be_judged_are_said() -> None:
    data = dataset([pair_sample(0, "A")]).model_copy(update={"faults": (("row-2", "too long"),)})
    assert any("cannot be judged: 1" in note for note in evaluate(data, pair_lines(0, "A", "A", "A")).notes)


def test_annotators_of_scores_have_a_distance() -> None:
    label = ScoreLabel(score=3, score_min=1, score_max=5, annotators=("2", "4"))
    report = evaluate(dataset([scored_sample(0, label)]), [score_line("s0", "0-0", 0.5)])
    assert (named(report, "annotators_agree").value, named(report, "annotators_apart").value) == (0.0, 2.0)
    assert named(report, "judge_annotators_apart").value == 1.0
    assert named(report, "annotators_apart").low is None


def test_another_run_stands_beside_on_what_both_judged() -> None:
    samples = [pair_sample(n, "A") for n in range(6)]
    mine = [line for n in range(5) for line in pair_lines(n, "A", "A", "B" if n == 0 else "A")]
    other = [line for n in range(1, 6) for line in pair_lines(n, "B", "B", "A" if n == 2 else "B")]
    report = evaluate(dataset(samples), mine, beside=[OtherRun("o", "run o without a rubric", other)])
    found = [(named(report, f"{what}:o").value, named(report, f"{what}:o").n) for what in ("this", "other")]
    assert found == [(1.0, 4), (0.25, 4)]
    assert named(report, "other:o").label == "accuracy, run o without a rubric"
    assert named(report, "difference:o").value == 0.75


def test_a_run_that_judged_nothing_of_this_stands_beside_with_the_reason() -> None:
    report = evaluate(
        dataset([pair_sample(0, "A"), pair_sample(1, "A")]),
        pair_lines(0, "A", "A", "A"),
        beside=[OtherRun("o", "run o", pair_lines(1, "A", "A", "A"))],
    )
    (figure,) = report.sections[0].beside
    assert (figure.value, figure.n, figure.note) == (None, 0, "no item has a verdict in both runs")


def test_scores_beside_are_compared_by_the_main_figure() -> None:
    gold, mine, other = [1, 2, 3, 4], [0.1, 0.2, 0.3, 0.4], [0.1, 0.3, 0.2, 0.4]
    samples = [
        scored_sample(n, ScoreLabel(score=value, score_min=1, score_max=5)) for n, value in enumerate(gold)
    ]
    lines = [[score_line(f"s{n}", f"{n}-0", value) for n, value in enumerate(run)] for run in (mine, other)]
    report = evaluate(dataset(samples), lines[0], beside=[OtherRun("o", "run o", lines[1])])
    assert named(report, "other:o").value == pytest.approx(0.8)
    assert named(report, "difference:o").value == pytest.approx(0.2)


def test_few_groups_are_said() -> None:
    assert any("only 2 groups" in note for note in preferences(["A", "B"], ["A", "B"]).notes)


def test_a_run_without_lines_is_refused() -> None:
    with pytest.raises(InputError, match="no results"):
        evaluate(dataset([]), [])


def test_the_report_is_json_and_a_table() -> None:
    report = preferences(["A", "B", "tie", "A"], ["A", "B", "A", "tie"])
    assert AgreementReport.model_validate(json.loads(report.model_dump_json())) == report
    rows = report.rows()
    assert rows[0].label == "compared with labels"
    assert next(row.label for row in rows if row.section == "baselines") == "always A, tie as a class"
    assert report.figure("accuracy") == named(report, "accuracy")
