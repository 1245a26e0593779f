"""The evaluation's arithmetic and cases, with readers that know the answers or guess: no trained model."""

import json
import random
from collections.abc import Mapping, Sequence

import pytest

pytest.importorskip("tokenizers")

from scripts.train.learning.trees import VERDICT
from scripts.train.lessons.generating import rubric_text
from scripts.train.lessons.judging import Pairs
from scripts.train.measuring.card import tables
from scripts.train.measuring.evaluate import judge_cases, judge_sections, quantised_section
from scripts.train.measuring.generated import kind_section, rubric_cases, rubric_section
from scripts.train.measuring.measures import Figure, mean, share
from scripts.train.measuring.ranking import ranked_cases, ranking_section
from scripts.train.measuring.verdicts import Answers, Verdict, ask, balanced, calibration, matched_difference
from touchstone.domain.engine import Request

pytestmark = pytest.mark.train


class Knows:
    """Gives the right verdict, but for every `wrong`th question, and rubrics from a list."""

    def __init__(self, wrong: int = 0, rubrics: Sequence[str] = ()) -> None:
        self.wrong, self.rubrics, self.asked = wrong, rubrics, 0

    def verdicts(self, rows: Sequence[Pairs]) -> list[Answers]:
        return [self._verdicts(pairs) for pairs in rows]

    def _verdicts(self, pairs: Pairs) -> Answers:
        found = []
        for request, target in pairs:
            self.asked += 1
            words = [label.spellings[0] for label in request.labels]
            right = next(text for text, mark in target.pieces if mark == VERDICT)
            if self.wrong and self.asked % self.wrong == 0:
                right = words[(words.index(right) + 1) % len(words)]
            found.append({word: 0.99 if word == right else 0.01 / (len(words) - 1) for word in words})
        return found

    def write(self, requests: Sequence[Request]) -> list[str]:
        return list(self.rubrics)


class Checks(Knows):
    """Judges by the checks of known responses."""

    def __init__(self, answers: Mapping[tuple[str, str], bool]) -> None:
        super().__init__()
        self.answers = answers

    def _verdicts(self, pairs: Pairs) -> Answers:
        met = [self.answers.get((r.content[r.cut or 0], r.content[-1]), True) for r, _ in pairs]
        return [{"Yes": 0.9 if yes else 0.1, "No": 0.1 if yes else 0.9} for yes in met]


def _words(request: Request) -> int:
    return round(2.3 * sum(len(piece.split()) for piece in request.content))


def _verdict(row: int, right: str, yes: float, name: str = "kind") -> Verdict:
    return Verdict(str(row), 0, "leaf", name, True, right, {"Yes": yes, "No": 1 - yes})


def test_a_share_and_its_interval_go_by_rows() -> None:
    figure = share([0] * 50 + [1] * 50, [1] * 50 + [0] * 50)
    assert (figure.value, figure.low, figure.high, figure.cases) == (0.5, 0.0, 1.0, 100)
    alone = share(list(range(100)), [1] * 50 + [0] * 50)
    assert alone.low == pytest.approx(0.4, abs=0.02)
    assert alone.high == pytest.approx(0.6, abs=0.02)
    with pytest.raises(ValueError, match="nothing"):
        share([], [])


def test_a_bar_is_met_or_not() -> None:
    assert Figure(0.97).held("at least", 0.97).met
    assert not Figure(0.031).held("at most", 0.03).met
    assert Figure(-0.005).held("within", 0.005).met
    assert not Figure(float("nan")).held("at most", 1).met
    assert Figure(1.0).met is None


def test_balanced_accuracy_leaves_rare_labels_out() -> None:
    verdicts = [_verdict(row, "Yes", 0.9) for row in range(80)] + [
        _verdict(row, "No", 0.9) for row in range(20)
    ]
    assert balanced(verdicts).value == 0.5
    assert balanced(verdicts[:84]).value == 1.0
    assert balanced(verdicts[80:82]).value == 0.0


def test_calibration_error_is_nothing_by_chance_alone() -> None:
    rng = random.Random(0)
    fair = [_verdict(row, "Yes" if rng.random() < 0.75 else "No", 0.75) for row in range(2000)]
    assert calibration(fair).value < 0.015
    bold = [_verdict(row, "Yes" if rng.random() < 0.75 else "No", 0.95) for row in range(2000)]
    figure = calibration(bold)
    assert figure.value == pytest.approx(0.2, abs=0.03)
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low < figure.value < figure.high


