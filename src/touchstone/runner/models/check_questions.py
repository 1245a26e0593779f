"""The obvious questions of a model check, in the prompts of real runs: 24 to a judge, 4 to a generator."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Distribution, Request
from touchstone.domain.results import Order
from touchstone.domain.rubric import Criterion, Scale, ScaleLevel
from touchstone.judging import Asked, Format, Outcomes, OwnWording, told
from touchstone.judging.prompts import MET, NOT_MET, in_file_order

CHECK_VERSION = "check-1"
"""Changes with the questions: a report of others says nothing about these."""

Kind = Literal["binary", "ordinal", "holistic", "pairwise"]

_NOTE = (
    "Dear Anna,\n\nthe coffee machine in the kitchen is ready. Bring a mug and fresh beans. "
    "The old machine goes to the market square.\n\nSee you soon"
)
_TRIP = "The coach leaves at nine. The teacher and the pupils meet at the station."
_TOKYO = "Tokyo is the capital of Japan."

_BINARY: tuple[tuple[str, str, str, bool], ...] = (
    ("Name a colour.", "Blue", "The response names a colour.", True),
    ("Name a colour.", "Seven", "The response names a colour.", False),
    ("What is the capital of Japan?", _TOKYO, "The response mentions Tokyo.", True),
    ("What is the capital of Japan?", _TOKYO, "The response is written in French.", False),
    ("Write a note about a new coffee machine.", _NOTE, "The response mentions the word 'mug'.", True),
    ("Write a note about a new coffee machine.", _NOTE, "The response mentions the word 'umbrella'.", False),
    ("Write a note about a new coffee machine.", _NOTE, "The response is about a new coffee machine.", True),
    ("Write a note about a new coffee machine.", _TRIP, "The response is about a new coffee machine.", False),
    ("Write a message about the school trip.", _TRIP, "The response mentions the word 'teacher'.", True),
    (
        "Write a message about the school trip.",
        _TRIP,
        "The response is written in capital letters only.",
        False,
    ),
)
"""Prompt, response, criterion, whether it is met."""

_COUNT = ("none", "one", "two", "three")
_ORDINAL: tuple[tuple[str, str, str, tuple[str, ...], int], ...] = (
    ("Name three fruits.", "Apple, pear and plum.", "How many fruits are named?", _COUNT, 3),
    ("Name three fruits.", "I cannot think of anything.", "How many fruits are named?", _COUNT, 0),
    ("Say hello politely.", "Go away, you fool.", "How polite is it?", ("rude", "neutral", "polite"), 0),
)
"""Prompt, response, criterion, what each level from 0 on means, the right level."""

_HOLISTIC: tuple[tuple[str, str, bool], ...] = (
    ("What is the capital of Japan?", f"{_TOKYO} It lies on the island of Honshu.", True),
    ("What is the capital of Japan?", "xq xq xq zzz", False),
    ("Write a note about a new coffee machine.", "the the the the the", False),
)
"""Prompt, response, whether it is good."""

_PAIRS: tuple[tuple[str, str, str], ...] = (
    ("What is the capital of Japan?", _TOKYO, "Japan has no capital; bananas are yellow."),
    ("Name three fruits.", "Apple, pear and plum.", "Table."),
    ("Write a note about a new coffee machine.", _NOTE, "the the the the the"),
    ("How many days has a week?", "A week has seven days.", "A week has ninety days."),
)
"""Prompt, the better response, the worse one; each is asked in both orders."""

RUBRIC_PROMPTS: tuple[str, ...] = (
    "Write a short poem about the moon.",
    "Explain to a child how a bicycle works.",
    "Write a note about a new coffee machine. Mention the word 'mug'.",
    "Give me a recipe for onion soup in five steps.",
)
"""What a generator is asked to write a rubric for."""


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """A question whose answer is plain. `right`: the likeliest label must be one of these.

    `pair` numbers the two orders of one pair; `order` is the one shown. `outcomes`: what the labels mean, where they
    are those of a format.
    """

    kind: Kind
    request: Request
    right: frozenset[str]
    about: str
    pair: int | None = None
    order: Order | None = None
    outcomes: Outcomes | None = None

    def choice(self, distribution: Distribution) -> str:
        """The likeliest of Touchstone's labels; of a pair, in the file's A and B."""
        probabilities = distribution.probabilities
        if self.outcomes is not None:
            probabilities = told(probabilities, self.outcomes)
        if self.order is not None:
            probabilities = in_file_order(probabilities, self.order)
        return max(probabilities, key=lambda label: probabilities[label])


def check_questions(*, reason: bool = False, form: Format | None = None) -> list[CheckQuestion]:
    """The 24 questions: 10 binary, 3 ordinal, 3 holistic, 4 pairs in both orders. `reason`: written first.

    Of a judge with a format of its own those that the format can ask, in its wording.
    """
    wording = form or OwnWording("leaf", reason=reason)
    protocols = form.protocols() if form else ("criteria", "holistic", "pairwise")
    found: list[CheckQuestion] = []
    if "criteria" in protocols:
        found += _about_criteria(wording)
    if "holistic" in protocols:
        for prompt, response, good in _HOLISTIC:
            asked = wording.holistic(_sample(prompt), response, ())
            right = frozenset({"4", "5"} if good else {"1", "2"})
            found.append(_question("holistic", asked, right, f"{prompt} ({_short(response)})"))
    if "pairwise" in protocols:
        for number, (prompt, better, worse) in enumerate(_PAIRS):
            orders: tuple[tuple[Order, str, str], ...] = (("ab", better, worse), ("ba", worse, better))
            for order, first, second in orders:
                asked = wording.pairwise(_sample(prompt), first, second, ())
                about = f"{prompt} ({_short(first)} | {_short(second)})"
                found.append(_question("pairwise", asked, frozenset({"A"}), about, number, order))
    return found


def _about_criteria(wording: Format | OwnWording) -> Iterator[CheckQuestion]:
    """The questions about one criterion, without those whose levels a format does not have."""
    for prompt, response, text, met in _BINARY:
        asked = wording.criterion(_sample(prompt), response, [Criterion(text=text)], 1)
        right = frozenset({MET if met else NOT_MET})
        yield _question("binary", asked, right, f"{text} ({_short(response)})")
    for prompt, response, text, levels, level in _ORDINAL:
        scale = Scale(
            kind="ordinal", levels=tuple(ScaleLevel(value=i, description=d) for i, d in enumerate(levels))
        )
        criterion = Criterion(text=text, scale=scale)
        if isinstance(wording, Format) and wording.obstacle(criterion):
            continue
        asked = wording.criterion(_sample(prompt), response, [criterion], 1)
        yield _question("ordinal", asked, frozenset({str(level)}), f"{text} ({_short(response)})")


def _question(
    kind: Kind,
    asked: Asked,
    right: frozenset[str],
    about: str,
    pair: int | None = None,
    order: Order | None = None,
) -> CheckQuestion:
    return CheckQuestion(kind, asked.request, right, about, pair, order, asked.outcomes)


def _sample(prompt: str) -> Sample:
    return Sample(id=prompt, prompt=prompt, group=prompt)


def rubric_samples() -> list[Sample]:
    """The prompts that a generator is asked about."""
    return [_sample(prompt) for prompt in RUBRIC_PROMPTS]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"
