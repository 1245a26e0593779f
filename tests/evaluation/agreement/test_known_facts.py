"""What is known of real labelled data comes out of the same code; skipped where the data is not there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from touchstone.domain.dataset import Dataset, Preference
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import ResultLine
from touchstone.evaluation import Figure, Section, evaluate
from touchstone.files import read_dataset

DATA = Path(__file__).parents[4] / "shared" / "data" / "pairwise" / "pandalm.jsonl"

pytestmark = pytest.mark.skipif(not DATA.is_file(), reason="the data is not here")


def longer_wins(dataset: Dataset) -> Iterator[ResultLine]:
    """A judge that always prefers the longer response."""
    for sample in dataset.samples:
        for pair in pairs_of(sample):
            a, b = len(sample.response(pair.a).text), len(sample.response(pair.b).text)
            preferred: Preference = "A" if a > b else "B" if b > a else "tie"
            yield ResultLine(
                run="r", sample_id=sample.id, response_id=pair.id, protocol="pairwise", preference=preferred
            )


@pytest.fixture(scope="module")
def section() -> Section:
    dataset = read_dataset(DATA)
    (only,) = evaluate(dataset, list(longer_wins(dataset))).sections
    return only


def named(figures: tuple[Figure, ...], name: str) -> Figure:
    return next(figure for figure in figures if figure.name == name)


def test_longer_wins_on_two_thirds_of_pandalm(section: Section) -> None:
    assert section.labelled == section.compared == 839
    assert section.groups == 164
    longer = named(section.baselines, "longer_decided")
    assert longer.value == pytest.approx(0.66, abs=0.005)
    assert longer.n == 762
    for ending in ("", "_half", "_decided"):
        judge, baseline = (
            named(section.figures, f"accuracy{ending}"),
            named(section.baselines, f"longer{ending}"),
        )
        assert (judge.value, judge.low, judge.high) == (baseline.value, baseline.low, baseline.high)


def test_one_annotator_against_the_majority_of_pandalm(section: Section) -> None:
    majority = named(section.ceiling, "annotator_majority")
    assert majority.value == pytest.approx(0.959, abs=0.0005)
    others = named(section.ceiling, "annotator_others")
    assert others.value is not None
    assert 0.9 < others.value < 0.959


def test_ties_and_the_commonest_label_of_pandalm(section: Section) -> None:
    shares = {figure.name: round(839 * (figure.value or 0)) for figure in section.prevalence}
    assert (shares["label_A"], shares["label_B"], shares["label_tie"]) == (356, 406, 77)
    assert named(section.baselines, "commonest").value == pytest.approx(406 / 839)
