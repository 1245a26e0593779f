import pytest
from textual.app import App, ComposeResult

from tests.tui.looking import seen
from touchstone.domain.check import CountCheck
from touchstone.domain.results import OVERALL, ResultLine
from touchstone.domain.rubric import Criterion
from touchstone.store import ResultRow
from touchstone.tui.screens.run import figures
from touchstone.tui.widgets.result_cells import result_cells
from touchstone.tui.widgets.verdicts import VerdictCard, criterion_text, outcome, summary


def line(**values: object) -> ResultLine:
    about = {"run": "r", "sample_id": "s", "response_id": "x", "protocol": "criteria"}
    return ResultLine.model_validate({**about, **values})


class CardApp(App[None]):
    """One card."""

    def __init__(self, card: VerdictCard) -> None:
        super().__init__()
        self.card = card

    def compose(self) -> ComposeResult:
        yield self.card


async def card(verdict: ResultLine, criterion: Criterion | None = None) -> str:
    """A verdict's card as text."""
    app = CardApp(VerdictCard(verdict, criterion))
    async with app.run_test(size=(78, 10)):
        return seen(app)


@pytest.mark.parametrize(
    ("aggregate", "word", "text"),
    [
        (line(score=0.5), "0.50", "0.50 ████████"),
        (line(score=0.5, bounds=(0.25, 0.75)), "0.50", "0.50 ████████ (0.25 to 0.75)"),
        (
            line(unscored="no rubric: none was generated"),
            "unscored",
            "unscored: no rubric: none was generated",
        ),
        (
            line(protocol="pairwise", preference="A", probabilities={"A": 0.75, "B": 0.25, "tie": 0.0}),
            "A",
            "A is better   A 0.75 ████▌  B 0.25 █▌  tie 0.00",
        ),
        (
            line(protocol="pairwise", preference="tie", probabilities={"A": 0.0, "B": 0.0, "tie": 1.0}),
            "tie",
            "tie   A 0.00  B 0.00  tie 1.00 ██████",
        ),
    ],
)
def test_an_aggregate_in_a_word_and_in_a_line(aggregate: ResultLine, word: str, text: str) -> None:
    assert outcome(aggregate) == word
    assert summary(aggregate).plain == text


async def test_a_card_says_what_was_asked() -> None:
    both = {"A": 0.6, "B": 0.3, "tie": 0.1}
    first = await card(line(protocol="pairwise", order="ab", probabilities=both))
    assert "Which response is better?  A shown first" in first
    assert "B shown first" in await card(line(protocol="pairwise", order="ba", probabilities=both))
    overall = await card(line(protocol="holistic", criterion_id=OVERALL, probabilities={"1": 0.0, "5": 1.0}))
    assert "as a whole" in overall
    assert "criterion abc" in await card(line(criterion_id="abc", probabilities={"met": 1.0}))
    named = await card(line(criterion_id="abc"), Criterion(text="Is [b]short[/b].", weight=-2, guard=True))
    assert "Is [b]short[/b].  (weight -2, guard)" in named


async def test_a_failed_question_shows_only_its_reason() -> None:
    shown = await card(line(criterion_id="abc", unscored="too long: 9000 tokens, 4096 fit"))
    assert "unscored: too long: 9000 tokens, 4096 fit" in shown
    assert "label mass" not in shown


def test_a_fault_is_named_in_a_rubric() -> None:
    assert "weight -1 (a fault)" in criterion_text(1, Criterion(text="It is rude.", weight=-1)).plain


def row(of: ResultLine, **values: object) -> ResultRow:
    usual = {"missing": 0, "entropy": 0.5, "label_mass": 0.9, "reliability": None}
    return ResultRow.model_validate(
        {"key": 1, "line": of, **usual, "orders_differ": False, "reason_differs": False, **values}
    )


def test_a_pair_s_bar_is_the_probability_of_its_preference() -> None:
    pair = line(protocol="pairwise", preference="B", probabilities={"A": 0.1, "B": 0.5, "tie": 0.4})
    assert result_cells(row(pair))[3:5] == ("B", ("█████", "bar"))


@pytest.mark.parametrize(
    ("aggregate", "missing", "disagreement", "note"),
    [
        (line(score=0.5), 0, "", ("", "dim")),
        (line(score=0.5, bounds=(0.2, 0.6)), 1, "", ("0.20 to 0.60 · 1 unscored", "dim")),
        (line(unscored="too long"), 1, "label 1, judge 0.2", ("≠ label 1, judge 0.2 · too long", "warn")),
    ],
)
def test_a_row_s_note(aggregate: ResultLine, missing: int, disagreement: str, note: tuple[str, str]) -> None:
    cells = result_cells(row(aggregate, missing=missing), disagreement)
    assert cells[5:7] == (("0.50", "dim"), ("0.90", "dim"))
    assert cells[-1] == note


def test_counters_of_a_run_that_has_none_yet() -> None:
    assert figures({}) == "no verdicts yet"


async def test_what_code_found_is_told_in_the_place_of_probabilities() -> None:
    criterion = Criterion(text="It is short.", check=CountCheck(of="words", at_most=9))
    about = {"criterion_id": criterion.id, "probabilities": {"met": 0.0, "not met": 1.0}, "score": 0.0}
    told = await card(line(**about, checked="12 words; at most 9 [b]"), criterion)
    assert "not met  12 words; at most 9 [b]" in told
    assert "checked by code, exactly · score 0.00" in told
    assert "checked by code: at most 9 words" in criterion_text(1, criterion).plain
