from touchstone.domain.base import content_hash
from touchstone.domain.check import CountCheck
from touchstone.domain.meeting import Meeting
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel, Scale, ScaleLevel

KIND = Criterion(text="The response is kind.")
RUBRIC = Rubric(
    level=RubricLevel.INSTANCE, criteria=(KIND,), prompt="Hi", provenance=Provenance(source="file")
)


def test_ids_are_those_of_before_criteria_had_checks_names_and_tags() -> None:
    scale = {"kind": "binary", "levels": []}
    said = {"text": KIND.text, "scale": scale, "weight": 1.0, "guard": False, "level": "instance"}
    assert KIND.id == content_hash([KIND.text, scale], 10)
    assert RUBRIC.id == content_hash(["instance", [said], "Hi"], 16)


def test_what_a_criterion_says_makes_its_id() -> None:
    checked = KIND.model_copy(update={"check": CountCheck(of="words", at_most=9)})
    levels = Scale(kind="ordinal", levels=(ScaleLevel(value=1), ScaleLevel(value=2)))
    scored = Scale(kind="ordinal", levels=(ScaleLevel(value=1, score=0.0), ScaleLevel(value=2, score=0.2)))
    different = [
        KIND,
        checked,
        Criterion(text=KIND.text, scale=levels),
        Criterion(text=KIND.text, scale=scored),
    ]
    assert len({criterion.id for criterion in different}) == len(different)
    assert KIND.model_copy(update={"name": "kindness", "tags": ("tone",)}).id == KIND.id


def test_a_copy_that_says_something_else_has_another_id() -> None:
    assert RUBRIC.id == RUBRIC.model_copy().id
    other = RUBRIC.model_copy(update={"criteria": (Criterion(text="The response is short."),)})
    assert other.id == Rubric.model_validate(other.model_dump()).id != RUBRIC.id


def test_levels_are_spread_evenly_unless_they_say_otherwise() -> None:
    plain = Scale(kind="ordinal", levels=(ScaleLevel(value=1), ScaleLevel(value=3), ScaleLevel(value=5)))
    assert plain.scores() == [0.0, 0.5, 1.0]
    own = Scale(kind="ordinal", levels=(ScaleLevel(value=1, score=0.3), ScaleLevel(value=2, score=0.9)))
    assert own.scores() == [0.3, 0.9]


def test_a_meeting_told_of_its_second_first() -> None:
    ab, ba = {"A": 0.7, "B": 0.2, "tie": 0.1}, {"A": 0.5, "B": 0.4, "tie": 0.1}
    meeting = Meeting(first="x", second="y", model="m", fingerprint="f", ab=ab, ba=ba)
    turned = meeting.turned()
    assert (meeting.outcome, turned.outcome) == (1, -1)
    assert (turned.first, turned.second, turned.agrees) == ("y", "x", True)
    assert turned.turned() == meeting
