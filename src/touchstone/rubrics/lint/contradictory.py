"""Criteria that no response can meet together."""

from collections.abc import Iterator
from itertools import combinations

from touchstone.domain.check import Check, CountCheck, PatternCheck, TextCheck
from touchstone.domain.check_words import in_words
from touchstone.domain.finding import Finding
from touchstone.domain.rubric import Criterion, Rubric
from touchstone.rubrics.amounts import Amount, amounts
from touchstone.rubrics.lint.vocabulary import NEGATION, telling
from touchstone.rubrics.offers import offer

_REMEDY = "keep the one that the prompt asks for"


def find(rubric: Rubric, reference: str | None) -> Iterator[Finding]:
    """A finding for each pair that asks for opposites. A fault (negative weight) is turned around first."""
    for (one, first), (other, second) in combinations(enumerate(rubric.criteria, start=1), 2):
        if first.scale.kind == "binary" == second.scale.kind and (shown := _opposed(first, second)):
            yield Finding(
                kind="contradictory", criteria=(one, other), message=shown, remedy=_REMEDY, severity="harm"
            )


def _opposed(first: Criterion, second: Criterion) -> str | None:
    """Why both cannot be met, in words."""
    same_sign = (first.weight < 0) == (second.weight < 0)
    checks = first.check or offer(first.text), second.check or offer(second.text)
    if checks[0] is not None and checks[1] is not None:
        if same_sign and _exclude(checks[0], checks[1]):
            return f"exclude each other: {in_words(checks[0])}, and {in_words(checks[1])}"
        return None
    if same_sign and (bounds := _apart(first.text, second.text)):
        return f"exclude each other: “{bounds[0]}” and “{bounds[1]}”"
    negated = [bool(NEGATION.search(each.text)) for each in (first, second)]
    if same_sign and negated[0] != negated[1] and _same_but_negated(first.text, second.text):
        return "one asks for what the other one forbids"
    return None


def _exclude(one: Check, other: Check) -> bool:
    if isinstance(one, CountCheck) and isinstance(other, CountCheck):
        return one.of == other.of and _disjoint((one.at_least, one.at_most), (other.at_least, other.at_most))
    if isinstance(one, PatternCheck) and isinstance(other, PatternCheck):
        return one.negate != other.negate and one.pattern == other.pattern
    if isinstance(one, TextCheck) and isinstance(other, TextCheck) and one.kind == other.kind:
        texts = [{text.casefold() for text in each.texts} for each in (one, other)]
        return one.negate != other.negate and bool(texts[0] & texts[1])
    return False


def _apart(one: str, other: str) -> tuple[str, str] | None:
    """Two amounts of the same unit that exclude each other, where each text has but one of it."""
    found = [list(amounts(text)) for text in (one, other)]
    if any(len(each) != 1 or NEGATION.search(text) for each, text in zip(found, (one, other), strict=True)):
        return None
    first, second = found[0][0], found[1][0]
    about = telling(one.replace(first.words, " ")), telling(other.replace(second.words, " "))
    if first.of != second.of or about[0] != about[1]:
        return None
    return (first.words, second.words) if _disjoint(_span(first), _span(second)) else None


def _span(amount: Amount) -> tuple[int | None, int | None]:
    return amount.low, amount.high


def _disjoint(one: tuple[int | None, int | None], other: tuple[int | None, int | None]) -> bool:
    def above(low: int | None, high: int | None) -> bool:
        return low is not None and high is not None and low > high

    return above(one[0], other[1]) or above(other[0], one[1])


def _same_but_negated(one: str, other: str) -> bool:
    """Whether the texts have the same telling words, the negation aside."""
    said = [telling(NEGATION.sub(" ", text)) for text in (one, other)]
    return said[0] == said[1] and bool(said[0])
