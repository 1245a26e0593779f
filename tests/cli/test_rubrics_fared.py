"""`touchstone rubrics show`: how a rubric fared before meta-judges."""

from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import Ran
from touchstone.domain.meeting import Meeting
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel
from touchstone.paths import Home
from touchstone.store import open_store

Run = Callable[..., Ran]

RUBRICS = sorted(
    (
        Rubric(
            level=RubricLevel.INSTANCE,
            criteria=(Criterion(text=text),),
            prompt="Write a poem.",
            provenance=Provenance(source="generated"),
        )
        for text in ("It rhymes.", "It scans.", "It is good.")
    ),
    key=lambda each: each.id,
)


def met(first: int, second: int, a: float | None, *, fingerprint: str = "one", judge: str = "j1") -> Meeting:
    said = None if a is None else {"A": a, "B": 1 - a, "tie": 0.0}
    return Meeting(
        first=RUBRICS[first].id,
        second=RUBRICS[second].id,
        model=judge,
        fingerprint=fingerprint,
        ab=said,
        ba=said,
        unscored=None if said else "too long",
    )


def test_a_rubric_shows_how_it_fared_before_each_meta_judge(touchstone: Run, tiny_home: Path) -> None:
    with open_store(Home(tiny_home).database) as store:
        store.save_meetings([met(0, 1, 0.9), met(1, 2, 0.8), met(0, 2, None)], RUBRICS)
        store.save_meetings([met(0, 1, 0.1, fingerprint="two", judge="j2")])
    shown = touchstone("rubrics", "show", RUBRICS[0].id)
    assert "place 1 of 3 rubrics before j1: strength +" in shown.out
    assert "won 1, lost 0, tied 0, 1 without a verdict; both orders agreed in 1 of 1" in shown.out
    assert "place 2 of 2 rubrics before j2: strength -" in shown.out
    (told,) = touchstone("rubrics", "show", RUBRICS[2].id, "--json").json["meetings"]
    assert (told["place"], told["won"], told["lost"], told["unscored"]) == (3, 0, 1, 1)
    assert told["error"] > 0


def test_a_rubric_that_never_met_another_says_nothing_of_it(touchstone: Run, tiny_home: Path) -> None:
    with open_store(Home(tiny_home).database) as store:
        store.save_rubric(RUBRICS[0])
    assert "place" not in touchstone("rubrics", "show", RUBRICS[0].id).out
    assert touchstone("rubrics", "show", RUBRICS[0].id, "--json").json["meetings"] == []
