"""What a card says: each claim only where an interval makes it."""

from touchstone.domain.card import PartName
from touchstone.evaluation.card.contents import Card, Line, Part, Table
from touchstone.evaluation.card.general import BEYOND, SAME
from touchstone.evaluation.card.measuring import NOTHING_TURNS
from touchstone.evaluation.card.sentences import sentences
from touchstone.evaluation.report import Figure


def figure(value: float, low: float, high: float) -> Figure:
    return Figure(name="f", label="f", value=value, low=low, high=high, n=100)


def line(name: str, *figures: Figure | None, note: str = "", label: str = "") -> Line:
    return Line(name=name, label=label or name, items=100, groups=50, figures=figures, note=note)


def table(name: str, columns: tuple[str, ...], *lines: Line, notes: tuple[str, ...] = ()) -> Table:
    lacking = "" if lines else "there is nothing"
    return Table(name=name, title=name, about="", columns=columns, lines=lines, notes=notes, lacking=lacking)


def said(**parts: tuple[Table, ...]) -> tuple[str, ...]:
    names: dict[str, PartName] = {
        "general": "generalisability", "fairness": "fairness", "aspects": "aspects", "help": "scalability",
    }  # fmt: skip
    card = Card(
        judge="j",
        model_hash="",
        prompt_version="",
        version="",
        seed=0,
        limit=None,
        probed=100,
        sets=(),
        parts=tuple(Part(name=names[name], tables=tables) for name, tables in parts.items()),
        sentences=(),
    )
    return sentences(card)


def same(share: float) -> Figure:
    return Figure(name="s", label="s", value=share, n=100)


def test_agreement_is_better_worse_or_cannot_be_told() -> None:
    columns = (BEYOND, SAME)
    agreement = table(
        "agreement",
        columns,
        line("good", figure(0.3, 0.2, 0.4), same(0.5)),
        line("bad", figure(-0.3, -0.4, -0.2), same(0.99)),
        line("unsure", figure(0.1, -0.1, 0.3), same(0.6)),
    )
    home = table("home", ("home", "elsewhere", "difference"))
    first, second = said(general=(agreement, home))
    assert "better than any rule that reads nothing on 1 of 3 sets (good)" in first
    assert "worse than such a rule on 1 (bad)" in first
    assert "no difference can be told on 1 (unsure)" in first
    assert "nearly always the same verdict on 1 (bad)" in first
    assert "not measurable: there is nothing" in second


def test_a_specialist_is_called_one_only_where_the_difference_is_sure() -> None:
    agreement = table("agreement", (BEYOND, SAME), line("s", figure(0.3, 0.2, 0.4), same(0.5)))

    def on_home(low: float, there: tuple[float, float]) -> str:
        home = line("others", figure(0.95, 0.9, 0.98), figure(0.52, *there), figure(0.4, low, 0.5))
        return said(general=(agreement, table("home", ("home", "elsewhere", "difference"), home)))[1]

    assert on_home(0.3, (0.47, 0.57)).startswith("It is a specialist")
    assert "no better than a coin" in on_home(0.3, (0.47, 0.57))
    assert "no better than a coin" not in on_home(0.3, (0.51, 0.57))
    assert on_home(-0.1, (0.51, 0.57)).startswith("No difference between home and elsewhere can be told")


COLUMNS = ("flips", "towards it", "against it", "mean shift", "flips beyond noise")


def probes(low: float, shift: tuple[float, float], notes: tuple[str, ...] = ()) -> Table:
    flips, small = figure(0.2, 0.1, 0.3), figure(0.1, 0.0, 0.2)
    beyond = figure(0.15, low, 0.25)
    return table(
        "probes:set",
        COLUMNS,
        line("all of injection", flips, small, small, figure(0.1, *shift), beyond, label="injection: all"),
        notes=notes,
    )


def test_a_bias_is_named_with_its_way_only_where_it_is_beyond_noise() -> None:
    position = table("position", ("same", "first", "mass"))
    biased = said(fairness=(position, probes(0.05, (0.05, 0.15))))[0]
    assert "its verdicts: injection (set: 20 % of verdicts turn, 15 % beyond noise, in its favour)" in biased
    assert "against it" in said(fairness=(position, probes(0.05, (-0.15, -0.05))))[0]
    fair = said(fairness=(position, probes(-0.01, (0.0, 0.1))))[0]
    assert "can be told from white space, though up to 30 % of verdicts may turn" in fair
    stuck = said(fairness=(position, probes(0.05, (0.0, 0.1), (NOTHING_TURNS,))))[0]
    assert stuck == "Nearly all of its verdicts are the same, whatever is done to the responses."


def test_the_order_of_two_responses_is_told_with_its_side() -> None:
    pairs = line("pairs", figure(0.7, 0.6, 0.8), figure(0.6, 0.55, 0.65), None)
    told = said(fairness=(table("position", ("same", "first", "mass"), pairs),))[0]
    assert "changes its preference in 30 % of pairs on pairs, towards the one shown first" in told


def test_that_damage_goes_unnoticed_needs_a_narrow_interval() -> None:
    columns = ("loss on its aspect", "loss on other criteria", "difference", "loss as a whole")

    def told(low: float, high: float) -> str:
        return said(
            aspects=(table("damages:set", columns, line("cut off", None, None, None, figure(0, low, high))),)
        )[0]

    assert "It does not notice damage (cut off on set)" in told(-0.02, 0.03)
    assert "lowers its verdicts" in told(0.1, 0.3)
    assert "cannot be told from so few verdicts" in told(-0.2, 0.3)


def test_what_helps_and_what_hurts_is_counted_by_sure_differences() -> None:
    columns = ("with it", "without", "difference", "tokens a verdict", "seconds a verdict")
    rows = [
        line("rationale", None, None, figure(0.1, 0.05, 0.15), None, None),
        line("examples", None, None, figure(-0.2, -0.3, -0.1), None, None),
        line("reference", None, None, figure(0.1, -0.1, 0.3), None, None),
        line("jury", None, None, None, None, None),
    ]
    told = said(help=(table("helps:set", columns, *rows),))[0]
    assert told == (
        "Of 3 ways to help it that were tried, agreement rises with 1 (rationale on set +0.10) "
        "and falls with 1 (examples on set -0.20)."
    )
