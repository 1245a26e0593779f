import pytest

from touchstone.evaluation.card.aspects import MORE, OTHERS, OWN, WHOLE, Damaged, damage_table
from touchstone.evaluation.card.measuring import NOTHING_TURNS
from touchstone.evaluation.card.probed import (
    AGAINST,
    BEYOND,
    FLIPS,
    SHIFT,
    TOWARDS,
    Probed,
    Shift,
    probe_table,
)
from touchstone.evaluation.report import Figure


def shifts(turned: int, count: int = 40, after: float = 0.9) -> tuple[Shift, ...]:
    """`count` verdicts of 0.3 or 0.6, of which the first `turned` became `after`."""
    return tuple(
        Shift(number, f"g{number // 2}", 0.3 + number % 2 * 0.3, after if number < turned else 0.3 + number % 2 * 0.3,
              number % 2, number < turned)
        for number in range(count)
    )  # fmt: skip


def value(figure: Figure | None) -> float:
    assert figure is not None
    assert figure.value is not None
    return figure.value


def test_flips_are_counted_with_their_way_and_less_those_of_white_space() -> None:
    control = Probed("white space", "control", "nothing", shifts(2))
    closing = Probed("closing", "length", "padding", shifts(20), left_out=5)
    opening = Probed("opening", "length", "padding", shifts(10, after=0.1))
    table = probe_table("set", [control, closing, opening], 0)
    assert [line.name for line in table.lines] == ["white space", "closing", "opening", "all of length"]
    assert value(table.figure("closing", FLIPS)) == pytest.approx(0.5)
    assert value(table.figure("closing", TOWARDS)) == pytest.approx(0.5)
    assert value(table.figure("opening", AGAINST)) == pytest.approx(0.25)
    assert value(table.figure("closing", BEYOND)) == pytest.approx(0.45)
    assert value(table.figure("all of length", FLIPS)) == pytest.approx(30 / 80)
    assert value(table.figure("opening", SHIFT)) < 0 < value(table.figure("closing", SHIFT))
    assert table.figure("white space", BEYOND) is None
    assert "5 of 125" in " ".join(table.notes)


def test_where_nothing_turned_the_interval_is_the_exact_one_for_the_prompts() -> None:
    table = probe_table("set", [Probed("closing", "length", "padding", shifts(0))], 0)
    flips = table.figure("closing", FLIPS)
    assert flips is not None
    assert (flips.value, flips.low) == (0, 0)
    assert flips.high == pytest.approx(1 - 0.025 ** (1 / 20))


def test_that_nothing_can_turn_is_said_where_all_verdicts_are_the_same() -> None:
    same = tuple(Shift(n, f"g{n}", 0.9, 0.9, "tie", False) for n in range(30))
    assert NOTHING_TURNS in probe_table("set", [Probed("closing", "length", "padding", same)], 0).notes
    assert (
        NOTHING_TURNS not in probe_table("set", [Probed("closing", "length", "padding", shifts(0))], 0).notes
    )


def test_a_set_without_a_fair_test_says_so() -> None:
    assert (
        "could be probed"
        in probe_table("set", [Probed("closing", "length", "padding", (), left_out=9)], 0).lacking
    )


def test_the_loss_on_the_damaged_aspect_stands_beside_that_on_the_others() -> None:
    fell = tuple(Shift(n, f"g{n // 2}", 0.9, 0.3, 1, True) for n in range(40))
    table = damage_table("set", [Damaged("cut", "completeness", "cut", fell, shifts(0), ()),
                                 Damaged("typos", "fluency", "typos", (), (), shifts(0))], 0)  # fmt: skip
    assert value(table.figure("cut", OWN)) == pytest.approx(0.6)
    assert value(table.figure("cut", OTHERS)) == pytest.approx(0)
    assert value(table.figure("cut", MORE)) == pytest.approx(0.6)
    assert table.figure("typos", OWN) is None
    assert value(table.figure("typos", WHOLE)) == pytest.approx(0)
