import pytest

from touchstone.domain.dataset import Dataset, Response, Sample, ScoreLabel
from touchstone.domain.results import ResultLine
from touchstone.evaluation.card.signal import AUROC, signal_table
from touchstone.evaluation.reliability.ranking import MISLEADS, NO_SIGNAL

COUNT = 80


def labelled(name: str) -> Dataset:
    samples = tuple(
        Sample(
            id=f"{name}{number}",
            prompt=f"p{number}",
            group=f"g{number}",
            responses=(
                Response(id="r", text="t", labels=(ScoreLabel(score=1.0, score_min=0, score_max=1),)),
            ),
        )
        for number in range(COUNT)
    )
    return Dataset(path=name, digest="", samples=samples, rows=COUNT)


def lines(name: str, *, sure_when_right: bool, offset: float = 0.0) -> list[ResultLine]:
    """Every third verdict is wrong; it is less sure than the right ones, or surer."""
    made = []
    for number in range(COUNT):
        right = number % 3 != 0
        about = {"run": "r", "sample_id": f"{name}{number}", "response_id": "r", "protocol": "holistic"}
        told = {
            "score": 0.9 if right else 0.1,
            "probabilities": {"1": 0.1, "5": 0.9} if right else {"1": 0.9, "5": 0.1},
            "label_mass": 1.0,
            "entropy": 0.5,
            "reliability": offset + (right == sure_when_right) + number / 1000,
        }
        made.append(ResultLine.model_validate({**about, **told, "criterion_id": "overall"}))
        made.append(ResultLine.model_validate({**about, **told}))
    return made


@pytest.mark.parametrize(("sure", "told"), [(True, ""), (False, MISLEADS)])
def test_sureness_that_is_turned_round_is_said_to_mislead(sure: bool, told: str) -> None:
    table = signal_table([("set", False, labelled("set"), lines("set", sure_when_right=sure))], 0)
    auroc = table.figure("set", AUROC)
    assert auroc is not None
    assert auroc.value == pytest.approx(float(sure), abs=0.02)
    note = table.lines[0].note
    assert NO_SIGNAL not in note
    assert (MISLEADS in note) == bool(told)


def test_home_is_told_from_elsewhere_by_how_sure_verdicts_are() -> None:
    sets = [
        ("home", True, labelled("home"), lines("home", sure_when_right=True, offset=0.7)),
        ("other", False, labelled("other"), lines("other", sure_when_right=True)),
    ]
    table = signal_table(sets, 0)
    assert [line.name for line in table.lines] == ["home", "other", "home"]
    against = table.lines[-1].figures[0]
    assert against is not None
    assert against.low is not None
    assert against.low > 0.5