def test_lengths_are_compared_kind_by_kind() -> None:
    short = [
        _verdict(row, "Yes", 0.9 if row < 90 else 0.1, "hard" if row % 2 else "easy") for row in range(100)
    ]
    long = [_verdict(1000 + row, "Yes", 0.9, "easy") for row in range(20)]
    assert matched_difference(long, short).value == pytest.approx(0.1)


def test_a_judge_that_knows_everything_meets_every_bar() -> None:
    cases = list(judge_cases(12, 0, _words))
    whole = ask(Knows(), cases)
    sections = judge_sections(whole)
    figures = [figure for section in sections.values() for figure in section.values()]
    assert all(figure.met is not False for figure in figures)
    assert sections["Judge: criteria"]["balanced accuracy"].value == 1
    assert sections["Judge: pairs of responses"]["both orders agree"].value == 1
    long = [case for case in cases if case.part == "long"]
    assert all(2000 <= max(_words(request) for request, _ in case.pairs) <= 4000 for case in long)
    assert {case.part for case in cases} == {
        "leaf",
        "trunk",
        "reason",
        "scale",
        "holistic",
        "pairwise",
        "meta",
        "long",
    }
    wrong = ask(Knows(wrong=4), cases)
    section = quantised_section(whole, wrong)
    assert section["everything: verdicts that change"].value == pytest.approx(0.25, abs=0.06)
    assert section["everything: accuracy, difference"].value == pytest.approx(-0.25, abs=0.06)
    assert judge_sections(wrong)["Judge: criteria"]["accuracy"].value == pytest.approx(0.75, abs=0.06)


def test_rubrics_are_counted() -> None:
    cases = rubric_cases(8, 0, "instance")
    right = [rubric_text(case.expected) for case in cases]
    section = rubric_section(cases, right)
    assert [figure.value for figure in section.values()] == [1, 1, 0, 0, 1]
    assert all(figure.value == 1 for figure in kind_section(cases, right).values())
    assert rubric_cases(3, 0, "instance") == cases[:3]
    twice = [
        json.dumps({"criteria": [*case.expected, case.expected[0], "The response is good."]})
        for case in cases
    ]
    section = rubric_section(cases, ["{", *twice[1:]])
    assert section["parses"].value == 7 / 8
    assert section["constraints found"].value < 1
    size = sum(len(case.expected) + 2 for case in cases[1:])
    assert section["criteria not asked for"].value == pytest.approx(7 / size)
    assert section["duplicates"].value == pytest.approx(7 / size)
    groups = rubric_cases(4, 0, "dataset")
    assert rubric_section(groups, [rubric_text(case.expected) for case in groups])["constraints found"].met


def test_responses_are_ranked_by_their_quality() -> None:
    cases = ranked_cases(3, 0)
    answers = {
        (response, constraint.canonical()): constraint.check(response)
        for case in cases
        for response in case.responses
        for constraint in case.task.asked
    }
    assert all(case.shares[0] == 1 and case.shares[-1] == 0 and len(set(case.shares)) == 4 for case in cases)
    rubrics = [rubric_text(["The response is long.", "The response is good."])] * 3
    section = ranking_section(cases, Knows(rubrics=rubrics), Checks(answers))
    assert section["tau-b, true rubrics"].value == pytest.approx(1)
    assert section["tau-b, generated rubrics"].value == 0


def test_tables_say_whether_bars_are_met() -> None:
    report = {
        "Judge": {
            "F32": {"accuracy": Figure(0.976, 0.97, 0.98, 900, "%").held("at least", 0.97)},
            "Q8_0": {
                "accuracy": Figure(0.96, 0.95, 0.97, 900, "%").held("at least", 0.97),
                "tau": mean([1], [0.5]),
            },
        },
        "Files": {"size, MB": {"a.gguf": Figure(5.4321)}},
    }
    assert tables(report) == (
        "| Judge | bar | F32 | Q8_0 | cases |\n"
        "|---|---|---|---|---|\n"
        "| accuracy, % | ≥ 97.0 | 97.6 (97.0 to 98.0), met | 96.0 (95.0 to 97.0), not met | 900 |\n"
        "| tau |  | - | 0.5 (0.5 to 0.5) | 1 |\n"
        "\n"
        "| Files | bar | size, MB |\n"
        "|---|---|---|\n"
        "| a.gguf |  | 5.432 |\n"
    )
